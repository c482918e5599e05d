"""Whoever asks again need not write everything again: a request begins with what an earlier one said."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from funding.choices import PaperKind, State
from funding.models import Attachment, FundingRequest
from funding.services import copies, papers, plans
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.scenes import D
from tests.funding.test_pages import at

pytestmark = pytest.mark.django_db


def start(cast: Cast) -> str:
    return reverse("funding:start", args=[cast.association.slug]).replace("/de/", "/en/", 1)


def again(earlier: FundingRequest, cast: Cast) -> FundingRequest:
    return copies.begin_like(earlier, earlier.programme, "Zweites Jahr", by=cast.coordinator)


def test_texts_plan_and_the_papers_of_the_organisation_are_taken_over(cast: Cast, applicant: Client) -> None:
    earlier = scenes.submitted(cast)
    sent = {"programme": earlier.programme_id, "title": "Zweites Jahr", "like": str(earlier.public_id)}
    applicant.post(start(cast), sent)
    row = FundingRequest.objects.get(title="Zweites Jahr")
    assert (row.state, row.need, row.activities, row.reach) == (
        State.DRAFT, "Eltern kennen die Schule nicht.", "Zehn Abende", 60,
    )  # fmt: skip
    assert [item.amount for item in row.costs.all()] == [D("2000.00"), D("500.00")]
    assert [item.amount for item in row.incomes.all()] == [D("500.00"), D("2000.00")]
    assert [paper.name for paper in row.attachments.all()] == ["Satzung.pdf"]
    assert earlier.costs.count() == 2


def test_dates_and_declarations_are_made_anew(cast: Cast) -> None:
    row = again(scenes.submitted(cast), cast)
    assert (row.start, row.end, row.submission) == (None, None, None)
    assert (row.says_true, row.keeps_vouchers, row.not_begun) == (False, False, False)


def test_the_lines_move_to_this_year_and_nothing_is_promised_yet(cast: Cast) -> None:
    earlier = scenes.filled(cast)  # a plan for 2026
    earlier.incomes.update(is_granted=True)
    earlier.costs.filter(label="Druck").update(year=2027)
    with time_machine.travel("2028-03-01T12:00:00Z"):
        row = again(earlier, cast)
    assert [item.year for item in row.costs.all()] == [2028, 2029]
    assert [(item.year, item.is_granted) for item in row.incomes.all()] == [(2028, False), (2028, False)]


def test_a_plan_for_a_coming_year_stays_there(cast: Cast) -> None:
    earlier = scenes.filled(cast)
    earlier.costs.update(year=2099)
    earlier.incomes.update(year=2099)
    assert {item.year for item in again(earlier, cast).costs.all()} == {2099}


def test_each_request_has_a_file_of_its_own(cast: Cast) -> None:
    earlier = scenes.filled(cast)
    row = again(earlier, cast)
    old, new = earlier.attachments.get(), row.attachments.get()
    assert old.file.name != new.file.name
    assert old.sha256 == new.sha256
    with new.file.open("rb") as file:
        assert file.read() == scenes.PDF


def test_an_offer_or_what_was_taken_away_is_not_taken_over(cast: Cast) -> None:
    earlier = scenes.submitted(cast)
    FundingRequest.objects.filter(pk=earlier.pk).update(state=State.CLARIFICATION)
    papers.add_paper(earlier, scenes.pdf("Angebot.pdf", b"1"), PaperKind.OFFER, by=cast.coordinator)
    papers.add_paper(earlier, scenes.pdf("Register.pdf", b"2"), PaperKind.REGISTER, by=cast.coordinator)
    papers.remove_paper(earlier.attachments.get(name="Satzung.pdf"), by=cast.coordinator)
    assert [paper.name for paper in again(earlier, cast).attachments.all()] == ["Register.pdf"]


def test_a_lost_file_does_not_stop_it(cast: Cast) -> None:
    earlier = scenes.filled(cast)
    earlier.attachments.get().file.storage.delete(earlier.attachments.get().file.name)
    assert not again(earlier, cast).attachments.exists()


def test_nobody_begins_with_a_request_of_another_organisation(cast: Cast, applicant: Client) -> None:
    foreign = {"organisation": cast.foreign_association, "by": cast.foreign_coordinator}
    theirs = scenes.filled(cast, title="Fremd", **foreign)
    mine = scenes.filled(cast)
    with pytest.raises(PermissionDenied):
        again(theirs, cast)
    page = applicant.get(start(cast)).text
    assert "Fremd" not in page
    sent = {"programme": mine.programme_id, "title": "Neu", "like": str(theirs.public_id)}
    assert applicant.post(start(cast), sent).status_code == 422
    assert Attachment.objects.filter(request__title="Neu").count() == 0


def test_who_asks_for_the_first_time_is_not_asked_for_an_earlier_request(
    cast: Cast, applicant: Client
) -> None:
    scenes.programme_of(cast)
    assert "like" not in applicant.get(start(cast)).context["form"].fields


def test_a_request_that_is_over_leads_to_the_next(cast: Cast, applicant: Client) -> None:
    row = scenes.announced(cast, scenes.proposal(end=date(2026, 12, 31)))
    link = f"{start(cast)}?like={row.public_id}"
    page = applicant.get(row.get_absolute_url().replace("/de/", "/en/", 1)).text
    assert f'href="{link}"' in page
    assert applicant.get(link).context["form"]["like"].value() == str(row.public_id)


def test_lines_for_a_coming_year_lie_outside_of_no_period_while_there_is_none(
    cast: Cast, applicant: Client
) -> None:
    earlier = scenes.filled(cast)
    earlier.costs.update(year=2027)
    earlier.incomes.update(year=2027)
    with time_machine.travel("2026-11-27T12:00:00Z"):
        row = again(earlier, cast)
        page = applicant.get(at("plan", row)).text
        assert plans.errors_of_years(row) == []
        assert 'name="move_years"' not in page
        assert '<option value="2027" selected>' in page
        FundingRequest.objects.filter(pk=row.pk).update(start=date(2026, 12, 1), end=date(2026, 12, 31))
        assert 'name="move_years"' in applicant.get(at("plan", row)).text
