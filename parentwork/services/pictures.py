"""The pictures of a workshop to send on are drawn by a job, before somebody wants one."""

from parentwork.models import Workshop
from parentwork.reports import InvitePicture, languages_there
from portal.documents.services import request_document


def draw(workshop: Workshop) -> None:
    """Have them drawn in German and in the languages spoken there; in others somebody asks for it.

    In the transaction of what changed. What shows the same as before is not drawn again.
    """
    if not (workshop.is_published and workshop.dates.upcoming().exists()):
        return
    for language in languages_there(workshop):
        request_document(InvitePicture.key, {"workshop": workshop.pk}, language=language, by=None)
