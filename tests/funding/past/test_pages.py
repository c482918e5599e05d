"""What officers see of earlier grants, and how they say whose they are."""

import pytest
from django.test import Client
from django.urls import reverse

from funding.choices import State
from funding.models import Award, PossibleMatch, Recipient
from organisations.models import Membership, Organisation
from tests.cast import Cast
from tests.factories.organisations import OrganisationFactory
from tests.funding.matrix import award, placed
from tests.funding.past.conftest import ROW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
LIKE = ROW.replace("0007", "0099")


@pytest.fixture
def officer(cast: Cast, client: Client) -> Client:
    client.force_login(cast.caseworker)
    return client


def at(name: str, cast: Cast, *more: object) -> str:
    return reverse(f"funding:{name}", args=[cast.office.slug, *more])


def known(take, cast: Cast, *rows: str) -> Recipient:
    """The association is the recipient of all rows."""
    Organisation.objects.filter(pk=cast.association.pk).update(register_number="VR 7")
    take(*(rows or [ROW]))
    return Recipient.objects.get()


def test_the_office_sees_its_earlier_grants_year_by_year(take, cast: Cast, officer: Client) -> None:
    known(take, cast, ROW, ROW.replace("1500", "900"), ROW.replace("2012", "2013"))
    answer = officer.get(at("past_grants", cast))
    years = [(row["year"], row["number"], row["total"], row["known"]) for row in answer.context["years"]]
    assert years == [(2013, 1, 1500, 1), (2012, 2, 2400, 2)]
    assert "3 grants of earlier years, €3,900.00" in answer.text
    assert at("earlier", cast, cast.association.slug) in answer.text


def test_an_office_without_a_list_is_told_how_one_comes(cast: Cast, officer: Client) -> None:
    assert "No list has been brought in yet" in officer.get(at("past_grants", cast)).text


def test_another_office_sees_nothing_of_it(take, cast: Cast, client: Client) -> None:
    known(take, cast)
    client.force_login(cast.foreign_caseworker)
    page = client.get(reverse("funding:past_grants", args=[cast.foreign_office.slug])).text
    assert "No list has been brought in yet" in page
    address = reverse("funding:earlier", args=[cast.foreign_office.slug, cast.association.slug])
    assert client.get(address).status_code == 404


def test_a_recipient_that_is_no_organisation_of_the_registry_is_named_nowhere(
    take, cast: Cast, officer: Client
) -> None:
    take(ROW.replace("Elterntreff Nordstadt", "Unbekannt"))
    for name in ("past_grants", "past_review"):
        assert "Unbekannt" not in officer.get(at(name, cast)).text


def test_a_doubtful_recipient_is_shown_with_what_it_may_be(take, cast: Cast, officer: Client) -> None:
    take(LIKE)
    assert "Of 1 recipient somebody has to say" in officer.get(at("past_grants", cast)).text
    page = officer.get(at("past_review", cast)).text
    assert "Elterntreff Nordstadt e. V." in page
    assert "Elterncafé" in page
    assert "Yes: Elterntreff Nordstadt (Dortmund), a similar name in the same place" in page


def test_accepting_leads_to_the_next_and_the_grants_stand_with_the_organisation(
    take, cast: Cast, officer: Client
) -> None:
    take(LIKE)
    row = Recipient.objects.get()
    data = {"recipient": row.pk, "answer": cast.association.pk}
    answer = officer.post(at("past_review", cast), data, follow=True)
    assert "Noted: it is “Elterntreff Nordstadt”." in answer.text
    assert "Nobody waits for an answer" in answer.text
    page = officer.get(at("earlier", cast, cast.association.slug)).text
    assert "Elterncafé" in page
    assert "1 grant, €1,500.00 in all" in page


def test_refusing_is_remembered(take, cast: Cast, officer: Client) -> None:
    take(LIKE)
    data = {"recipient": Recipient.objects.get().pk, "answer": "none"}
    assert officer.post(at("past_review", cast), data).status_code == 302
    assert PossibleMatch.objects.get().refused_by == cast.caseworker
    assert "Nobody waits for an answer" in officer.get(at("past_review", cast)).text


def test_an_answer_that_was_not_offered_is_none(take, cast: Cast, officer: Client) -> None:
    take(LIKE)
    pk = Recipient.objects.get().pk
    for sent in ("", str(cast.foreign_association.pk)):
        assert officer.post(at("past_review", cast), {"recipient": pk, "answer": sent}).status_code == 422
    assert officer.post(at("past_review", cast), {"recipient": "x", "answer": "none"}).status_code == 404


def test_later_shows_the_next_and_then_begins_anew(take, cast: Cast, officer: Client) -> None:
    take(LIKE, LIKE.replace("Nordstadt e. V.", "Nordstadt Verein"))
    first, second = Recipient.objects.order_by("pk")
    page = officer.get(at("past_review", cast))
    assert page.context["recipient"] == first
    assert officer.get(at("past_review", cast) + f"?after={first.pk}").context["recipient"] == second
    assert officer.get(at("past_review", cast) + f"?after={second.pk}").context["recipient"] == first
    assert officer.get(at("past_review", cast) + "?after=%00").context["recipient"] == first


def test_a_match_can_be_taken_back(take, cast: Cast, officer: Client) -> None:
    row = known(take, cast)
    page = officer.get(at("earlier", cast, cast.association.slug)).text
    address = at("past_take_back", cast, cast.association.slug, row.pk)
    assert address in page
    assert officer.post(address).status_code == 302
    assert officer.get(at("earlier", cast, cast.association.slug)).status_code == 404


def test_what_was_awarded_here_stands_beside_it(cast: Cast, officer: Client) -> None:
    request = placed(cast, State.ANNOUNCED, "Elternlotsen")
    award(request, cast)
    case = officer.get(at("case", cast, request.public_id)).text
    assert at("earlier", cast, cast.association.slug) in case
    answer = officer.get(at("earlier", cast, cast.association.slug))
    assert [row.award for row in answer.context["awarded"]] == [Award.objects.get()]


def test_nobody_looks_into_his_or_her_own_cause(take, cast: Cast, officer: Client) -> None:
    known(take, cast, ROW)
    Membership.objects.create(organisation=cast.association, user=cast.caseworker, role="reader")
    assert officer.get(at("earlier", cast, cast.association.slug)).status_code == 404
    overview = officer.get(at("past_grants", cast))
    assert (overview.context["years"], list(overview.context["page_obj"])) == ([], [])


def test_nobody_is_asked_about_his_or_her_own_organisation(take, cast: Cast, officer: Client) -> None:
    take(LIKE)
    Membership.objects.create(organisation=cast.association, user=cast.caseworker, role="reader")
    assert "Nobody waits for an answer" in officer.get(at("past_review", cast)).text


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize(
    ("name", "more", "queries"),
    [("past_grants", [], 14), ("past_review", [], 13), ("earlier", ["elternbund-0-west"], 16)],
)
def test_the_number_of_queries_does_not_grow(
    take, cast: Cast, officer: Client, django_assert_num_queries, name, more, queries, times
) -> None:
    rows = []
    for number in range(times):
        OrganisationFactory(
            name=f"Elternbund {number} West",
            register_number=f"VR {number + 50}",
            postal_code=cast.postal_code,
        )
        rows.append(f"2012,Elternbund {number} West e. V.,vr,{number + 50},44137,Amt,Bildung,Café,5")
    take(*rows, LIKE)
    with django_assert_num_queries(queries):
        assert officer.get(at(name, cast, *more)).status_code == 200
