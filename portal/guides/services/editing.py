"""Editing guides, facts and words in the portal."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.guides import rules
from portal.guides.choices import State
from portal.guides.messages.notices import tell_outdated
from portal.guides.models import FactChoice, FactKey, Guide, LandFact, Term, Topic, Translation
from portal.guides.models.loaded import Worded
from portal.guides.reports.references import check_references
from portal.guides.services.indexing import index
from portal.lib.dates import today
from portal.lib.errors import Stale


@transaction.atomic
def save_text(
    text: Translation, *, title: str, summary: str, body: str, version: int, by: User | None,
    made_from: int | None = None, small: bool = False, checked: bool = False, state: State | None = None,
    written_by: User | None = None,
) -> Translation:  # fmt: skip
    """Write a new wording of a text, and with `state` publish it.

    German: raises the guide's revision unless the edit is a `small` correction or changes nothing, so that
    the other languages become outdated; those made from a revision with these very words are up to date.
    Other languages: `made_from` is the revision of the German text that
    the translator read. `checked`: a person read the text against the German one. `written_by`: whose words
    they are, where `by` only lets them through.
    Raises PermissionDenied, Stale, ValidationError (unknown references, impossible revision).
    """
    if not rules.may_write(by, text.language):
        raise PermissionDenied
    text = _taken(text, version=version)
    guide = text.guide
    wording = (text.title, text.summary, text.body)
    text.title, text.summary, text.body = title, summary, body
    check_references(body)
    if text.is_master:
        if not small and wording != (title, summary, body):
            guide.revision += 1
            guide.said_before = _revisions_that_said(text)
            guide.save(update_fields=["revision", "said_before"])
            tell_outdated(guide)
        text.made_from = guide.revision
    else:
        text.made_from = _possible(made_from, text, guide)
    if state:
        text.state = state
    if checked:
        text.machine_assisted, text.checked_by, text.checked_on = False, by, today()
    return _written(text, by=written_by or by)


@transaction.atomic
def create_text(
    guide: Guide, language: str, *, title: str, summary: str, body: str, made_from: int, by: User | None
) -> Translation:
    """Start the text of a guide in a language, as a draft; the German one may begin without a body."""
    if not rules.may_write(by, language):
        raise PermissionDenied
    guide = Guide.objects.select_for_update().get(pk=guide.pk)
    check_references(body)
    text = Translation(guide=guide, language=language, title=title, summary=summary, body=body, by=by)
    text.made_from = guide.revision if text.is_master else _possible(made_from, None, guide)
    text.full_clean(exclude=["body"] if text.is_master else None)
    text.save()
    index([text])
    return text


@transaction.atomic
def set_state(text: Translation, state: State, *, version: int, by: User | None) -> Translation:
    """Publish a text or take it back; the German text of a guide decides whether the guide is public."""
    text = locked(text, version=version, by=by)
    text.state = state
    return _written(text, by=by)


@transaction.atomic
def save_row[M: (LandFact, FactKey, FactChoice, Term, Topic)](
    row: M, *, version: int, by: User | None, small: bool = False
) -> M:
    """Write an edited fact, kind of fact, answer, word or topic; raises Stale if it changed meanwhile.

    Where German words change, those of the other languages lag behind until somebody looks at them; not
    after a `small` correction.
    """
    if not rules.may_edit(by):
        raise PermissionDenied
    if row.pk and not row._state.adding:
        current = type(row)._default_manager.select_for_update().get(pk=row.pk)
        if current.version != version:
            raise Stale(current)
        row.version = version + 1
        if isinstance(row, Worded) and not small:
            row.behind = row.behind_after(current)
    if isinstance(row, LandFact):
        row.checked_by = by
    row.full_clean()
    row.save()
    return row


def locked(text: Translation, *, version: int | None, by: User | None) -> Translation:
    """The text for a change, and its guide; `version` None takes it as it is. PermissionDenied, Stale."""
    if not rules.may_edit(by):
        raise PermissionDenied
    return _taken(text, version=version)


def _taken(text: Translation, *, version: int | None) -> Translation:
    # The guide first: whoever raises its revision waits for whoever compares with it.
    guide = Guide.objects.select_for_update().get(pk=text.guide_id)
    text = Translation.objects.select_for_update().get(pk=text.pk)
    text.guide = guide
    if version is not None and text.version != version:
        raise Stale(text)
    return text


def _revisions_that_said(german: Translation) -> list[int]:
    """The earlier revisions in which the German text had the very words that it is getting."""
    said = german.events.filter(  # type: ignore[attr-defined]  # made by pghistory
        title=german.title, summary=german.summary, body=german.body
    )
    return sorted(set(said.values_list("made_from", flat=True)))


def _possible(made_from: int | None, text: Translation | None, guide: Guide) -> int:
    lowest = text.made_from if text else 1
    value = lowest if made_from is None else made_from
    if not lowest <= value <= guide.revision:
        message = _("The German text has the revisions %(first)s to %(last)s.")
        raise ValidationError({"made_from": message % {"first": lowest, "last": guide.revision}})
    return value


def _written(text: Translation, *, by: User | None, **extra: Any) -> Translation:
    text.version += 1
    text.by = by
    text.full_clean(exclude=["guide"])
    text.save()
    index([text])
    return text


def german(guide: Guide) -> Translation:
    """The master text of a guide."""
    return guide.translations.get(language=settings.LANGUAGE_CODE)
