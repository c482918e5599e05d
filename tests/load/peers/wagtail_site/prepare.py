"""Make the tables, and one page with the text on standard input: `/text/`."""

import sys

from wagtail_site import wsgi  # noqa: F401  sets Django up


def main() -> None:
    from django.core.management import call_command
    from django.db import connection
    from wagtail.models import Page, Site

    from wagtail_site.models import TextPage

    call_command("migrate", interactive=False, verbosity=0)
    with connection.schema_editor() as schema:
        schema.create_model(TextPage)
    home = Page.objects.get(pk=Site.objects.get(is_default_site=True).root_page_id)
    home.add_child(instance=TextPage(title="Text", slug="text", body=sys.stdin.read()))


if __name__ == "__main__":
    main()
