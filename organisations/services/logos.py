"""The logo of an organisation: taken in, taken away, and its old files forgotten."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Exists, OuterRef

from organisations.models import Logo, Organisation
from organisations.rules import may_write_profile
from organisations.services.profile import update_profile
from portal.accounts.models import User
from portal.lib import uploads
from portal.lib.storage import delete_on_commit

MAX_BYTES = 5_000_000  # of what is sent
SHOWN_BYTES = 40_000  # of what is shown, for people who pay by the megabyte
LONGEST_SIDE = 480  # three times as wide as it is shown, for sharp screens


@transaction.atomic
def set_logo(organisation: Organisation, file: UploadedFile, *, version: int, by: User) -> Organisation:
    """Show this picture as the logo from now on; the history keeps the one before.

    Raises what `update_profile` raises, and `ValidationError` at `file` for what is no picture.
    """
    if not may_write_profile(by, organisation):
        raise PermissionDenied
    drawn = uploads.drawn_anew(file, longest=LONGEST_SIDE, max_bytes=SHOWN_BYTES, most=MAX_BYTES)
    logo = Logo(organisation=organisation, width=drawn.width, height=drawn.height, sha256=drawn.sha256)
    logo.file.save("logo.jpg", drawn.content, save=False)
    try:
        logo.save()
        return update_profile(organisation, {"logo": logo}, version=version, by=by)
    except Exception:
        logo.file.storage.delete(str(logo.file.name))
        raise


def remove_logo(organisation: Organisation, *, version: int, by: User) -> Organisation:
    """Show no logo any more. Raises what `update_profile` raises."""
    return update_profile(organisation, {"logo": None}, version=version, by=by)


@transaction.atomic
def purge() -> dict[str, int]:
    """Delete the logos that no entry shows and no history names any more; how many."""
    events = Organisation.pgh_event_model.objects.filter(logo=OuterRef("pk"))  # type: ignore[attr-defined]
    shown = Organisation.objects.filter(logo=OuterRef("pk"))
    unused = list(Logo.objects.select_for_update().filter(~Exists(events), ~Exists(shown)))
    for logo in unused:
        delete_on_commit(logo.file)
        logo.delete()
    return {"old logos": len(unused)}
