"""The proof of use: opened after an approval, filled from the calendar, submitted once."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from funding import reports, rules
from funding.choices import Party, ProofMode, ProofState, Verb
from funding.models import Award, Expense, NarrativeDraft, ProofOfUse
from funding.reports import figures
from funding.services import notices
from funding.services.drafts import clean_typing
from funding.services.steps import write_log
from organisations.models import Organisation
from parentwork.models import WorkshopDate
from portal.accounts.models import User
from portal.documents import services as documents
from portal.documents.models import Document
from portal.lib.errors import Stale
from portal.lib.freezing import frozen


@transaction.atomic
def open_proof(award: Award, *, by: User) -> ProofOfUse:
    """The proof of an award that has begun, made on first use. Series are not linked by themselves."""
    award = (
        Award.objects.select_for_update(of=("self",)).select_related("request__organisation").get(pk=award.pk)
    )
    if not rules.may_request(by, award.request.organisation):
        raise PermissionDenied
    if not award.has_begun:
        text = _("You can open it from %(day)s on, when the award period begins.")
        raise ValidationError(text % {"day": date_format(award.start, "DATE_FORMAT")}, "early")
    return ProofOfUse.objects.get_or_create(award=award)[0]


def editable_proof(proof: ProofOfUse, *, by: User, version: int | None = None) -> ProofOfUse:
    """The locked proof if `by` may change it now. PermissionDenied, ValidationError, `Stale`."""
    rows = ProofOfUse.objects.select_for_update(of=("self",)).select_related(
        "award__request__organisation",
        "award__request__office",
        "award__request__programme",
        "award__request__caseworker",
        "award__decision__submission",
    )
    row = rows.get(pk=proof.pk)
    if not rules.may_request(by, row.award.request.organisation):
        raise PermissionDenied
    if not row.is_open:
        raise ValidationError(_("The proof of use has been submitted and can no longer be changed."), "state")
    if version is not None and version != row.version:
        raise Stale(row)
    return row


@transaction.atomic
def save_narrative(proof: ProofOfUse, texts: Mapping[str, str], *, by: User, version: int) -> ProofOfUse:
    """Store the narrative report (Sachbericht)."""
    row = editable_proof(proof, by=by, version=version)
    for name in figures.NARRATIVE:
        setattr(row, name, texts.get(name, getattr(row, name)).strip())
    row.version += 1
    row.full_clean()
    row.save()
    forget_narrative(row, by=by)
    return row


def keep_narrative(proof: ProofOfUse, typed: Mapping[str, str], *, by: User, version: int) -> NarrativeDraft:
    """Keep what `by` has typed so far, unchecked; it leaves no history. PermissionDenied, ValidationError."""
    if not rules.may_request(by, proof.award.request.organisation):
        raise PermissionDenied
    if not proof.is_open:
        raise ValidationError(_("The proof of use has been submitted and can no longer be changed."), "state")
    texts = {name: text for name, text in typed.items() if name in figures.NARRATIVE}
    defaults = {"data": clean_typing(texts), "base_version": version}
    rows = NarrativeDraft.objects
    return rows.update_or_create(proof=proof, interim=None, author=by, defaults=defaults)[0]


def forget_narrative(proof: ProofOfUse, *, by: User) -> None:
    """Throw away what `by` had typed into the report and not saved."""
    NarrativeDraft.objects.filter(proof=proof, interim=None, author=by).delete()


@dataclass(frozen=True)
class Gap:
    """What keeps a proof from being sent: a sentence, the field at fault, the first expense it is about."""

    text: str
    field: str = ""
    expense: Expense | None = None


def gaps(proof: ProofOfUse) -> list[Gap]:
    """What is missing before the proof can be submitted."""
    missing, mode = [], proof.award.proof_mode
    if mode != ProofMode.CONFIRMATION and not (proof.done and proof.results):
        field = "results" if proof.done else "done"
        missing.append(Gap(_("The report on what was done and what came of it is missing."), field))
    if not proof.expenses.exists():
        missing.append(Gap(_("No expense has been entered yet.")))
    bare = proof.expenses.filter(receipts__isnull=True).first()
    if bare is not None and mode == ProofMode.REGULAR:
        missing.append(Gap(_("Some expenses have no voucher yet."), "receipt", bare))
    if outside := proof.expenses.outside(proof.award.paying_period).filter(outside_reason="").first():
        text = _("Some expenses were paid outside the award period, and no reason is given.")
        missing.append(Gap(text, "outside_reason", outside))
    if proof.award.amendments.open().exists():
        missing.append(Gap(_("A change of the award is asked for and not decided yet."), "change"))
    return missing


def unrecorded(proof: ProofOfUse, *, by: User) -> list[WorkshopDate]:
    """Dates of the funded series in the award period for which nobody has typed in who came, oldest first.

    Only those of which `by` may see the families. They do not keep the proof from being sent, since a list
    can be lost; but the report says that they were not counted.
    """
    award = proof.award
    rows = WorkshopDate.objects.with_families_for(by).unrecorded().select_related("workshop__organisation")
    funded = rows.filter(workshop__funded_by__award=award, starts__date__range=(award.start, award.end))
    return list(funded.order_by("starts", "id"))


@transaction.atomic
def submit_proof(proof: ProofOfUse, *, by: User, version: int) -> ProofOfUse:
    """Freeze the figures and send them to the Office. A second click changes nothing.

    `by` has declared for the organisation what the report then says so (ANBest-P, number 6: costs were
    necessary, money was used thriftily, figures agree with books and vouchers); the form asks for it.
    """
    if ProofOfUse.objects.filter(pk=proof.pk, submitted_by=by, version=version + 1).exists():
        return proof
    row = editable_proof(proof, by=by, version=version)
    missing = gaps(row)
    if missing:
        raise ValidationError([gap.text for gap in missing])
    if row.shows_feedback:  # what it may tell of answers goes by what reports of other awards have told
        Organisation.objects.select_for_update(no_key=True).get(pk=row.award.request.organisation_id)
    row.frozen, row.sha256 = frozen(figures.handed_in(row) | {"declared": True})
    row.state, row.submitted, row.submitted_by = ProofState.SUBMITTED, timezone.now(), by
    row.version += 1
    row.save()
    row.drafts.all().delete()
    withdraw_reports(row)  # what they said while it was a draft
    report(row, by=by)
    request = row.award.request
    write_log(request, Verb.SEND_PROOF, source=request.state, by=by, party=Party.APPLICANT)
    notices.tell_caseworker("funding.proof_submitted", request)
    return row


def withdraw_reports(proof: ProofOfUse) -> None:
    """Give out none of its reports any more that are made."""
    for kind in (reports.FundingReport, reports.ReadingCopy):
        documents.withdraw(kind.key, {"proof": proof.pk})


def reading_copy(proof: ProofOfUse, language: str, *, by: User) -> Document:
    """The report to be read in one of `languages.READING_COPIES`. Whether `by` may is asked before."""
    return documents.request_document(reports.ReadingCopy.key, {"proof": proof.pk}, language=language, by=by)


def latest_report(proof: ProofOfUse) -> Document | None:
    """The report that was asked for last, whatever has become of it."""
    rows = Document.objects.filter(kind=reports.FundingReport.key, params={"proof": proof.pk})
    return rows.order_by("-created").first()


def report(proof: ProofOfUse, *, by: User | None) -> Document:
    """The funding report as it stands, once it is submitted for ever. Whether `by` may is asked before."""
    ask = documents.request_document if proof.is_open else documents.keep_or_request
    return ask(reports.FundingReport.key, {"proof": proof.pk}, language="de", by=by)
