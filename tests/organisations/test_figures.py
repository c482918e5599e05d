"""Figures of members count in the sums of their network if they agree, and tell of none of them."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from organisations import services
from organisations.choices import ListingState
from organisations.clock import freeze_network_sums
from organisations.models import Affiliation, Consent, NetworkSums, Organisation, Survey
from organisations.models.structure import newest_closed_year
from organisations.reports import figures
from organisations.services.figures import purge
from portal.lib.dates import today
from tests.factories.organisations import OrganisationFactory
from tests.organisations.yearly import profile

pytestmark = pytest.mark.django_db
DESK = "/en/desk/organisations/elterntreff-nordstadt/figures/"
NETWORK = "/en/desk/organisations/elternnetz/network/figures/"
TABLE = "/en/desk/organisations/elternnetz/network/figures.csv"


@pytest.fixture
def closed() -> int:
    return newest_closed_year()


@pytest.fixture
def coordinator(client, cast):
    client.force_login(cast.coordinator)
    return client


@pytest.fixture
def network(client, cast):
    client.force_login(cast.umbrella_coordinator)
    return client


@pytest.fixture
def cups(monkeypatch) -> dict[int, Decimal]:
    """Cups of tea by organisation: a figure that another part of the portal might have."""
    known: dict[int, Decimal] = {}

    def of(organisations, year):
        return {"cups": {pk: known[pk] for pk in organisations if pk in known}}

    monkeypatch.setattr(figures, "_labels", {"cups": "Cups of tea"})
    monkeypatch.setattr(figures, "_sources", {"tea": of})
    return known


def belonging(network: Organisation, *, agreed: bool = True, **changes) -> Organisation:
    """A member with a structure profile of the closed year."""
    organisation = OrganisationFactory()
    Affiliation.objects.create(member=organisation, umbrella=network)
    profile(organisation, newest_closed_year(), **changes)
    if agreed:
        Consent.objects.create(member=organisation, umbrella=network)
    return organisation


def several(network: Organisation, number: int, **changes) -> list[Organisation]:
    return [belonging(network, **changes) for _number in range(number)]


def sums_of(network: Organisation) -> NetworkSums:
    return NetworkSums.objects.get(umbrella=network)


class TestAgreeing:
    def test_the_coordinator_agrees_and_withdraws_at_any_time(self, coordinator, cast):
        assert "Your figures count nowhere." in coordinator.get(DESK).text
        assert coordinator.post(DESK, {"umbrella": cast.umbrella.pk})["Location"] == DESK
        consent = Consent.objects.get()
        assert (consent.member, consent.umbrella, consent.given_by) == (
            cast.association, cast.umbrella, cast.coordinator,
        )  # fmt: skip
        assert "Your figures count in the sums of “Elternnetz”." in coordinator.get(DESK).text
        for _click in range(2):
            assert coordinator.post(f"{DESK}{consent.pk}/withdraw/")["Location"] == DESK
        consent.refresh_from_db()
        assert consent.withdrawn_by == cast.coordinator
        assert "Your figures count nowhere." in coordinator.get(DESK).text

    def test_a_double_click_agrees_once(self, coordinator, cast):
        for _click in range(2):
            assert coordinator.post(DESK, {"umbrella": cast.umbrella.pk}).status_code == 302
        assert Consent.objects.count() == 1

    def test_in_one_network_at_a_time(self, cast):
        other = OrganisationFactory(is_umbrella=True)
        Affiliation.objects.create(member=cast.association, umbrella=other)
        for umbrella in (cast.umbrella, other):
            services.agree_to_sums(cast.association, umbrella, by=cast.coordinator)
        assert [row.umbrella for row in Consent.objects.running(today())] == [other]
        with pytest.raises(IntegrityError), transaction.atomic():
            Consent.objects.create(member=cast.association, umbrella=cast.umbrella)

    @pytest.mark.parametrize("typed", ["", "0", "x", "9" * 30])
    def test_only_a_network_that_one_belongs_to(self, coordinator, cast, typed):
        other = OrganisationFactory(is_umbrella=True)
        for umbrella in (typed, other.pk):
            response = coordinator.post(DESK, {"umbrella": umbrella})
            assert (response.status_code, list(response.context["form"].errors)) == (422, ["umbrella"])
        with pytest.raises(ValidationError):
            services.agree_to_sums(cast.association, other, by=cast.coordinator)
        assert not Consent.objects.exists()

    def test_nobody_else_agrees_or_withdraws(self, cast):
        consent = Consent.objects.create(member=cast.association, umbrella=cast.umbrella)
        for user in (cast.editor, cast.umbrella_coordinator, cast.portal_staff):
            with pytest.raises(PermissionDenied):
                services.agree_to_sums(cast.association, cast.umbrella, by=user)
            with pytest.raises(PermissionDenied):
                services.withdraw_consent(consent, by=user)

    def test_a_consent_is_deleted_as_long_after_its_end_as_history_is_kept(self, cast, settings):
        settings.HISTORY_KEPT_DAYS = {"organisations": 10}
        consent = Consent.objects.create(member=cast.association, umbrella=cast.umbrella)
        assert purge() == {"withdrawn consents": 0}
        services.withdraw_consent(consent, by=cast.coordinator)
        assert purge() == {"withdrawn consents": 0}
        Consent.objects.update(withdrawn=timezone.now() - timedelta(days=12))
        assert purge() == {"withdrawn consents": 1}


class TestSums:
    def test_of_those_who_agreed_small_numbers_kept_back(self, network, cast, cups, closed):
        members = several(cast.umbrella, 6, members="1-19") + several(cast.umbrella, 7, members="20-49")
        members += several(cast.umbrella, 30, members="50-99")
        several(cast.umbrella, 9, members="250+", agreed=False)
        cups |= {organisation.pk: Decimal("2.5") for organisation in members}
        assert freeze_network_sums() == 1
        page = network.get(NETWORK)
        assert page.context["sums"].number == 43
        label, bands = page.context["sums"].questions[0]
        assert (label, [number for _band, number in bands]) == ("Members", [None, 7, 30, None, None])
        (cups_,) = page.context["beside"]
        assert (cups_.label, cups_.now, cups_.before) == ("Cups of tea", 108, "–")
        assert "43 of 53 members agree today" in page.text
        assert [it.words for it in page.context["told"]] == ["Members"]
        assert "Every number is kept back of: People in paid work, Paid positions" in page.text

    @pytest.mark.parametrize(
        ("given", "shown"),
        [
            ([9, 9, 9, 9, 9], 45),
            ([9, 9, 9, 9], None),
            ([9, 9, 9, 9, 0], None),
            ([90, 9, 9, 2, 2], None),
            ([Decimal("0.25")] * 6, None),
        ],
    )
    def test_a_sum_of_few_or_of_one_large_one_is_kept_back(self, network, cast, cups, given, shown):
        members = several(cast.umbrella, 6)
        cups |= {member.pk: Decimal(cup) for member, cup in zip(members, given, strict=False)}
        freeze_network_sums()
        assert sums_of(cast.umbrella).amounts == {"cups": shown}
        assert ("kept back" in network.get(TABLE).text.split("Members")[1]) == (shown is None)

    @pytest.mark.parametrize("why", ["withdrawn", "left", "no profile", "hidden"])
    def test_who_is_not_in_them(self, cast, why, closed):
        several(cast.umbrella, 5)
        one = belonging(cast.umbrella)
        if why == "withdrawn":
            Consent.objects.filter(member=one).update(withdrawn=timezone.now())
        elif why == "left":
            Affiliation.objects.filter(member=one).update(until="2020-01-01")
        elif why == "no profile":
            one.structure_profiles.update(year=closed - 1)
        else:
            Organisation.objects.filter(pk=cast.umbrella.pk).update(state=ListingState.SUSPENDED)
        freeze_network_sums()
        assert sums_of(cast.umbrella).number == (None if why == "hidden" else 5)

    def test_who_agrees_withdraws_or_is_deleted_later_changes_no_sum(self, network, cast, cups):
        first, second, *others = several(cast.umbrella, 7)
        newcomer = belonging(cast.umbrella, agreed=False)
        cups |= {it.pk: Decimal(9) for it in (first, second, *others, newcomer)}
        freeze_network_sums()
        before = network.get(TABLE).text
        Consent.objects.filter(member=first).update(withdrawn=timezone.now())
        second.delete()
        Consent.objects.create(member=newcomer, umbrella=cast.umbrella)
        assert freeze_network_sums() == 0
        assert network.get(TABLE).text == before

    def test_what_is_kept_back_is_kept_nowhere(self, cast, cups):
        members = several(cast.umbrella, 4)
        cups |= {member.pk: Decimal(9) for member in members}
        freeze_network_sums()
        kept = sums_of(cast.umbrella)
        assert (kept.number, kept.amounts) == (None, {"cups": None})
        assert {number for bands in kept.bands.values() for number in bands.values()} == {None}

    def test_a_small_number_is_refused_by_the_database(self, cast, closed):
        with pytest.raises(IntegrityError):
            NetworkSums.objects.create(umbrella=cast.umbrella, year=closed, number=4, bands={}, amounts={})

    def test_no_member_is_named(self, network, cast, closed):
        several(cast.umbrella, 8)
        Consent.objects.create(member=cast.association, umbrella=cast.umbrella)
        freeze_network_sums()
        assert cast.association.name not in network.get(NETWORK).text + network.get(TABLE).text


class TestReading:
    def test_before_and_after_the_first_sums(self, network, cast):
        page = network.get(NETWORK)
        assert "No year is closed yet" in page.text
        assert "0 of 1 members agree today" in page.text
        assert network.get(TABLE).status_code == 404
        freeze_network_sums()
        assert "Fewer than 5 members had agreed" in network.get(NETWORK).text

    def test_who_is_only_asked_is_counted_apart_as_the_list_counts_them(self, network, cast):
        for _number in range(2):
            asked = OrganisationFactory(state=ListingState.UNCLAIMED)
            Affiliation.objects.create(
                member=asked, umbrella=cast.umbrella, waits_for="member", asked=timezone.now()
            )
        page = network.get(NETWORK).text
        assert "0 of 1 members agree today" in page
        assert "2 more organisations on your list have not said yet" in page
        assert "not invited yet (2)" in page
        assert "all 3" in network.get("/en/desk/organisations/elternnetz/network/").text

    @pytest.mark.parametrize("year", ["x", "0", "99999999999999999999", "-1", "١٢"])
    def test_a_year_that_is_none(self, network, year, closed):
        freeze_network_sums()
        assert network.get(NETWORK, {"year": year}).status_code == 404
        assert network.get(NETWORK, {"year": closed}).status_code == 200

    def test_as_a_table(self, network, cast, cups, closed):
        members = several(cast.umbrella, 8, members="250+")
        cups |= {member.pk: Decimal(2) for member in members}
        freeze_network_sums()
        response = network.get(TABLE)
        rows = list(csv.reader(io.StringIO(response.text.lstrip("\ufeff")), delimiter=";"))
        assert rows[:4] == [
            ["Year", "Question", "Answer", "Number"],
            [str(closed), "Members whose figures count", "", "8"],
            [str(closed), "Cups of tea", "", "16"],
            [str(closed), "Members", "1–19", "kept back"],
        ]
        assert f'filename="Figures-elternnetz-{closed}-{today()}.csv"' in response["Content-Disposition"]
        assert network.get(TABLE.replace("csv", "exe")).status_code == 404

    def test_nobody_else_reads_them_and_a_hidden_network_does_not(self, client, cast):
        freeze_network_sums()
        for user in (cast.coordinator, cast.portal_staff, cast.caseworker):
            client.force_login(user)
            assert client.get(NETWORK).status_code == client.get(TABLE).status_code == 404
        client.force_login(cast.umbrella_coordinator)
        Organisation.objects.filter(pk=cast.umbrella.pk).update(state=ListingState.SUSPENDED)
        assert client.get(NETWORK).status_code == 404

    def test_this_year_stands_beside_the_last_with_a_chart(self, network, cast, cups, closed):
        cups |= {member.pk: Decimal(2) for member in several(cast.umbrella, 8, members="250+")}
        freeze_network_sums()
        older = sums_of(cast.umbrella)
        older.pk, older.year, older.amounts = None, closed - 1, {"cups": 12}
        older.save()
        page = network.get(NETWORK)
        (row,) = page.context["beside"]
        assert (row.now, row.before) == (16, 12)
        assert f'id="chart-cups-of-tea-{closed}-title"' in page.text

    def test_questions_that_run_are_on_the_page(self, network, cast):
        running = Survey.objects.create(
            umbrella=cast.umbrella, title="Räume", language="de", last_day=today(), sent=timezone.now()
        )
        Survey.objects.create(umbrella=cast.umbrella, title="Entwurf", language="de", last_day=today())
        Survey.objects.create(
            umbrella=cast.umbrella, title="Vorbei", language="de", last_day=today() - timedelta(1),
            sent=timezone.now(),
        )  # fmt: skip
        page = network.get(NETWORK)
        assert page.context["today"].surveys == [running]
        assert "0 of 0 have answered" in page.text

    @pytest.mark.parametrize("rows", [1, 3])
    def test_queries(self, network, cast, rows, closed, django_assert_num_queries):
        several(cast.umbrella, 7 * rows)
        for back in range(rows):
            NetworkSums.objects.create(umbrella=cast.umbrella, year=closed - 1 - back, bands={}, amounts={})
        freeze_network_sums()
        with django_assert_num_queries(14):
            assert network.get(NETWORK).status_code == 200

    @pytest.mark.parametrize("rows", [1, 3])
    def test_queries_of_the_member(self, coordinator, cast, rows, django_assert_num_queries):
        for _number in range(rows):
            Affiliation.objects.create(
                member=cast.association, umbrella=OrganisationFactory(is_umbrella=True)
            )
        with django_assert_num_queries(12):
            assert coordinator.get(DESK).status_code == 200
