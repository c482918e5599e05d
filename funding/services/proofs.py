"""The proof of use: opened after an approval, filled from the calendar, submitted once."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, F, Min, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from funding import reports, rules
from funding.choices import ProofMode, ProofState
from funding.models import Award, Expense, FundedWorkshop, NarrativeDraft, ProofOfUse
from funding.reports import figures
from funding.services import notices
from funding.services.drafts import clean_typing
from parentwork.choices import DateState
from parentwork.models import Workshop, WorkshopDate
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
        text = _("You can open it from %(day)s on, when the project begins.")
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


def linkable(proof: ProofOfUse) -> QuerySet[Workshop]:
    """The series of the organisation, with the number of dates in the award period and the first of them.

    `funded_by` is at hand for each: the award that it counts for, if it counts for any.

    Those that took place in the period come first, the latest on top.
    """
    award = proof.award
    within = Q(dates__state=DateState.PLANNED, dates__starts__date__range=(award.start, award.end))
    rows = Workshop.objects.filter(organisation=award.request.organisation)
    links = FundedWorkshop.objects.select_related("award__request")
    rows = rows.prefetch_related(Prefetch("funded_by", links))
    counted = rows.annotate(within=Count("dates", filter=within), first=Min("dates__starts", filter=within))
    return counted.order_by(F("first").desc(nulls_last=True), "-id")


@transaction.atomic
def link_workshop(proof: ProofOfUse, workshop: Workshop, *, by: User) -> None:
    """Say that the award paid for this series of the same organisation."""
    row = editable_proof(proof, by=by)
    if workshop.organisation_id != row.award.request.organisation_id:
        raise PermissionDenied
    values = {"award": row.award, "linked_by": by}
    link, _made = FundedWorkshop.objects.get_or_create(workshop=workshop, defaults=values)
    if link.award_id != row.award_id:
        other = link.award.request.title
        raise ValidationError(
            _("This series counts for another award already: %(title)s.") % {"title": other}
        )


@transaction.atomic
def unlink_workshop(proof: ProofOfUse, workshop: Workshop, *, by: User) -> None:
    row = editable_proof(proof, by=by)
    FundedWorkshop.objects.filter(award=row.award, workshop=workshop).delete()


@transaction.atomic
def save_narrative(proof: ProofOfUse, texts: Mapping[str, str], *, by: User, version: int) -> ProofOfUse:
    """Store the narrative report (Sachbericht)."""
    row = editable_proof(proof, by=by, version=version)
    for name in figures.NARRATIVE:
        setattr(row, name, texts[name].strip())
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
    return NarrativeDraft.objects.update_or_create(proof=proof, author=by, defaults=defaults)[0]


def forget_narrative(proof: ProofOfUse, *, by: User) -> None:
    """Throw away what `by` had typed into the report and not saved."""
    NarrativeDraft.objects.filter(proof=proof, author=by).delete()


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
    """Freeze the figures and send them to the Office. A second click changes nothing."""
    if ProofOfUse.objects.filter(pk=proof.pk, submitted_by=by, version=version + 1).exists():
        return proof
    row = editable_proof(proof, by=by, version=version)
    missing = gaps(row)
    if missing:
        raise ValidationError([gap.text for gap in missing])
    row.frozen, row.sha256 = frozen(figures.handed_in(row))
    row.state, row.submitted, row.submitted_by = ProofState.SUBMITTED, timezone.now(), by
    row.version += 1
    row.save()
    row.drafts.all().delete()
    documents.withdraw(reports.FundingReport.key, {"proof": row.pk})  # what it said while it was a draft
    report(row, by=by)
    notices.tell_caseworker("funding.proof_submitted", row.award.request)
    return row


def latest_report(proof: ProofOfUse) -> Document | None:
    """The report that was asked for last, whatever has become of it."""
    rows = Document.objects.filter(kind=reports.FundingReport.key, params={"proof": proof.pk})
    return rows.order_by("-created").first()


def report(proof: ProofOfUse, *, by: User | None) -> Document:
    """The funding report as it stands, once it is submitted for ever. Whether `by` may is asked before."""
    ask = documents.request_document if proof.is_open else documents.keep_or_request
    return ask(reports.FundingReport.key, {"proof": proof.pk}, language="de", by=by)
