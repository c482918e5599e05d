"""When a project may begin, and the years that its plan may name."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from funding.choices import State, Task
from funding.models import CostItem, Draft, FundingRequest
from funding.services import drafts, review, submissions
from portal.lib.dates import today
from portal.outbox.models import Message
from tests.cast import Cast
from tests.factories.funding import ProgrammeFactory
from tests.funding import scenes

pytestmark = pytest.mark.django_db


def strict(request: FundingRequest) -> FundingRequest:
    """The request under a programme that pays only for what has not begun."""
    scenes.strict()
    return FundingRequest.objects.select_related("programme", "organisation", "office").get(pk=request.pk)


def at(name: str, row: FundingRequest, *more: Any) -> str:
    return reverse(f"funding:{name}", args=[row.organisation.slug, row.public_id, *more])


def case_at(name: str, row: FundingRequest) -> str:
    return reverse(f"funding:{name}", args=[row.office.slug, row.public_id])


def project(row: FundingRequest, start: date, end: date | None = None) -> dict[str, str]:
    return {
        "version": str(row.version), "title": row.title, "start": start.isoformat(),
        "end": (end or start + timedelta(30)).isoformat(), "venue": "Dortmund", "contact": "Aylin",
    }  # fmt: skip


# -- the start ---------------------------------------------------------------------------------------------


def test_a_project_that_has_begun_is_refused_on_its_field(cast: Cast, applicant: Client) -> None:
    row = scenes.draft(cast, programme=ProgrammeFactory(office=cast.office))
    for day in (today() - timedelta(1), today()):
        answer = applicant.post(at("task", row, "project"), project(row, day))
        assert answer.status_code == 422
        assert 'href="#id_start"' in answer.content.decode()
    row.refresh_from_db()
    assert row.start is None
    assert applicant.post(at("task", row, "project"), project(row, today() + timedelta(1))).status_code == 302


def test_a_draft_that_lay_too_long_is_not_sent(cast: Cast, applicant: Client) -> None:
    row = strict(scenes.filled(cast))
    answer = applicant.post(at("submit", row), {"version": str(row.version)})
    assert answer.status_code == 422
    assert f'href="{at("task", row, "project")}#id_start"' in answer.content.decode()
    row.refresh_from_db()
    assert row.state == State.DRAFT


def test_a_programme_may_pay_for_what_has_begun(cast: Cast) -> None:
    row = scenes.filled(cast)
    assert row.programme.may_have_begun
    assert submissions.gaps(row) == {}
    FundingRequest.objects.update(not_begun=False)
    row.refresh_from_db()
    assert submissions.gaps(row) == {}
    assert set(submissions.gaps(strict(row))) == {Task.PROJECT, Task.DECLARATIONS}


def test_nobody_declares_under_such_a_programme_that_nothing_has_begun(cast: Cast, applicant: Client) -> None:
    row = scenes.filled(cast)
    assert "id_not_begun" not in applicant.get(at("task", row, "declarations")).content.decode()
    assert "id_not_begun" in applicant.get(at("task", strict(row), "declarations")).content.decode()


def test_the_office_may_allow_an_early_start(cast: Cast, applicant: Client, officer: Client) -> None:
    row = strict(scenes.clarification(cast))
    with pytest.raises(ValidationError):
        submissions.answer(row, "Da.", by=cast.coordinator, version=row.version)
    answer = officer.post(
        case_at("early_start", row), {"version": str(row.version), "day": today().isoformat()}
    )
    assert answer.status_code == 302
    assert Message.objects.filter(kind="funding.early_start").count() == 1
    row.refresh_from_db()
    assert (row.state, row.early_start) == (State.CLARIFICATION, today())
    assert applicant.post(at("task", row, "project"), project(row, today())).status_code == 302
    row.refresh_from_db()
    assert Task.PROJECT not in submissions.gaps(row)
    early = project(row, today() - timedelta(1))
    assert applicant.post(at("task", row, "project"), early).status_code == 422


def test_what_has_begun_is_not_allowed_afterwards(cast: Cast) -> None:
    row = strict(scenes.received(cast))
    with pytest.raises(ValidationError) as caught:
        review.allow_early_start(row, today() - timedelta(1), by=cast.caseworker, version=row.version)
    assert set(caught.value.message_dict) == {"day"}


def test_an_early_start_is_allowed_only_where_it_is_needed(cast: Cast, officer: Client) -> None:
    row = scenes.received(cast)  # under a programme that pays for what has begun
    assert officer.get(case_at("early_start", row))["Location"] == case_at("case", row)
    answer = officer.post(case_at("early_start", row), {"version": row.version, "day": today().isoformat()})
    assert answer.status_code == 422
    row.refresh_from_db()
    assert row.early_start is None


def test_after_the_decision_there_is_no_page_for_an_early_start(cast: Cast, officer: Client) -> None:
    row = strict(scenes.countersigned(cast))
    assert officer.get(case_at("early_start", row))["Location"] == case_at("case", row)


def test_a_project_lasts_as_long_as_the_programme_pays_at_most(cast: Cast, applicant: Client) -> None:
    row = scenes.draft(cast, programme=ProgrammeFactory(office=cast.office, max_months=12))
    start = date(today().year + 1, 1, 1)
    too_long = project(row, start, date(start.year + 1, 1, 1))
    answer = applicant.post(at("task", row, "project"), too_long)
    assert answer.status_code == 422
    assert 'href="#id_end"' in answer.content.decode()
    whole_year = project(row, start, date(start.year, 12, 31))
    assert applicant.post(at("task", row, "project"), whole_year).status_code == 302


# -- what was declared -------------------------------------------------------------------------------------


def test_the_office_reads_what_was_declared_word_for_word(
    cast: Cast, applicant: Client, officer: Client
) -> None:
    row = scenes.filled(cast)
    applicant.post(at("submit", row), {"version": str(row.version)})
    row.refresh_from_db()
    assert row.submission is not None
    declared = row.submission.data["declarations"]
    assert declared["language"] == "de"
    assert len(declared["texts"]) == 4
    page = officer.get(case_at("case", row)).content.decode()
    for text in declared["texts"]:
        assert text in page


# -- the years of the plan ---------------------------------------------------------------------------------


def moved_to_next_year(row: FundingRequest, by: Any, years: int = 1) -> FundingRequest:
    """The period of the request moved behind its plan, whose lines are for 2026."""
    values = {
        "title": row.title, "start": date(2027, 1, 1), "end": date(2026 + years, 12, 31), "venue": "Dortmund",
        "contact": "Aylin",
    }  # fmt: skip
    return drafts.save_page(row, Task.PROJECT, values, by=by, version=row.version)


def sent(page: Any) -> dict[str, str]:
    """What the form of the plan on `page` sends when nothing is changed in it."""
    data = {"version": str(page.context["form"]["version"].value())}
    for formset in (page.context["costs"], page.context["incomes"]):
        data[f"{formset.prefix}-TOTAL_FORMS"] = str(len(formset.forms))
        data[f"{formset.prefix}-INITIAL_FORMS"] = "0"
        for form in formset.forms:
            data |= {form[name].html_name: form[name].value() or "" for name in form.fields}
            if form.stray:
                data[f"{form.prefix}-was"] = str(form.stray)
    return data


def test_lines_outside_a_changed_period_are_named_and_keep_the_request_from_being_sent(
    cast: Cast, applicant: Client
) -> None:
    row = moved_to_next_year(scenes.filled(cast), cast.coordinator)
    assert set(submissions.gaps(row)) == {Task.PLAN}
    page = applicant.get(at("plan", row))
    assert dict(page.context["stray"]) == {2026: 4}
    with pytest.raises(ValidationError):
        submissions.submit(row, by=cast.coordinator, version=row.version)


def test_a_line_outside_the_period_is_not_saved_under_another_year_by_itself(
    cast: Cast, applicant: Client
) -> None:
    for years in (1, 2):
        row = FundingRequest.objects.first() or scenes.filled(cast)
        row = moved_to_next_year(row, cast.coordinator, years)
        answer = applicant.post(at("plan", row), sent(applicant.get(at("plan", row))))
        assert answer.status_code == 422
        assert 'href="#id_costs-0-year"' in answer.content.decode()
        again = applicant.post(at("plan", row), sent(answer))
        assert again.status_code == 422
        assert set(CostItem.objects.values_list("year", flat=True)) == {2026}


def test_one_click_moves_all_lines_into_the_period(cast: Cast, applicant: Client) -> None:
    row = moved_to_next_year(scenes.filled(cast), cast.coordinator, 2)
    page = applicant.post(at("plan", row), sent(applicant.get(at("plan", row))) | {"move_years": "1"})
    assert page.status_code == 200
    assert set(CostItem.objects.values_list("year", flat=True)) == {2026}
    assert applicant.post(at("plan", row), sent(page)).status_code == 302
    assert set(CostItem.objects.values_list("year", flat=True)) == {2027}
    row.refresh_from_db()
    assert submissions.gaps(row) == {}


def test_whoever_changes_the_period_is_told_of_the_plan(cast: Cast, applicant: Client) -> None:
    row = scenes.filled(cast)
    data = project(row, date(2027, 1, 1), date(2027, 12, 31))
    page = applicant.post(at("task", row, "project"), data, follow=True).content.decode()
    assert "2026" in page[page.index('class="messages"') :][:400]


# -- lines come and go -------------------------------------------------------------------------------------


def test_a_removed_line_does_not_come_back(cast: Cast, applicant: Client) -> None:
    row = scenes.filled(cast)
    data = sent(applicant.get(at("plan", row))) | {"remove_line": "costs-0"}
    applicant.post(at("plan", row), data)
    assert "costs-0-label" not in Draft.objects.get().data
    page = applicant.get(at("plan", row)).content.decode()
    assert 'value="Druck"' in page
    assert 'value="Referentin"' not in page


def test_with_a_script_one_line_is_added_behind_those_that_are_there(cast: Cast, applicant: Client) -> None:
    row = scenes.filled(cast)
    data = sent(applicant.get(at("plan", row))) | {"add_line": "costs"}
    answer = applicant.post(at("plan", row), data, headers={"hx-request": "true"})
    page = answer.content.decode()
    assert page.lstrip().startswith("<tr>")
    assert 'name="costs-2-label"' in page
    assert 'name="costs-1-label"' not in page
    assert 'name="costs-TOTAL_FORMS" value="3"' in page
