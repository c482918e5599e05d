"""Notes of officers on a request: for the Office alone, or for the organisation too."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from funding import rules
from funding.models import FundingRequest, Note
from funding.services import notices
from funding.services.steps import locked
from portal.accounts.models import User


@transaction.atomic
def write_note(request: FundingRequest, text: str, *, visible: bool, by: User) -> Note:
    """Keep a note with its author; one that the organisation reads is announced to it by mail.

    The same words by the same person once more are a second click. PermissionDenied, ValidationError.
    """
    row = locked(request)
    if not rules.may_review(by, row):
        raise PermissionDenied
    words = text.strip()
    if not words:
        raise ValidationError({"text": _("Write the note.")})
    last = row.notes.order_by("-pk").first()
    if last is not None and (last.text, last.visible, last.written_by_id) == (words, visible, by.pk):
        return last
    note = Note.objects.create(request=row, text=words, visible=visible, written_by=by)
    if visible:
        notices.tell_applicant("funding.noted", row, version=str(note.pk))
    return note
