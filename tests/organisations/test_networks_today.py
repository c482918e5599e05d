"""The first page of somebody who acts for a network: its members, what is open, its figures."""

from datetime import timedelta

import pytest
from django.utils import timezone

from organisations import services
from organisations.choices import ListingState, Role
from organisations.models import Affiliation, Consent, Survey
from organisations.models.structure import newest_closed_year
from portal.lib.dates import today
from tests.factories.organisations import ClaimLetterFactory, MembershipFactory, OrganisationFactory
from tests.organisations.yearly import profile

pytestmark = pytest.mark.django_db


def first_page(client, user) -> str:
    client.force_login(user)
    return " ".join(client.get("/en/desk/").text.split())


def section(client, user) -> str:
    return first_page(client, user).partition("Your network")[2].partition("</section>")[0]


def member(cast, **facts):
    organisation = OrganisationFactory(**{"state": ListingState.LISTED} | facts)
    Affiliation.objects.create(member=organisation, umbrella=cast.umbrella)
    return organisation


def test_it_says_how_far_the_members_are_and_what_is_open(client, cast):
    letter = ClaimLetterFactory(
        umbrella=cast.umbrella, organisation=member(cast, state=ListingState.UNCLAIMED),
        ends=timezone.now() + timedelta(days=5),
    )  # fmt: skip
    Consent.objects.create(member=cast.association, umbrella=cast.umbrella)
    Survey.objects.create(
        umbrella=cast.umbrella, title="Wie war das Jahr?", sent=timezone.now(), last_day=today()
    )
    page = section(client, cast.umbrella_coordinator)
    assert "<strong>2</strong><span>members" in page
    assert "<strong>1</strong><span>agree that their figures count" in page
    assert "invited (1)" in page
    assert "1 invitation by letter is open" in page
    assert "Wie war das Jahr?" in page
    letter.delete()
    assert "by letter is open" not in section(client, cast.umbrella_coordinator)


def test_the_figures_of_the_closed_year_stand_beside_those_before(client, cast):
    page = section(client, cast.umbrella_coordinator)
    assert "There are no sums of a closed year yet." in page
    for _number in range(8):
        organisation = member(cast)
        profile(organisation, newest_closed_year())
        Consent.objects.create(member=organisation, umbrella=cast.umbrella)
    services.freeze_network_sums()
    page = section(client, cast.umbrella_coordinator)
    assert f"Work with parents in {newest_closed_year()}, of 8 members" in page
    assert "Meetings held" in page


def test_a_network_without_meetings_of_its_own_reads_nothing_of_none(client, cast):
    page = first_page(client, cast.umbrella_coordinator)
    assert ("No dates are planned." in page, "Nothing is counted yet" in page) == (False, False)
    page = first_page(client, cast.coordinator)
    assert ("No dates are planned." in page, "Nothing is counted yet" in page) == (True, True)


@pytest.mark.parametrize("who", ["coordinator", "portal_staff", "caseworker", "reader"])
def test_nobody_else_reads_it(client, cast, who):
    assert "Your network" not in first_page(client, getattr(cast, who))


def test_nor_who_only_reads_there_or_while_the_portal_hides_it(client, cast):
    reader = MembershipFactory(organisation=cast.umbrella, role=Role.READER).user
    assert "Your network" not in first_page(client, reader)
    cast.umbrella.state = ListingState.SUSPENDED
    cast.umbrella.save()
    assert "Your network" not in first_page(client, cast.umbrella_coordinator)


def test_the_database_is_asked_as_often_whatever_the_number_of_members(
    client, cast, django_assert_max_num_queries
):
    first_page(client, cast.umbrella_coordinator)
    with django_assert_max_num_queries(60) as one:
        client.get("/en/desk/")
    for _number in range(3):
        member(cast)
    with django_assert_max_num_queries(len(one.captured_queries)):
        client.get("/en/desk/")
