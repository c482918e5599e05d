"""Print a one-time link that makes the first administrator, while there is none."""

from django.core.management.base import BaseCommand, CommandError

from portal.accounts.services import first_administrator_link


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, **options: object) -> None:
        link = first_administrator_link()
        if link is None:
            raise CommandError("There is portal staff already, who can invite others in the admin pages.")
        self.stdout.write(link)
