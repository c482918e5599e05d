"""Interim proofs: planned with the award, written by the organisation, noted by the Office."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from funding import finance, reports, rules
from funding.choices import Party, ProofState, Verb
from funding.models import Award, InterimProof, NarrativeDraft, ProofOfUse
from funding.reports.interims import INTERIM_NARRATIVE, interim_figures
from funding.services import notices
from funding.services.drafts import clean_typing
from funding.services.steps import write_log
from portal.accounts.models import User
from portal.documents import services as documents
from portal.documents.models import Document
from portal.lib.errors import Stale
from portal.lib.freezing import frozen


def plan_interims(award: Award) -> None:
    """Make the interim proofs that the award asks for and that are not there yet; it may be longer now."""
    known = set(award.interims.values_list("end", flat=True))
    periods = finance.interim_periods(award.start, award.end, award.interim_months)
    InterimProof.objects.bulk_create(
        InterimProof(award=award, number=number, start=it.start, end=it.end, due=it.due)
        for number, it in enumerate(periods, start=1)
        if it.end not in known
    )


@transaction.atomic
def save_interim(interim: InterimProof, texts: Mapping[str, str], *, by: User, version: int) -> InterimProof:
    """Keep what is written so far. PermissionDenied, ValidationError by field, `Stale`."""
    row = _editable(interim, by=by, version=version)
    _say(row, texts)
    row.version += 1
    row.save()
    forget_interim(row, by=by)
    return row


def keep_interim(
    interim: InterimProof, typed: Mapping[str, str], *, by: User, version: int
) -> NarrativeDraft:
    """Keep what `by` has typed so far, unchecked; it leaves no history. PermissionDenied, ValidationError."""
    award = interim.award
    if not rules.may_request(by, award.request.organisation):
        raise PermissionDenied
    if not interim.is_open:
        raise ValidationError(_("The interim proof has been sent and can no longer be changed."), "state")
    texts = {name: text for name, text in typed.items() if name in INTERIM_NARRATIVE}
    defaults = {"data": clean_typing(texts), "base_version": version}
    rows = NarrativeDraft.objects
    return rows.update_or_create(proof=award.proof, interim=interim, author=by, defaults=defaults)[0]


def forget_interim(interim: InterimProof, *, by: User) -> None:
    """Throw away what `by` had typed into the report and not saved."""
    interim.drafts.filter(author=by).delete()


@transaction.atomic
def send_interim(interim: InterimProof, texts: Mapping[str, str], *, by: User, version: int) -> InterimProof:
    """Freeze the figures and send them to the Office. A second click changes nothing.

    PermissionDenied, ValidationError by field, `Stale`.
    """
    if InterimProof.objects.filter(pk=interim.pk, submitted_by=by, version=version + 1).exists():
        return interim
    row = _editable(interim, by=by, version=version)
    if not row.is_over:
        text = _("It can be sent once its time is over: after %(day)s.")
        raise ValidationError(text % {"day": date_format(row.end, "DATE_FORMAT")}, "early")
    _say(row, texts)
    _refuse_without_words(row)
    row.frozen, row.sha256 = frozen(interim_figures(row) | {"declared": True})
    row.state, row.submitted, row.submitted_by = ProofState.SUBMITTED, timezone.now(), by
    row.version += 1
    row.save()
    row.drafts.all().delete()
    documents.withdraw(reports.InterimReport.key, {"interim": row.pk})  # what it said while it was a draft
    interim_report(row, by=by)
    _log(row, Verb.SEND_INTERIM, by=by, party=Party.APPLICANT)
    notices.tell_caseworker("funding.interim_submitted", row.award.request, version=_version(row))
    return row


def _refuse_without_words(row: InterimProof) -> None:
    missing = [name for name in ("done", "results") if not getattr(row, name)]
    if missing:
        text = _("The report on what was done and what came of it is missing.")
        raise ValidationError(dict.fromkeys(missing, text))


@transaction.atomic
def note_interim(interim: InterimProof, note: str, *, by: User, version: int) -> InterimProof:
    """The Office has read it, and says what it has to say. A second click changes nothing.

    PermissionDenied, ValidationError, `Stale`.
    """
    row = _locked(interim)
    if not rules.may_note_interim(by, row):
        raise PermissionDenied
    if row.noted_by == by and row.version == version + 1:
        return row
    if row.is_open or row.noted is not None:
        raise ValidationError(_("This is no longer possible: note was taken of it already."), "state")
    if row.version != version:
        raise Stale(row)
    row.noted, row.noted_by, row.note = timezone.now(), by, note.strip()
    row.version += 1
    row.full_clean(exclude=["award", "frozen"])
    row.save()
    _log(row, Verb.NOTE_INTERIM, by=by, party=Party.CASEWORKER)
    notices.tell_applicant("funding.interim_noted", row.award.request, version=_version(row))
    return row


def interim_report(interim: InterimProof, *, by: User | None) -> Document:
    """The report as it stands, once it is submitted for ever. Whether `by` may is asked before."""
    ask = documents.request_document if interim.is_open else documents.keep_or_request
    return ask(reports.InterimReport.key, {"interim": interim.pk}, language="de", by=by)


def _editable(interim: InterimProof, *, by: User, version: int) -> InterimProof:
    # Whoever sends the whole proof, or changes the share of a series, holds its row: what is sent here stays.
    proof = ProofOfUse.objects.select_for_update().filter(award=interim.award_id).first()
    row = _locked(interim)
    if not rules.may_request(by, row.award.request.organisation):
        raise PermissionDenied
    if not row.is_open:
        raise ValidationError(_("The interim proof has been sent and can no longer be changed."), "state")
    if proof is not None and not proof.is_open:
        raise ValidationError(_("The proof of use has been submitted: it says all of it."), "state")
    if row.version != version:
        raise Stale(row)
    return row


def _locked(interim: InterimProof) -> InterimProof:
    rows = InterimProof.objects.select_for_update(of=("self",)).select_related(
        "award__request__organisation",
        "award__request__office",
        "award__request__programme",
        "award__request__caseworker",
        "award__decision__submission",
    )
    return rows.get(pk=interim.pk)


def _say(row: InterimProof, texts: Mapping[str, str]) -> None:
    for name in INTERIM_NARRATIVE:
        setattr(row, name, texts.get(name, "").strip())
    row.full_clean(exclude=["award", "frozen"])


def _log(row: InterimProof, verb: Verb, *, by: User, party: Party) -> None:
    request = row.award.request
    write_log(request, verb, source=request.state, by=by, party=party, note=str(row.number))


def _version(row: InterimProof) -> str:
    return f"{row.award.request.version}-i{row.number}-{row.version}"
