"""Requesting, cancelling, redoing and deleting rendered files."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.documents import rules, tasks
from portal.documents.choices import State
from portal.documents.kinds import is_known, kind_of
from portal.documents.models import WITHDRAWN, Document
from portal.documents.rendering import inputs, job
from portal.lib.jobs import nudge
from portal.lib.storage import StorageAwayError, delete, files


@transaction.atomic
def request_document(
    kind: str, params: dict[str, Any], *, language: str, by: AbstractBaseUser | None
) -> Document:
    """The document of these parameters; it is queued unless the same input is ready or at work already.

    The data are gathered here, in a few queries, to recognise unchanged input; rendering is a job. Whether
    `by` may have it is asked by the caller. KeyError for an unknown kind.
    """
    known = kind_of(kind)
    data = inputs.gather(known, params, language)
    checksum = inputs.checksum(known, params, language, data)
    _forget_lost_file(checksum)
    draft = Document(
        kind=kind,
        params=params,
        language=language,
        owner_id=by.pk if by else None,
        input_checksum=checksum,
        expires=known.kept_until(params),
    )
    document = _first_of_its_input(draft)
    if document.pk == draft.pk:
        nudge(tasks.render, str(document.pk))
    elif document.expires is not None and document.state == State.DONE:
        document.expires = known.kept_until(params)
        document.save(update_fields=["expires"])
    return document


def _first_of_its_input(draft: Document) -> Document:
    """`draft` as a new row, or the live one of the same input. One that fails between the two statements is
    no longer live, and leaves the place to the draft."""
    same = Document.objects.live().filter(input_checksum=draft.input_checksum)
    while True:
        Document.objects.bulk_create([draft], ignore_conflicts=True)
        if (document := same.first()) is not None:
            return document


def _forget_lost_file(checksum: str) -> None:
    """A finished document whose file is gone from the disk is no longer given out."""
    for document in Document.objects.filter(input_checksum=checksum, state=State.DONE):
        if not document.file.storage.exists(str(document.file.name)):
            document.state, document.error = State.FAILED, "FileLost"
            document.save(update_fields=["state", "error"])


def keep_or_request(
    kind: str, params: dict[str, Any], *, language: str, by: AbstractBaseUser | None
) -> Document:
    """The document of these parameters that was made once, whatever templates have become since.

    For papers whose words are final. Without one, or if its file is lost, it is requested.
    """
    kept = Document.objects.live().newest(kind, params, language)
    if kept is not None and (kept.is_open or kept.file.storage.exists(str(kept.file.name))):
        return kept
    return request_document(kind, params, language=language, by=by)


def current(kind: str, params: dict[str, Any], *, language: str) -> Document | None:
    """The document of what these parameters show now, at work or ready; None if it has to be requested."""
    known = kind_of(kind)
    checksum = inputs.checksum(known, params, language, inputs.gather(known, params, language))
    found: Document | None = Document.objects.live().filter(input_checksum=checksum).first()
    is_lost = found and found.is_done and not found.file.storage.exists(str(found.file.name))
    return None if is_lost else found


def withdraw(kind: str, params: dict[str, Any]) -> int:
    """Give out none of the documents of these parameters any more; the next purge deletes them. How many."""
    return _withdraw(Document.objects.filter(kind=kind, params=params))


def withdraw_about(kinds: Collection[str], name: str, ids: Collection[int]) -> int:
    """The same of all documents of these kinds whose one parameter `name` is one of `ids`. How many."""
    return _withdraw(Document.objects.filter(kind__in=kinds, params__in=[{name: pk} for pk in ids]))


def _withdraw(documents: QuerySet[Document]) -> int:
    return documents.update(
        state=State.CANCELLED, claim="", seen=None, error=WITHDRAWN, expires=timezone.now()
    )  # fmt: skip


@transaction.atomic
def cancel(document: Document, *, by: AbstractBaseUser) -> Document:
    """Stop a document that is waiting or being made; the worker notices at its next step."""
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if not rules.may_cancel(by, document):
        raise PermissionDenied
    if not document.is_open:
        raise ValidationError(_("Only a document that is not ready yet can be cancelled."))
    document.state = State.CANCELLED
    document.claim, document.seen = "", None
    document.finished = timezone.now()
    document.save(update_fields=["state", "claim", "seen", "finished"])
    return document


@transaction.atomic
def redo(document: Document, *, by: AbstractBaseUser) -> Document:
    """Make a failed or cancelled document again; the one that stands for the same input, if there is one."""
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if not rules.may_redo(by, document):
        raise PermissionDenied
    if not document.can_be_redone or not is_known(document.kind):
        raise ValidationError(_("Only a failed or cancelled document can be made again."))
    document.state, document.progress, document.attempts, document.error = State.QUEUED, 0, 0, ""
    document.finished = None
    document.expires = kind_of(document.kind).kept_until(document.params)
    try:
        with transaction.atomic():
            document.save(update_fields=["state", "progress", "attempts", "error", "finished", "expires"])
    except IntegrityError:  # another one of the same input was requested since
        return Document.objects.live().get(input_checksum=document.input_checksum)
    nudge(tasks.render, str(document.pk))
    return document


def purge() -> dict[str, int]:
    """Delete documents that have reached their deletion date, their files first; counts of what went.

    A file that cannot be deleted keeps no other; its name is noted. ExceptionGroup of those at the end.
    """
    deleted, failed = 0, list[OSError]()
    for document in Document.objects.expired(timezone.now()).iterator():
        failed += _delete_files(document)
        document.delete()
        deleted += 1
    drafts = files().forget_drafts()
    if failed:
        raise ExceptionGroup("not all files could be deleted", failed)
    return {"documents deleted": deleted, "drafts deleted": drafts}


def _delete_files(document: Document) -> list[OSError]:
    """Its file, also one that was finished just when the document was cancelled and that no row names."""
    failed = []
    for name in [str(document.file.name)] if document.file else job.places(document):
        try:
            delete(name)
        except StorageAwayError:
            raise
        except OSError as error:
            failed.append(error)
    return failed
