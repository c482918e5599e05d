"""A check of the figures cuts line by line, each cut with its reason, and the proposal goes on from there."""

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from funding.choices import CheckKind, CheckResult
from funding.models import Check, Cut, FundingRequest
from funding.reports.case_file import entries
from funding.services import letters, proposals, review
from funding.services.cuts import Found
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.scenes import D

pytestmark = pytest.mark.django_db
WHY = "Höchstens 40 Euro die Stunde."


def case(row: FundingRequest, name: str = "case", *more: str) -> str:
    return reverse(f"funding:{name}", args=[row.office.slug, row.public_id, *more]).replace("/de/", "/en/", 1)


def sent(row: FundingRequest, **changes: str) -> dict[str, Any]:
    """The form as a browser sends it: the fees of 2,000 euros are cut to 1,600."""
    return {
        "version": row.version, "result": "partly", "note": "", "eligible_0": "1,600.00", "reason_0": WHY,
        "eligible_1": "500.00", "reason_1": "",
    } | changes  # fmt: skip


def checked(cast: Cast, found: dict[int, Found]) -> FundingRequest:
    row = scenes.checked(cast)
    worker = cast.caseworker
    return review.check(
        row, CheckKind.CALCULATIVE, CheckResult.PARTLY, by=worker, version=row.version, found=found
    )


def words(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("\xa0", " ").split())


def test_a_line_is_cut_with_its_reason_and_the_sum_follows(cast: Cast, officer: Client) -> None:
    row = scenes.received(cast)
    answer = officer.post(case(row, "check", "calculative"), sent(row))
    assert answer["Location"] == case(row)
    assert Check.objects.get().amount == D(2100)
    cut = Cut.objects.get()
    assert (cut.line, cut.category, cut.asked, cut.eligible, cut.reason) == (0, "fees", 2000, 1600, WHY)
    assert f"€1,600.00 instead of €2,000.00. {WHY}" in words(officer.get(case(row)).text)


def test_what_was_cut_is_not_fit_as_a_whole(cast: Cast, officer: Client) -> None:
    row = scenes.received(cast)
    answer = officer.post(case(row, "check", "calculative"), sent(row, result="good"))
    assert (answer.status_code, "A line was cut" in words(answer.text)) == (422, True)
    assert not Check.objects.exists()
    whole = sent(row, result="good", eligible_0="2,000.00", reason_0="")
    assert officer.post(case(row, "check", "calculative"), whole).status_code == 302


def test_a_cut_without_a_reason_is_refused_at_its_line_and_keeps_what_was_typed(
    cast: Cast, officer: Client
) -> None:
    row = scenes.received(cast)
    answer = officer.post(case(row, "check", "calculative"), sent(row, reason_0=" "))
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"reason_0": ["Say why less is eligible."]}
    assert 'value="1,600.00"' in answer.text
    assert not Check.objects.exists()


@pytest.mark.parametrize("amount", ["2,000.01", "-1", "viel"])
def test_no_line_is_worth_more_than_was_asked_for_or_less_than_nothing(
    cast: Cast, officer: Client, amount: str
) -> None:
    row = scenes.received(cast)
    answer = officer.post(case(row, "check", "calculative"), sent(row, eligible_0=amount))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["eligible_0"]


@pytest.mark.parametrize(
    "found", [{0: Found(D(-1), WHY)}, {1: Found(D("500.01"), WHY)}, {2: Found(D(0), WHY)}]
)
def test_the_service_refuses_the_same(cast: Cast, found: dict[int, Found]) -> None:
    with pytest.raises(ValidationError):
        checked(cast, found)
    assert not Cut.objects.exists()


def test_the_database_knows_no_cut_without_a_reason(cast: Cast) -> None:
    checked(cast, {0: Found(D(1600), WHY)})
    with pytest.raises(IntegrityError):
        Cut.objects.update(reason="")


def test_who_checks_again_begins_with_the_cuts_that_are_there(cast: Cast, officer: Client) -> None:
    row = checked(cast, {0: Found(D(1600), WHY)})
    form = officer.get(case(row, "check", "calculative")).context["form"]
    assert (form["eligible_0"].value(), form["reason_0"].value()) == ("1,600.00", WHY)
    assert (form["eligible_1"].value(), form["reason_1"].value()) == ("500.00", "")


def test_the_proposal_begins_with_the_cuts_where_they_were_made(cast: Cast, officer: Client) -> None:
    row = checked(cast, {0: Found(D(1600), WHY)})
    assert row.submission is not None
    assert proposals.eligible_costs(row.submission) == {"fees": D(1600), "material": D(500)}
    form = officer.get(case(row, "propose")).context["form"]
    # As German amounts, whatever the officer reads: the letter is German.
    reasons = form["reasons"].value().replace("\xa0", " ")
    assert [part in reasons for part in ("Referentin", "1.600,00 €", "2.000,00 €", WHY)] == [True] * 4


def test_a_grant_below_what_the_cut_costs_allow_wants_a_reason_of_its_own(
    cast: Cast, officer: Client
) -> None:
    row = checked(cast, {0: Found(D(1600), WHY)})
    form = officer.get(case(row, "propose")).context["form"]
    costs, reasons = {"fees": D(1600), "material": D(500)}, form["reasons"].value()
    with pytest.raises(ValidationError) as refused:
        scenes.offer(row, cast, scenes.proposal("1500.00", costs=costs, reasons=reasons))
    (said,) = refused.value.message_dict["reasons"]
    assert "1,680.00" in said.replace("1.680,00", "1,680.00")
    scenes.offer(row, cast, scenes.proposal("1680.00", costs=costs, reasons=reasons))


def test_with_a_reason_of_its_own_the_grant_may_be_lower_and_the_letter_refuses_the_rest(cast: Cast) -> None:
    row = checked(cast, {0: Found(D(1600), WHY)})
    costs, reasons = {"fees": D(1600), "material": D(500)}, "Die Mittel reichen nicht für mehr."
    row = scenes.offer(row, cast, scenes.proposal("1500.00", costs=costs, reasons=reasons))
    letter = letters.preview(row, row.decisions.get())
    text = words(render_to_string("pdf/funding/parts/letter.html", {"data": letter, "top": 1, "sub": 2}))
    assert "Soweit Sie mehr beantragt haben, lehne ich Ihren Antrag ab." in text
    assert reasons in text


def test_who_checks_the_figures_opens_the_papers_there(cast: Cast, officer: Client) -> None:
    row = scenes.received(cast)
    assert row.submission is not None
    page = officer.get(case(row, "check", "calculative")).text.partition('id="result"')[0]
    papers = row.submission.data["papers"]
    assert all(case(row, "case_paper", paper["id"]) in page for paper in papers)
    assert "Papers</h2>" in page


def test_the_second_officer_reads_the_cuts(cast: Cast) -> None:
    row = checked(cast, {1: Found(D(0), "Druck ist schon bezahlt.")})
    scenes.offer(row, cast, scenes.proposal("1600.00", costs={"fees": D(2000)}, reasons="Ohne Druck."))
    client = Client()
    client.force_login(cast.countersigner)
    assert "€0.00 instead of €500.00. Druck ist schon bezahlt." in words(
        client.get(case(row, "countersign")).text
    )


def test_the_organisation_reads_no_cut_before_the_decision(cast: Cast) -> None:
    row = checked(cast, {0: Found(D(1600), WHY)})
    client = Client()
    client.force_login(cast.coordinator)
    assert WHY not in client.get(row.get_absolute_url()).text


def test_a_new_submission_begins_without_cuts(cast: Cast, officer: Client) -> None:
    row = checked(cast, {0: Found(D(1600), WHY)})
    row = scenes.asked_and_answered(row, cast)
    form = officer.get(case(row, "check", "calculative")).context["form"]
    assert form["eligible_0"].value() == "2,000.00"


def test_the_cuts_are_in_the_file_of_the_case(cast: Cast) -> None:
    row = checked(cast, {0: Found(D(1600), WHY)})
    entry = next(each for each in entries(row, []) if each.path == "2-pruefung/kuerzungen.csv")
    assert isinstance(entry.content, bytes)
    line = entry.content.decode("utf-8-sig").splitlines()[1]
    assert line.split(";")[1:] == ["1", "Referentin", "2000,00", "1600,00", WHY]
