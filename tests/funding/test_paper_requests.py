"""A request that came on paper is written down by a caseworker, and goes on like any other."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from funding.choices import Party, State, Verb
from funding.models import FundingRequest, Programme, SignedPaper
from funding.services import decisions, paper_requests, plans, review, submissions
from funding.services.paper_requests import OnPaper
from organisations.choices import ListingState, Role
from organisations.models import Organisation
from portal.lib.dates import day_of, today
from portal.outbox.models import Message
from tests.cast import Cast
from tests.factories.organisations import MembershipFactory
from tests.funding import scenes
from tests.funding.test_pages import first_button
from tests.funding.test_request_paper import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def address(cast: Cast, name: str = "paper_request") -> str:
    return reverse(f"funding:{name}", args=[cast.office.slug])


def typed(cast: Cast, **changes: Any) -> dict[str, Any]:
    """What the caseworker types, line by line."""
    values = {
        "key": str(uuid4()), "organisation": cast.association.slug, "title": "Elterncafé auf Papier",
        "programme": scenes.programme_of(cast).pk, "received": (today() - timedelta(3)).isoformat(),
        "start": "2026-01-01", "end": "2026-12-31", "file": scenes.pdf("Antrag.pdf"),
        "costs-TOTAL_FORMS": 1, "costs-INITIAL_FORMS": 0, "costs-0-category": "fees", "costs-0-year": "2026",
        "costs-0-label": "Referentin", "costs-0-units": "40", "costs-0-price": "62,50",
        "incomes-TOTAL_FORMS": 2, "incomes-INITIAL_FORMS": 0, "incomes-0-source": "own",
        "incomes-0-amount": "500", "incomes-0-year": "2026", "incomes-1-source": "grant",
        "incomes-1-amount": "2000", "incomes-1-year": "2026",
    }  # fmt: skip
    return values | changes


def said(cast: Cast, **changes: Any) -> OnPaper:
    fees = {"category": "fees", "label": "Referentin", "year": 2026}
    values: dict[str, Any] = {
        "programme": scenes.programme_of(cast), "title": "Elterncafé auf Papier", "received": today(),
        "start": date(2026, 1, 1), "end": date(2026, 12, 31), "scan": scenes.pdf(),
        "costs": [{**fees, "units": scenes.D(40), "price": scenes.D("62.50")}], "incomes": scenes.INCOMES,
    }  # fmt: skip
    return OnPaper(**(values | changes))


def recorded(cast: Cast) -> FundingRequest:
    return paper_requests.record(said(cast), cast.association, key=uuid4(), by=cast.caseworker)


def at(row: FundingRequest, name: str = "case") -> str:
    return reverse(f"funding:{name}", args=[row.office.slug, row.public_id])


def test_from_the_search_to_the_file_of_the_office(cast: Cast, officer: Client, applicant: Client) -> None:
    assert address(cast, "paper_find") in officer.get(reverse("funding:inbox", args=[cast.office.slug])).text
    found = officer.get(address(cast, "paper_find"), {"q": "Nordstadt"}).text
    assert f"{address(cast)}?organisation={cast.association.slug}" in found
    assert officer.get(address(cast), {"organisation": cast.association.slug}).status_code == 200
    data = typed(cast)
    for _click in range(2):
        answer = officer.post(address(cast), data | {"file": scenes.pdf("Antrag.pdf")})
        row = FundingRequest.objects.get()
        assert answer["Location"] == at(row)
    assert (row.state, row.caseworker, row.organisation) == (
        State.RECEIVED, cast.caseworker, cast.association,
    )  # fmt: skip
    assert row.submitted_at is not None
    assert day_of(row.submitted_at) == row.arrived == today() - timedelta(3)
    assert row.submission is not None
    assert (row.submission.requested, row.file_number != "") == (scenes.D(2000), True)
    (line,) = row.transitions.all()
    assert (line.verb, line.source, line.target, line.party) == (
        Verb.RECORD, "", State.RECEIVED, Party.CASEWORKER,
    )  # fmt: skip
    page = officer.get(at(row)).text
    assert "recorded from paper" in page
    assert "We cannot deduct input tax" not in page
    assert "reach nobody" not in page
    where = [cast.office.slug, row.public_id, SignedPaper.objects.get().pk]
    scan = reverse("funding:case_signed", args=where)
    assert officer.get(scan)["Content-Disposition"].endswith('"Antrag.pdf"')
    assert Message.objects.get(kind="funding.recorded").address == cast.coordinator.email
    assert "Elterncafé auf Papier" in applicant.get(row.get_absolute_url()).text


def test_an_organisation_without_an_entry_gets_one_where_it_agrees(cast: Cast, officer: Client) -> None:
    data = typed(cast, organisation="", name="Elternverein Unbekannt", postal_code="44137")
    refused = officer.post(address(cast), data)
    assert list(refused.context["form"].errors) == ["agrees"]
    assert not Organisation.objects.filter(name="Elternverein Unbekannt").exists()
    data |= {"agrees": "on", "file": scenes.pdf()}
    assert officer.post(address(cast), data).status_code == 302
    entry = Organisation.objects.get(name="Elternverein Unbekannt")
    assert (entry.state, entry.place) == (ListingState.UNCLAIMED, "Dortmund")
    row = entry.funding_requests.get()
    assert "reach nobody" in officer.get(at(row)).text
    assert not Message.objects.filter(kind="funding.recorded").exists()
    founder = MembershipFactory(organisation=entry, role=Role.COORDINATOR).user
    client = Client()
    client.force_login(founder)
    assert client.get(row.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"received": "2999-01-01"}, "received"),
        ({"end": "2025-01-01"}, "end"),
        ({"incomes-1-source": "private"}, "__all__"),
        ({"file": scenes.pdf("Antrag.exe")}, "file"),
        ({"programme": "0"}, "programme"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(
    cast: Cast, officer: Client, change: dict[str, Any], field: str
) -> None:
    answer = officer.post(address(cast), typed(cast, **change))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "Elterncafé auf Papier" in answer.text
    assert "Referentin" in answer.text
    assert not FundingRequest.objects.exists()


def held(page: Any) -> dict[str, str]:
    """What the page holds of a file that was sent."""
    return {"file": "", "held-file": page.context["form"]["file"].held.token}


def test_the_scan_need_not_be_chosen_again_after_an_error(cast: Cast, officer: Client) -> None:
    refused = officer.post(address(cast), typed(cast, title=""))
    assert "“Antrag.pdf” is kept." in refused.text
    moved = officer.post(address(cast), typed(cast, add_line="costs", **held(refused)))
    answer = officer.post(address(cast), typed(cast, **held(moved)))
    assert answer.status_code == 302
    assert SignedPaper.objects.get().name == "Antrag.pdf"


@pytest.mark.parametrize(
    ("changes", "doubt"),
    [
        ({"rate": "0.5"}, "For this plan the programme gives at most €1,250.00."),
        ({"may_have_begun": False}, "The project begins on 01/01/2026, before its request"),
        ({"max_months": 6}, "The programme gives money for 6 months at most."),
        ({"cost_categories": ["material"]}, "This programme does not pay for:"),
        ({"min_amount": "3000"}, "The programme gives grants from €3,000.00."),
    ],
)
def test_what_the_programme_does_not_pay_for_is_said_to_the_officer_who_decides(
    cast: Cast, officer: Client, changes: dict[str, Any], doubt: str
) -> None:
    data = typed(cast)
    Programme.objects.update(**changes)
    asked = officer.post(address(cast), data)
    assert asked.status_code == 422
    assert doubt in " ".join(asked.text.split())
    assert not FundingRequest.objects.exists()
    assert officer.post(address(cast), data | held(asked) | {"anyway": "1"}).status_code == 302
    row = FundingRequest.objects.get()
    assert doubt in " ".join(officer.get(at(row)).text.split())


@pytest.mark.parametrize(
    ("own", "doubt"),
    [("400", "The costs exceed the income by €100.00."), ("700", "The income exceeds the costs by €200.00.")],
)
def test_a_plan_that_does_not_balance_is_recorded_as_it_is_and_the_difference_stays_said(
    cast: Cast, officer: Client, own: str, doubt: str
) -> None:
    data = typed(cast, **{"incomes-0-amount": own})
    asked = officer.post(address(cast), data)
    assert asked.status_code == 422
    assert doubt in asked.text
    assert officer.post(address(cast), data | held(asked) | {"anyway": "1"}).status_code == 302
    row = FundingRequest.objects.get()
    assert doubt in officer.get(at(row)).text
    assert row.submission is not None
    assert row.submission.data["sums"] == {
        "costs": "2500.00", "incomes": f"{int(own) + 2000}.00", "requested": "2000.00", "expected": "2000.00",
    }  # fmt: skip


def unbalanced(cast: Cast) -> FundingRequest:
    paper = said(cast, incomes=[scenes.INCOMES[0] | {"amount": scenes.D(400)}, scenes.INCOMES[1]])
    return paper_requests.record(paper, cast.association, key=uuid4(), by=cast.caseworker)


def asked(cast: Cast) -> FundingRequest:
    """The organisation is asked about the difference."""
    row, day = unbalanced(cast), today() + timedelta(14)
    return review.ask(row, "Es fehlen 100 Euro.", day, by=cast.caseworker, version=row.version)


def mended(cast: Cast) -> FundingRequest:
    """It mends its plan here and answers."""
    row = asked(cast)
    row = plans.save_plan(row, said(cast).costs, scenes.INCOMES, by=cast.coordinator, version=row.version)
    return submissions.answer(row, "Eigenmittel.", by=cast.coordinator, version=row.version)


def test_a_question_mends_the_plan_and_nothing_that_stands_on_the_paper_is_asked_again(
    cast: Cast, applicant: Client
) -> None:
    row = asked(cast)
    page = applicant.get(row.get_absolute_url())
    stands = "stands on the paper"
    assert [task["state_label"] for task in page.context["tasks"]] == [
        stands, stands, "not complete", stands, stands,
    ]  # fmt: skip
    check = applicant.get(reverse("funding:check_answers", args=[cast.association.slug, row.public_id]))
    assert [gap.text for page in check.context["missing"] for gap in page["gaps"]] == [
        "The costs exceed the income by €100.00. Costs and income must be equal.",
        "The own part is €400.00. The programme wants at least €500.00.",
    ]


def test_what_was_mended_is_a_submission_that_still_came_on_paper(cast: Cast, officer: Client) -> None:
    row = mended(cast)
    assert (row.on_paper, paper_requests.doubts_of(row)) == (today(), [])
    assert row.submission is not None
    assert row.submission.number == 2
    page = officer.get(at(row)).text
    assert "was corrected here" in page
    assert "What submission 2 changes" in page
    assert "Own money (2026): €400.00" in page
    text = words(row.submission)
    assert "Berichtigung elektronisch gesendet" in text
    assert "4. Unterschrift" in text
    assert "nirgends sonst" not in text


def answer_of(row: FundingRequest, **changes: Any) -> dict[str, Any]:
    """What the caseworker types of a letter that says who pays the difference."""
    values = {
        "version": row.version, "answer": "Mehr Eigenmittel.", "received": today().isoformat(),
        "file": scenes.pdf("Antwort.pdf", b"2"), "costs-TOTAL_FORMS": 1, "costs-INITIAL_FORMS": 0,
        "costs-0-category": "fees", "costs-0-year": "", "costs-0-label": "Referentin", "costs-0-units": "40",
        "costs-0-price": "62,50", "incomes-TOTAL_FORMS": 2, "incomes-INITIAL_FORMS": 0,
        "incomes-0-source": "own", "incomes-0-amount": "500", "incomes-1-source": "grant",
        "incomes-1-amount": "2000",
    }  # fmt: skip
    return values | changes


def test_an_answer_by_post_is_written_down_and_mends_the_plan(cast: Cast, officer: Client) -> None:
    row = asked(cast)
    assert at(row, "paper_answer") in officer.get(at(row)).text
    form = officer.get(at(row, "paper_answer"))
    assert "Es fehlen 100 Euro." in form.text
    assert form.context["incomes"].forms[0]["amount"].value() == "400.00"
    data = answer_of(row)
    for _click in range(2):
        sent = data | {"file": scenes.pdf("Antwort.pdf", b"2")}
        assert officer.post(at(row, "paper_answer"), sent)["Location"] == at(row)
    row = FundingRequest.objects.get()
    assert row.submission is not None
    assert (row.state, row.submission.number, row.on_paper) == (State.IN_REVIEW, 2, today())
    assert paper_requests.doubts_of(row) == []
    assert (row.clarifications.get().answer, row.clarifications.get().answered_by) == (
        "Mehr Eigenmittel.", cast.caseworker,
    )  # fmt: skip
    assert [paper.submission.number for paper in row.signed_papers.all()] == [1, 2]
    assert "What submission 2 changes" in officer.get(at(row)).text
    assert "Unterschrift" not in words(row.submission)
    assert Message.objects.filter(kind="funding.answer_recorded").count() == 1


def test_a_faulty_answer_by_post_keeps_what_was_typed_and_its_scan(cast: Cast, officer: Client) -> None:
    row = asked(cast)
    refused = officer.post(at(row, "paper_answer"), answer_of(row, answer=""))
    assert refused.status_code == 422
    assert "“Antwort.pdf” is kept." in refused.text
    again = answer_of(row, **held(refused))
    moved = officer.post(at(row, "paper_answer"), again | {"add_line": "incomes"})
    assert moved.context["incomes"].total_form_count() == 3
    assert officer.post(at(row, "paper_answer"), again).status_code == 302


def test_only_a_request_on_paper_is_answered_on_paper(cast: Cast, officer: Client) -> None:
    row, other = scenes.clarification(cast), asked(cast)
    assert at(row, "paper_answer") not in officer.get(at(row)).text
    assert officer.get(at(row, "paper_answer")).status_code == 404
    said = paper_requests.AnswerOnPaper("Da.", today(), scenes.COSTS, scenes.INCOMES, scenes.pdf())
    with pytest.raises(PermissionDenied):
        paper_requests.record_answer(row, said, by=cast.caseworker, version=row.version)
    with pytest.raises(PermissionDenied):
        submissions.answer(other, "Da.", by=cast.caseworker, version=other.version)


def test_a_plan_that_does_not_balance_can_be_decided(cast: Cast) -> None:
    row = scenes.check(unbalanced(cast), cast)
    reasons = "500 Euro Eigenmittel sind nötig."
    row = scenes.offer(row, cast, scenes.proposal(costs={"fees": scenes.D(2500)}, reasons=reasons))
    row = decisions.countersign(row, by=cast.countersigner, version=row.version)
    assert row.decisions.get().plan["incomes"] == {"own": "500.00", "grant": "2000.00"}


def test_a_line_without_a_year_belongs_to_the_year_in_which_the_project_begins(
    cast: Cast, officer: Client
) -> None:
    page = officer.get(address(cast))
    assert [page.context[side].forms[0]["year"].value() for side in ("costs", "incomes")] == ["", ""]
    years = {"costs-0-year": "", "incomes-0-year": "", "incomes-1-year": "2028"}
    data = typed(cast, start="2027-03-01", end="2028-02-28", **years)
    more = officer.post(address(cast), data | {"add_line": "costs"})
    year = more.context["costs"].forms[1].fields["year"]
    assert [value for value, _words in year.choices] == ["", 2026, 2027, 2028, 2029]
    assert officer.post(address(cast), data | {"file": scenes.pdf()}).status_code == 302
    row = FundingRequest.objects.get()
    assert list(row.costs.values_list("year", flat=True)) == [2027]
    assert list(row.incomes.values_list("year", flat=True)) == [2027, 2028]


@pytest.mark.parametrize("year", ["2027", "2031"])
def test_a_line_of_a_year_outside_of_the_project_is_recorded_as_the_paper_has_it(
    cast: Cast, officer: Client, year: str
) -> None:
    doubt = f"1 line of the plan is for {year}, but the project runs in 2026."
    data = typed(cast, **{"incomes-0-year": year})
    asked = officer.post(address(cast), data)
    assert (asked.status_code, asked.context["doubts"]) == (422, [doubt])
    assert asked.context["incomes"].forms[0]["year"].value() == year
    assert officer.post(address(cast), data | held(asked) | {"anyway": "1"}).status_code == 302
    row = FundingRequest.objects.get()
    assert doubt in officer.get(at(row)).text
    assert list(row.incomes.values_list("year", flat=True)) == [int(year), 2026]
    row = scenes.check(row, cast)
    row = scenes.offer(row, cast, scenes.proposal(costs={"fees": scenes.D(2500)}, reasons="Ein Jahr."))
    row = decisions.countersign(row, by=cast.countersigner, version=row.version)
    assert row.state == State.APPROVED


def test_an_answer_by_post_may_leave_a_line_outside_of_the_project(cast: Cast, officer: Client) -> None:
    row = asked(cast)
    data = answer_of(row, **{"incomes-0-year": "2028"})
    assert officer.post(at(row, "paper_answer"), data).status_code == 302
    row = FundingRequest.objects.get()
    doubt = "1 line of the plan is for 2028, but the project runs in 2026."
    assert paper_requests.doubts_of(row) == [doubt]
    assert doubt in officer.get(at(row)).text


def test_what_fits_raises_no_doubt(cast: Cast, officer: Client) -> None:
    assert paper_requests.doubts_of(recorded(cast)) == []
    assert paper_requests.doubts_of(scenes.submitted(cast)) == []


def test_lines_come_and_go_without_a_script(cast: Cast, officer: Client) -> None:
    more = officer.post(address(cast), typed(cast, add_line="costs"))
    assert more.context["costs"].total_form_count() == 2
    assert "Referentin" in more.text
    less = officer.post(address(cast), typed(cast, remove_line="costs-0"))
    assert "Referentin" not in less.text
    assert "Elterncafé auf Papier" in less.text
    assert not FundingRequest.objects.exists()


def test_only_caseworkers_record_and_not_in_their_own_cause(cast: Cast, officer: Client) -> None:
    for somebody in (cast.countersigner, cast.foreign_caseworker, cast.coordinator):
        with pytest.raises(PermissionDenied):
            paper_requests.record(said(cast), cast.association, key=uuid4(), by=somebody)
    MembershipFactory(organisation=cast.association, user=cast.caseworker, role=Role.HELPER)
    with pytest.raises(PermissionDenied):
        recorded(cast)
    assert officer.get(address(cast), {"organisation": cast.association.slug}).status_code == 404
    assert list(officer.get(address(cast, "paper_find"), {"q": "Nordstadt"}).context["found"]) == []


def test_it_goes_on_to_a_signed_decision(cast: Cast) -> None:
    row = scenes.check(recorded(cast), cast)
    offer = scenes.proposal(costs={"fees": scenes.D(2500)})
    row = scenes.offer(row, cast, offer)
    row = decisions.countersign(row, by=cast.countersigner, version=row.version)
    assert row.state == State.APPROVED


def test_the_printed_submission_says_that_it_came_on_paper(cast: Cast) -> None:
    row = recorded(cast)
    assert row.submission is not None
    text = words(row.submission)
    assert "Auf Papier eingegangen" in text
    assert [part for part in ("Elektronisch gesendet", "Unterschrift", "None") if part in text] == []
    assert SignedPaper.objects.get().request == row


@pytest.mark.parametrize("rows", [1, 3])
def test_the_search_asks_as_often_for_one_entry_as_for_three(
    cast: Cast, officer: Client, rows: int, django_assert_num_queries: Any
) -> None:
    Organisation.objects.filter(pk__in=[cast.association.pk, cast.foreign_association.pk]).delete()
    for number in range(rows):
        Organisation.objects.create(name=f"Papierverein {number}", slug=f"papierverein-{number}")
    officer.get(address(cast, "paper_find"))
    with django_assert_num_queries(11):
        page = officer.get(address(cast, "paper_find"), {"q": "Papierverein"})
    assert len(page.context["found"]) == rows


def test_the_enter_key_takes_no_line_of_the_plan_away(cast: Cast, officer: Client) -> None:
    page = officer.get(address(cast)).text
    assert "name=" not in first_button(page, "plan")
