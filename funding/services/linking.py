"""What an award pays for, alone or with others: series of workshops, and the hours of helpers."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, DecimalField, F, Min, Prefetch, Q, QuerySet, Sum
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from funding.models import Award, FundedHelper, FundedWorkshop, ProofOfUse
from funding.models.funded import Funded
from funding.reports.counting import A_DAY, Offer, Told, offered, told_of_helpers
from funding.services.proofs import editable_proof
from parentwork.choices import DateState
from parentwork.models import Helper, Workshop
from parentwork.queries.evidence import confirmed_hours
from portal.accounts.models import User
from portal.lib.lists import listed


def linkable(proof: ProofOfUse) -> QuerySet[Workshop]:
    """The series of the organisation, with the number of dates in the award period and the first of them.

    `funded_by` is at hand for each: the awards that it counts for.

    Those that took place in the period come first, the latest on top.
    """
    award = proof.award
    within = Q(dates__state=DateState.PLANNED, dates__starts__date__range=(award.start, award.end))
    rows = Workshop.objects.filter(organisation=award.request.organisation)
    rows = rows.prefetch_related(Prefetch("funded_by", FundedWorkshop.objects.with_awards()))
    counted = rows.annotate(within=Count("dates", filter=within), first=Min("dates__starts", filter=within))
    return counted.order_by(F("first").desc(nulls_last=True), "-id")


def linkable_helpers(proof: ProofOfUse, *, by: User) -> QuerySet[Helper]:
    """Unpaid helpers of the organisation whom `by` sees, with their confirmed hours in the award period.

    `funded_by` is at hand for each. Those without an hour are left out, unless they are linked.
    """
    award = proof.award
    within = Q(hours__confirmed__isnull=False, hours__day__range=(award.start, award.end))
    rows = Helper.objects.visible_to(by).filter(organisation=award.request.organisation, is_paid=False)
    rows = rows.prefetch_related(Prefetch("funded_by", FundedHelper.objects.with_awards()))
    counted = rows.annotate(within=Sum("hours__hours", filter=within, output_field=DecimalField()))
    linked = FundedHelper.objects.filter(award=award).values("helper")
    return counted.filter(Q(within__gt=0) | Q(pk__in=linked)).order_by("name", "id")


@transaction.atomic
def link_workshop(
    proof: ProofOfUse, workshop: Workshop, share: int | None = None, *, by: User
) -> FundedWorkshop:
    """Say that the award paid for this series of the same organisation, or for `share` per cent of it.

    Without a share it is what other awards leave, and what is linked already stays as it is. On no day do
    all awards together have more than the whole. What was sent with an interim proof, by this award or by
    another one, stays: a share that it does not leave holds for the days after it. So does what another award
    has told of hours of a helper for the series. PermissionDenied, ValidationError.
    """
    award = editable_proof(proof, by=by).award
    if workshop.organisation_id != award.request.organisation_id:
        raise PermissionDenied
    Workshop.objects.select_for_update(of=("self",)).get(pk=workshop.pk)  # another award may want it now
    _refuse_without_a_date(workshop, award)
    new = FundedWorkshop(award=award, workshop=workshop, linked_by=by)
    links = list(FundedWorkshop.objects.filter(workshop=workshop).with_awards())
    return _linked(new, links, share, told_of_helpers([workshop], award)[workshop.pk])


def _refuse_without_a_date(workshop: Workshop, award: Award) -> None:
    """It would count nothing here, and yet keep the series from another award."""
    dates = workshop.dates.filter(starts__date__range=(award.start, award.end))
    hours = confirmed_hours(Workshop.objects.filter(pk=workshop.pk), award.start, award.end)
    if not (dates.exists() or hours.exists() or workshop.funded_by.filter(award=award).exists()):
        raise ValidationError(_("The series has no date in the award period, so there is nothing to count."))


@transaction.atomic
def link_helper(proof: ProofOfUse, helper: Helper, share: int | None = None, *, by: User) -> FundedHelper:
    """Say that the confirmed hours of a volunteer count for the award, or `share` per cent of them.

    What a linked series counts already is not counted once more. Shares as for series. PermissionDenied,
    ValidationError.
    """
    award = editable_proof(proof, by=by).award
    if helper.organisation_id != award.request.organisation_id:
        raise PermissionDenied
    row = Helper.objects.select_for_update(of=("self",)).get(pk=helper.pk)
    if row.is_paid:
        raise ValidationError(
            _("Only hours that nobody pays count. Enter what you pay as an expense."), "paid"
        )
    new = FundedHelper(award=award, helper=row, linked_by=by)
    return _linked(new, list(FundedHelper.objects.filter(helper=row).with_awards()), share, Told())


def _linked[Link: Funded](new: Link, links: Sequence[Link], share: int | None, told: Told) -> Link:
    """`told` is what else is not left of it."""
    own = next((link for link in links if link.award_id == new.award_id), None)
    if own is not None and share in (None, own.share) and own.share:
        return own
    others = [link for link in links if link != own]
    offer = offered(new.award, own, others, told)
    wanted = offer.percent if share is None else share
    if not 0 < wanted <= offer.percent:
        raise ValidationError(_too_much(offer.percent, [*others, *told.by]), "share")
    link = own or new
    if own is not None and (until := own.proven_until) is not None:
        _keep(link, until, link.share)
    if offer.is_late and wanted > offer.before:
        _keep(link, offer.since - A_DAY, _share_before(offer, own), of_others=True)
    link.share = wanted
    link.full_clean(exclude=["linked_by"])
    link.save()
    return link


def _share_before(offer: Offer, own: Funded | None) -> int:
    """What it has of the days that others have told: what it had so far, as far as that is left of them."""
    return min(own.share, offer.before) if own is not None and own.share else offer.before


def _keep(link: Funded, until: date, share: int, *, of_others: bool = False) -> None:
    """Up to that day it counts with this share, since Offices were told, perhaps by other awards."""
    last = link.earlier[-1]["until"] if link.earlier else ""
    if last < until.isoformat():
        row = {"until": until.isoformat(), "share": share}
        link.earlier = [*link.earlier, row | {"of_others": True} if of_others else row]


def _too_much(left: int, others: Sequence[Funded]) -> str:
    if not others:
        return _("Enter a share from 1 to 100 %.")
    titles = listed([_with_share(link) for link in others], get_language() or "de")
    return _(
        "This counts for other awards already: %(titles)s. Here %(free)s per cent of it are left; "
        "more is possible once its share there is lower."
    ) % {"titles": titles, "free": left}


def _with_share(link: Funded) -> str:
    return _("“%(title)s” (%(share)s %%)") % {"title": link.award.request.title, "share": link.share}


@transaction.atomic
def unlink_workshop(proof: ProofOfUse, workshop: Workshop, *, by: User) -> date | None:
    """The award no longer counts the series; the last day on which it still does, since it was proved."""
    row = editable_proof(proof, by=by)
    return _unlinked(FundedWorkshop.objects.filter(award=row.award, workshop=workshop).with_awards().first())


@transaction.atomic
def unlink_helper(proof: ProofOfUse, helper: Helper, *, by: User) -> date | None:
    """The award no longer counts the hours of a helper; the last day on which it still does."""
    row = editable_proof(proof, by=by)
    return _unlinked(FundedHelper.objects.filter(award=row.award, helper=helper).with_awards().first())


def _unlinked(link: Funded | None) -> date | None:
    if link is None:
        return None
    told = link.proven_until
    if told is None:
        link.delete()
        return None
    _keep(link, told, link.share)
    link.share = 0
    link.save(update_fields=["earlier", "share"])
    return told
