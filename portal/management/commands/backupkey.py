"""Make a key for backups: what is printed first opens them and belongs into a safe, not onto this machine."""

from django.core.management.base import BaseCommand

from portal.backups import sealing


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks = ()

    def handle(self, **options: object) -> None:
        identity, public = sealing.new_identity()
        self.stdout.write(
            f"# Opens backups (restore --key FILE). Keep it in a safe, not on this machine.\n{identity}"
        )
        self.stdout.write(f"# Seals backups: BACKUP_KEYS={public}")
