"""That the figures of a member count in the sums of its network, and the sums themselves."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from organisations.models import Consent, NetworkSums, Organisation, StructureProfile
from organisations.models.structure import newest_closed_year
from organisations.reports.figures import amounts_of
from organisations.reports.network_reports import NETWORK_REPORT
from organisations.rules import may_manage_members
from organisations.services.networks import refuse_strange_network
from organisations.services.structure import kept_bands
from portal.accounts.models import User
from portal.documents.models import Document
from portal.documents.services import request_document
from portal.lib import dates, suppression
from portal.lib.freezing import frozen


@transaction.atomic
def agree_to_sums(member: Organisation, umbrella: Organisation, *, by: User) -> Consent:
    """The figures of `member` count in the sums of `umbrella`, to which it belongs, and of no other network
    any more. A double click agrees once. Raises `PermissionDenied`, and `ValidationError` by field.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=member.pk)  # the clicks come one by one
    if not may_manage_members(by, member):
        raise PermissionDenied
    refuse_strange_network(member, umbrella)
    older = member.consents.filter(withdrawn=None)
    if same := older.filter(umbrella=umbrella).first():
        return same
    older.update(withdrawn=timezone.now(), withdrawn_by=by)
    return Consent.objects.create(member=member, umbrella=umbrella, given_by=by)


@transaction.atomic
def withdraw_consent(consent: Consent, *, by: User) -> Consent:
    """Sums that are made from now on do without these figures; a second click changes nothing.

    Those of closed years stay: made anew without them they would tell them. Raises `PermissionDenied`.
    """
    current = Consent.objects.select_for_update(of=("self",)).select_related("member").get(pk=consent.pk)
    if not may_manage_members(by, current.member):
        raise PermissionDenied
    if current.withdrawn is None:
        current.withdrawn, current.withdrawn_by = timezone.now(), by
        current.save(update_fields=["withdrawn", "withdrawn_by"])
    return current


@transaction.atomic
def freeze_network_sums() -> int:
    """Write down what networks read of the year that was closed last; how many networks, 0 if it is done.

    All of them at once, of those who have agreed by then: who agrees or withdraws later changes nothing.
    """
    year = newest_closed_year()
    if NetworkSums.objects.filter(year=year).exists():
        return 0
    networks = Organisation.objects.filter(is_umbrella=True).order_by("pk")
    made = [_sums_of(network, year) for network in networks]
    return len(NetworkSums.objects.bulk_create(made, ignore_conflicts=True))  # another job was faster


def purge() -> dict[str, int]:
    """Delete consents as long after their end as the history of the registry is kept."""
    kept = timedelta(days=settings.HISTORY_KEPT_DAYS["organisations"] or 0)
    ended = Consent.objects.withdrawn_before(timezone.now() - kept)
    return {"withdrawn consents": ended.delete()[0]}


def _sums_of(umbrella: Organisation, year: int) -> NetworkSums:
    """Of those with a structure profile, so that all sums are of the same members."""
    agreed = Consent.objects.running(dates.today()).filter(umbrella=umbrella)
    profiles = StructureProfile.objects.filter(organisation__in=agreed.values("member"), year=year)
    number, bands = kept_bands(profiles)
    members = list(profiles.values_list("organisation", flat=True))
    amounts = {
        key: suppression.of_amounts(list(by_member.values()))
        for key, by_member in amounts_of(members, year).items()
    }
    sums = NetworkSums(umbrella=umbrella, year=year, number=number, bands=bands, amounts=amounts)
    _figures, sums.sha256 = frozen(sums.figures)
    return sums


def annual_report(sums: NetworkSums, form: str, *, by: User, language: str) -> Document:
    """The report on a closed year as `pdf`, which is in German, or as `xlsx`; a job makes the file.

    Whether `by` may read the sums is asked before. KeyError for any other `form`.
    """
    language = "de" if form == "pdf" else language
    return request_document(NETWORK_REPORT[form], {"sums": sums.pk}, language=language, by=by)
