"""Where a guide is found: moving it to another address, and taking it away for good."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.guides import rules
from portal.guides.models import FormerSlug, Guide
from portal.guides.reports.references import titles_with


@transaction.atomic
def move_guide(guide: Guide, slug: str, *, by: User | None) -> Guide:
    """Give a guide another address; the old one leads there from now on.

    Raises PermissionDenied, ValidationError when the address is taken or no address.
    """
    guide = _locked(guide, by)
    if slug == guide.slug:
        return guide
    if Guide.objects.filter(slug=slug).exists():
        raise ValidationError({"slug": _("Another guide has this address.")})
    old, guide.slug = guide.slug, slug
    guide.full_clean()
    guide.save(update_fields=["slug"])
    FormerSlug.objects.filter(slug=slug).delete()  # it may move back
    FormerSlug.objects.update_or_create(slug=old, defaults={"guide": guide})
    return guide


@transaction.atomic
def remove_guide(guide: Guide, *, by: User | None) -> None:
    """Delete a guide with all its texts; its addresses answer that it is gone.

    Raises PermissionDenied, ValidationError while other texts link to it.
    """
    guide = _locked(guide, by)
    if titles := linked_from(guide):
        raise ValidationError(
            _("Other texts link to this guide: %(titles)s.") % {"titles": ", ".join(titles)}
        )
    FormerSlug.objects.update_or_create(slug=guide.slug, defaults={"guide": None})
    guide.delete()


def linked_from(guide: Guide) -> list[str]:
    """The titles of all other texts that link to a guide, by any address that it ever had."""
    former = guide.former_slugs.values_list("slug", flat=True)
    return titles_with("link", guide.slug, *former, besides=guide)


def _locked(guide: Guide, by: User | None) -> Guide:
    if not rules.may_edit(by):
        raise PermissionDenied
    return Guide.objects.select_for_update().get(pk=guide.pk)
