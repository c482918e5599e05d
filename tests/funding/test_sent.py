"""What an organisation reads of its own request after it was sent, and of what was decided on it."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format

from funding import duties
from funding.models import Award, FundingRequest, ProofOfUse
from funding.services import decisions, drafts, letters, papers, review, submissions
from portal.lib.dates import today
from tests.cast import Cast
from tests.funding import scenes

pytestmark = pytest.mark.django_db


def at(name: str, row: FundingRequest, *more: Any) -> str:
    return reverse(f"funding:{name}", args=[row.organisation.slug, row.public_id, *more])


def words(answer: Any) -> str:
    return " ".join(answer.text.split()).replace("\xa0", " ")


def answered(cast: Cast) -> FundingRequest:
    row = scenes.clarification(cast)
    values = {"title": row.title, "start": row.start, "end": row.end, "venue": "Hamm", "contact": "Aylin"}
    row = drafts.save_page(row, "project", values, by=cast.coordinator, version=row.version)
    return submissions.answer(row, "Der Ort ist Hamm.", by=cast.coordinator, version=row.version)


def test_what_was_sent_can_be_read_as_it_was_sent(cast: Cast, applicant: Client) -> None:
    row = answered(cast)
    page = applicant.get(row.get_absolute_url()).text
    for number, venue, other in ((1, "Dortmund", "Hamm"), (2, "Hamm", "Dortmund")):
        assert f'href="{at("sent", row, number)}"' in page
        sent = words(applicant.get(at("sent", row, number)))
        assert f"<bdi>{venue}</bdi></dd><dt>Warum" in sent
        assert f"<bdi>{other}</bdi></dd><dt>Warum" not in sent
        for part in ("Eltern kennen die Schule nicht.", "Referentin", "2.000,00 €", "Satzung.pdf"):
            assert part in sent, part
    assert applicant.get(at("sent", row, 3)).status_code == 404


def test_question_and_answer_stay_readable(cast: Cast, applicant: Client) -> None:
    row = answered(cast)
    for address in (row.get_absolute_url(), at("sent", row, 2)):
        page = words(applicant.get(address))
        assert "Bitte den Ort nennen." in page
        assert "Der Ort ist Hamm." in page


def test_a_draft_has_not_been_sent(cast: Cast, applicant: Client) -> None:
    row = scenes.filled(cast)
    assert "/sent/" not in applicant.get(row.get_absolute_url()).text
    assert applicant.get(at("sent", row, 1)).status_code == 404


def test_a_paper_that_was_sent_stays_readable_when_it_is_taken_away(cast: Cast, applicant: Client) -> None:
    row = scenes.clarification(cast)
    more = papers.add_paper(row, scenes.pdf("Neu.pdf", b"x"), "other", by=cast.coordinator)
    sent = row.attachments.exclude(pk=more.pk).get()
    for paper, status in ((sent, 200), (more, 404)):
        papers.remove_paper(paper, by=cast.coordinator)
        assert applicant.get(at("paper", row, paper.public_id)).status_code == status


# -- the decision --------------------------------------------------------------------------------------------


def test_the_decision_says_until_when_it_can_be_contested_and_when_money_comes(
    cast: Cast, applicant: Client
) -> None:
    type(cast.office).objects.update(email="geld@amt.example")
    row = scenes.announced(cast)
    last = decisions.contestable_until(row, row.decisions.get())
    page = words(applicant.get(row.get_absolute_url()))
    assert page.count(date_format(last, "DATE_FORMAT")) == 2  # to contest it, and before money comes
    assert "mailto:geld@amt.example" in page
    assert "0,00 €" in page
    row = decisions.finalise(row, by=cast.caseworker, version=row.version, waived=today())
    page = words(applicant.get(row.get_absolute_url()))
    assert date_format(last, "DATE_FORMAT") not in page
    assert date_format(today(), "DATE_FORMAT") in page


@pytest.mark.usefixtures("in_english")
def test_the_page_quotes_what_the_letter_says_on_remedy_and_on_calling_up_money(
    cast: Cast, applicant: Client
) -> None:
    type(cast.office).objects.update(remedy="Klage beim Verwaltungsgericht Musterstadt.")
    page = words(applicant.get(scenes.announced(cast).get_absolute_url()))
    assert '<p lang="de" dir="ltr">Klage beim Verwaltungsgericht Musterstadt.</p>' in page
    assert "The money of this award" in page
    assert "What the letter says on calling it up" not in page


@pytest.mark.usefixtures("in_english")
def test_how_money_is_called_up_stands_in_the_letter_and_on_the_page(cast: Cast, applicant: Client) -> None:
    programme = scenes.programme_of(cast)
    programme.calling_up = "Auf formlose Anforderung mit Aktenzeichen."
    programme.save()
    row = scenes.announced(cast)
    assert letters.preview(row, row.decisions.get()).decision["calling_up"] == programme.calling_up
    page = words(applicant.get(row.get_absolute_url()))
    assert "What the letter says on calling it up, in German" in page
    assert "Auf formlose Anforderung mit Aktenzeichen." in page


def test_the_person_in_charge_is_named_once_the_office_has_confirmed_receipt(
    cast: Cast, applicant: Client
) -> None:
    row = scenes.submitted(cast)
    assert cast.caseworker.name not in applicant.get(row.get_absolute_url()).text
    row = review.receive(row, by=cast.caseworker, version=row.version)
    page = applicant.get(row.get_absolute_url()).text
    assert cast.caseworker.name in page
    assert cast.caseworker.email not in page


@pytest.mark.usefixtures("in_english")
def test_who_gets_nothing_reads_of_no_money_to_come(cast: Cast, applicant: Client) -> None:
    row = scenes.announced(cast, scenes.proposal("0", reasons="Kein Geld mehr."))
    last = decisions.contestable_until(row, row.decisions.get())
    page = words(applicant.get(row.get_absolute_url()))
    assert page.count(date_format(last, "DATE_FORMAT")) == 2  # whose turn it is, and to contest it
    assert "Nothing is open" not in page


@pytest.mark.parametrize(("days", "begun"), [(1, False), (0, True)])
def test_nothing_is_to_be_proved_before_the_project_begins(
    cast: Cast, applicant: Client, days: int, begun: bool
) -> None:
    row = scenes.announced(cast)
    letters.open_letter(row.decisions.get(), by=cast.coordinator)
    start = today() + timedelta(days=days)
    Award.objects.update(start=start, end=max(start, date(2026, 12, 31)))
    assert bool(duties.of(cast.coordinator)) is begun
    assert ("turn-warn" in applicant.get(row.get_absolute_url()).text) is begun
    assert (at("open_proof", row) in applicant.get(row.get_absolute_url()).text) is begun
    listed = applicant.get(reverse("funding:requests", args=[cast.association.slug])).text
    assert ("Sie sind am Zug" in listed) is begun
    applicant.post(at("open_proof", row))
    assert ProofOfUse.objects.exists() is begun


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize("kind", ["content", "calculative"])
def test_who_checks_reads_the_answer_and_what_it_changed(cast: Cast, kind: str) -> None:
    row = answered(cast)
    officer = Client()
    officer.force_login(cast.caseworker)
    page = words(officer.get(reverse("funding:check", args=[row.office.slug, row.public_id, kind])))
    assert "Bitte den Ort nennen." in page
    assert "Der Ort ist Hamm." in page
    table = page.partition("What submission 2 changes")[2].partition("</table>")[0]
    assert table.count("<tr>") == 2, "the head, and one field"
    assert re.findall(r"<td[^>]*>([^<]*)</td>", table) == ["Dortmund", "Hamm"]


@pytest.mark.usefixtures("in_english")
def test_of_a_first_submission_nothing_has_changed(cast: Cast) -> None:
    row = scenes.received(cast)
    officer = Client()
    officer.force_login(cast.caseworker)
    page = officer.get(reverse("funding:check", args=[row.office.slug, row.public_id, "content"])).text
    assert "What submission" not in page
