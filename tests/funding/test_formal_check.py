"""The formal check: the list of the programme, ticked point by point, with who and when."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from funding.choices import CheckKind, CheckResult, OfficeRole
from funding.models import Check, FundingRequest, Programme
from funding.reports.case_file import entries
from funding.services import decisions, review
from tests.cast import Cast
from tests.factories.funding import OfficeMemberFactory
from tests.funding import scenes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

LIST = "Der Antrag ist unterschrieben.\n\n  Die Satzung liegt bei.\nDas Projekt hat nicht begonnen.\n"


@pytest.fixture
def row(cast: Cast) -> FundingRequest:
    found = scenes.received(cast)
    Programme.objects.update(formal_points=LIST)
    return FundingRequest.objects.select_related("programme", "submission", "office").get(pk=found.pk)


def at(row: FundingRequest, name: str = "check", *more: str) -> str:
    return reverse(f"funding:{name}", args=[row.office.slug, row.public_id, *more])


def test_the_points_are_the_lines_of_the_programme(row: FundingRequest) -> None:
    assert row.programme.checklist == [
        "Der Antrag ist unterschrieben.", "Die Satzung liegt bei.", "Das Projekt hat nicht begonnen.",
    ]  # fmt: skip


def test_what_is_met_is_ticked(cast: Cast, officer: Client, row: FundingRequest) -> None:
    assert at(row, "check", "formal") in officer.get(at(row, "case")).text
    page = officer.get(at(row, "check", "formal"))
    assert "Die Satzung liegt bei." in page.text
    sent = {"version": row.version, "points": ["0", "2"], "note": ""}
    assert officer.post(at(row, "check", "formal"), sent)["Location"] == at(row, "case")
    check = Check.objects.get()
    assert (check.kind, check.result) == (CheckKind.FORMAL, CheckResult.PARTLY)
    assert [(point.ticked_by, bool(point.ticked)) for point in check.points.all()] == [
        (cast.caseworker, True), (None, False), (cast.caseworker, True),
    ]  # fmt: skip
    page = officer.get(at(row, "case"))
    assert page.text.count('<span class="tag tag-ok">met</span>') == 2
    assert officer.get(at(row, "check", "formal")).context["form"]["points"].value() == [0, 2]


def test_a_colleague_ticks_the_rest_and_each_tick_keeps_who_set_it(cast: Cast, row: FundingRequest) -> None:
    colleague = OfficeMemberFactory(office=cast.office, role=OfficeRole.CASEWORKER).user
    by = cast.caseworker
    row = review.check(row, CheckKind.FORMAL, CheckResult.PARTLY, by=by, version=row.version, ticked={0})
    first = Check.objects.get().points.get(number=0)
    row = review.check(
        row, CheckKind.FORMAL, CheckResult.GOOD, by=colleague, version=row.version, ticked={0, 1, 2}
    )
    assert row.submission is not None
    now = review.points_in_force(row.submission)
    assert [point.ticked_by for point in now] == [cast.caseworker, colleague, colleague]
    assert now[0].ticked == first.ticked
    row = review.check(row, CheckKind.FORMAL, CheckResult.PARTLY, by=by, version=row.version, ticked={1})
    assert row.submission is not None
    assert [bool(point.ticked) for point in review.points_in_force(row.submission)] == [False, True, False]


def test_all_met_is_good_and_none_is_not(officer: Client, row: FundingRequest) -> None:
    for ticked, result in ((["0", "1", "2"], "good"), ([], "not")):
        row.refresh_from_db()
        officer.post(at(row, "check", "formal"), {"version": row.version, "points": ticked, "note": "x"})
        assert Check.objects.latest("pk").result == result
    answer = officer.post(at(row, "check", "formal"), {"version": row.version, "points": ["7"]})
    assert answer.status_code == 422


def test_nothing_is_approved_before_it_is_recorded(cast: Cast, row: FundingRequest) -> None:
    for kind in (CheckKind.CONTENT, CheckKind.CALCULATIVE):
        row = review.check(row, kind, CheckResult.GOOD, by=cast.caseworker, version=row.version)
    assert review.unchecked(row) == [CheckKind.FORMAL]
    with pytest.raises(ValidationError, match="must be recorded first: formal check"):
        scenes.offer(row, cast, scenes.proposal())
    row = review.check(row, CheckKind.FORMAL, CheckResult.NOT, by=cast.caseworker, version=row.version)
    row = scenes.offer(row, cast, scenes.proposal())
    decisions.countersign(row, by=cast.countersigner, version=row.version)


def test_without_a_list_there_is_no_formal_check(cast: Cast, officer: Client) -> None:
    row = scenes.received(cast)
    assert officer.get(at(row, "check", "formal")).status_code == 404
    assert at(row, "check", "formal") not in officer.get(at(row, "case")).text
    with pytest.raises(ValidationError):
        review.check(row, CheckKind.FORMAL, CheckResult.GOOD, by=cast.caseworker, version=row.version)


def test_the_ticks_are_in_the_case_file(cast: Cast, row: FundingRequest) -> None:
    review.check(
        row, CheckKind.FORMAL, CheckResult.PARTLY, by=cast.caseworker, version=row.version, ticked={1}
    )
    files = {entry.path: entry.content for entry in entries(row, [])}
    text = files["2-pruefung/formale-pruefung.csv"]
    assert isinstance(text, bytes)
    lines = text.decode("utf-8-sig").splitlines()
    assert [str(cast.caseworker) in line for line in lines] == [False, False, True, False]
