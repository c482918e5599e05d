"""What an organisation puts into its report beside the words, and what of it reaches the Office."""

import io
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation
from PIL import Image
from pypdf import PdfReader

from funding.choices import ProofMode
from funding.models import Award, FundedWorkshop, ProofOfUse, ProofPicture
from funding.reports import FundingReport
from funding.services import expenses, linking, proofs
from funding.services.enclosures import MOST, erase_pictures_again
from organisations.choices.evaluation import Area
from organisations.models import AreaEvaluation
from parentwork.models import AnswerCount, WorkshopDate
from portal.documents.choices import State
from portal.documents.models import Document
from portal.documents.rendering import pdf
from portal.lib.dates import BERLIN, today
from tests.cast import Cast
from tests.factories.parentwork import WorkshopDateFactory, WorkshopFactory
from tests.funding import scenes
from tests.funding.test_pages import at, case_at
from tests.funding.test_reports import furnished_proof

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
PLACE = b"Nordstadt 12"  # what the camera wrote into the file


def photo(name: str = "abend.jpg") -> SimpleUploadedFile:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = PLACE.decode()
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


@pytest.fixture
def proof(cast: Cast) -> ProofOfUse:
    return furnished_proof(cast)


def answered(question: str, on: WorkshopDate | None = None, **counts: int) -> None:
    date_ = on or WorkshopDate.objects.get()
    for answer, count in counts.items():
        AnswerCount.objects.create(
            date=date_, question=question, answer=answer, count=count, shown=count, families=count
        )


def evaluated(cast: Cast, year: int, ratings: list[int], area: Area = Area.WELCOME) -> None:
    AreaEvaluation.objects.create(
        organisation=cast.association, year=year, area=area, ratings=ratings, evidence="Streng vertraulich"
    )


def choose(client: Client, proof: ProofOfUse, *names: str) -> None:
    data = {"choose": "1"} | dict.fromkeys(names, "on")
    assert client.post(at("enclosures", proof.award.request), data).status_code == 302


def added(client: Client, proof: ProofOfUse, **data: Any) -> Any:
    sent = {"file": photo(), "shows": "Der Abend im Mai", "agreed": "2026-05-04"} | data
    return client.post(at("enclosures", proof.award.request), sent)


def sent(cast: Cast, proof: ProofOfUse | None = None) -> ProofOfUse:
    row = ProofOfUse.objects.get(pk=proof.pk) if proof else ProofOfUse.objects.get()
    return proofs.submit_proof(row, by=cast.coordinator, version=row.version)


def told(proof: ProofOfUse) -> dict[str, int]:
    """How many answers to which question stand in what was sent."""
    return {line["question"]: sum(line["counts"]) for line in proof.sent_figures["feedback"]}


def sharing(cast: Cast, first: ProofOfUse) -> ProofOfUse:
    """The proof of a second award that has half of the same series, ready to be sent."""
    second = scenes.proof_of_another_award(cast)
    FundedWorkshop.objects.update(share=50)
    series = first.award.funded_workshops.get().workshop
    linking.link_workshop(second, series, by=cast.coordinator)
    Award.objects.filter(pk=second.award_id).update(proof_mode=ProofMode.CONFIRMATION)
    paid = {
        "paid": date(2026, 3, 9), "payee": "Laden", "reason": "Abende", "category": "material",
        "amount": Decimal(5), "eligible": Decimal(5), "voucher_number": "", "invoiced": None,
    }  # fmt: skip
    expenses.add_expense(second, paid, by=cast.coordinator)
    ProofOfUse.objects.filter(pk=second.pk).update(shows_feedback=True)
    return second


def another_series_of(proof: ProofOfUse, cast: Cast) -> WorkshopDate:
    """A date that took place of a second series, which this award alone pays for."""
    series = WorkshopFactory(organisation=cast.association)
    made = WorkshopDateFactory(
        workshop=series, starts=datetime(2026, 3, 17, 17, tzinfo=BERLIN),
        ends=datetime(2026, 3, 17, 19, tzinfo=BERLIN),
    )  # fmt: skip
    linking.link_workshop(proof, series, by=cast.coordinator)
    return made


def words(page: str) -> str:
    body = re.sub(r"<title[^>]*>.*?</title>", " ", page.partition("<main")[2] or page)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def printed(proof: ProofOfUse) -> str:
    kind = FundingReport()
    with translation.override("de"):
        return pdf.html(kind, kind.gather({"proof": proof.pk}, "de"), "de")


def test_nothing_of_it_is_shown_until_it_is_chosen(
    cast: Cast, proof: ProofOfUse, applicant: Client, officer: Client
) -> None:
    answered("how", good=7)
    evaluated(cast, 2026, [4, 4, 3, 3, 3])
    sent(cast)
    page = words(officer.get(case_at("case_proof", proof.award.request)).text)
    assert "What families said" not in page
    assert "What the organisation thinks" not in page


class TestFeedback:
    def test_sums_of_the_funded_meetings_reach_the_office_with_the_report(
        self, cast: Cast, proof: ProofOfUse, applicant: Client, officer: Client
    ) -> None:
        answered("how", good=4, partly=2, bad=1)
        choose(applicant, proof, "feedback")
        row = sent(cast)
        page = words(officer.get(case_at("case_proof", row.award.request)).text)
        assert "How was it? 4 of 7" in page
        assert "How was it? 4 2 1" in page
        assert "4 von 7" in printed(row)

    def test_a_question_that_fewer_than_five_families_answered_stays_out(
        self, cast: Cast, proof: ProofOfUse, applicant: Client
    ) -> None:
        answered("how", good=3, bad=1)
        answered("useful", good=5)
        choose(applicant, proof, "feedback")
        row = sent(cast)
        assert [line["question"] for line in row.sent_figures["feedback"]] == ["useful"]
        assert "How was it?" not in words(applicant.get(at("proof", row.award.request)).text)

    def test_so_does_one_that_a_few_families_answered_several_times(
        self, cast: Cast, proof: ProofOfUse, applicant: Client
    ) -> None:
        answered("how", good=6)
        AnswerCount.objects.update(families=4)
        choose(applicant, proof, "feedback")
        assert told(sent(cast)) == {}

    def test_and_answers_that_no_step_has_shown_yet(
        self, cast: Cast, proof: ProofOfUse, applicant: Client
    ) -> None:
        answered("how", good=6)
        AnswerCount.objects.update(count=8, families_since=2)
        choose(applicant, proof, "feedback")
        assert told(sent(cast)) == {"how": 6}

    def test_answers_that_come_later_change_nothing_that_was_sent(
        self, cast: Cast, proof: ProofOfUse, applicant: Client, officer: Client
    ) -> None:
        answered("how", good=5)
        choose(applicant, proof, "feedback")
        row = sent(cast)
        AnswerCount.objects.update(count=50, shown=50)
        assert "5 of 5" in words(officer.get(case_at("case_proof", row.award.request)).text)

    @pytest.mark.parametrize("alone", [0, 3, 4, 5])
    def test_no_few_answers_can_be_worked_out_from_two_awards_that_share_a_series(
        self, cast: Cast, proof: ProofOfUse, applicant: Client, alone: int
    ) -> None:
        """One award has the shared series alone, the other one a second series beside it."""
        answered("how", good=6)
        choose(applicant, proof, "feedback")
        assert told(sent(cast)) == {"how": 6}
        second = sharing(cast, proof)
        answered("how", on=another_series_of(second, cast), good=alone)
        assert told(sent(cast, second)) == ({} if 0 < alone < 5 else {"how": 6 + alone})

    @pytest.mark.parametrize("more", [0, 3, 5])
    def test_answers_that_came_since_are_no_few_either(
        self, cast: Cast, proof: ProofOfUse, applicant: Client, more: int
    ) -> None:
        answered("how", good=6)
        choose(applicant, proof, "feedback")
        sent(cast)
        AnswerCount.objects.update(count=6 + more, shown=6 + more, families=6 + more)
        assert told(sent(cast, sharing(cast, proof))) == ({"how": 6 + more} if more in (0, 5) else {})

    def test_a_report_without_the_answers_gives_nothing_to_subtract_from(
        self, cast: Cast, proof: ProofOfUse
    ) -> None:
        answered("how", good=6)
        sent(cast)
        second = sharing(cast, proof)
        answered("how", on=another_series_of(second, cast), good=1)
        assert told(sent(cast, second)) == {"how": 7}


class TestSelfEvaluation:
    def test_its_means_stand_beside_those_of_the_year_before_without_its_notes(
        self, cast: Cast, proof: ProofOfUse, applicant: Client, officer: Client
    ) -> None:
        evaluated(cast, 2024, [1, 1, 1, 1, 1])
        evaluated(cast, 2025, [2, 2, 2, 2, 2])
        evaluated(cast, 2026, [4, 3, 3, 3, 0])
        choose(applicant, proof, "evaluation")
        row = sent(cast)
        page = officer.get(case_at("case_proof", row.award.request)).text
        assert "A culture of welcome 2.0 3.2" in words(page)
        assert "Streng vertraulich" not in page
        assert "Streng vertraulich" not in str(row.frozen)

    def test_the_page_says_that_there_is_none_and_leads_to_it(
        self, proof: ProofOfUse, applicant: Client
    ) -> None:
        page = words(applicant.get(at("enclosures", proof.award.request)).text)
        assert "There is no self-evaluation of these years yet. To the self-evaluation" in page


class TestPictures:
    def test_one_to_which_everybody_agreed_is_in_the_report(
        self, cast: Cast, proof: ProofOfUse, applicant: Client, officer: Client
    ) -> None:
        assert added(applicant, proof).status_code == 302
        kept = ProofPicture.objects.get()
        assert PLACE not in kept.file.open("rb").read()
        address = case_at("case_picture", proof.award.request, kept.public_id)
        assert officer.get(address).status_code == 404, "before it is sent"
        row = sent(cast)
        page = officer.get(case_at("case_proof", row.award.request)).text
        assert f'<img src="{address}" lang="de" alt="Der Abend im Mai">' in page
        assert "Everybody in it agreed on" in page
        assert officer.get(address)["Content-Type"] == "image/jpeg"
        assert 'alt="Der Abend im Mai"' in printed(row)

    def test_who_only_reads_sees_it_and_no_way_to_a_page_that_is_closed(
        self, cast: Cast, proof: ProofOfUse, applicant: Client
    ) -> None:
        added(applicant, proof)
        row, reader = sent(cast), Client()
        reader.force_login(cast.reader)
        there = at("enclosures", row.award.request)
        page = reader.get(at("proof", row.award.request)).text
        assert 'alt="Der Abend im Mai"' in page
        assert there not in page
        assert there in applicant.get(at("proof", row.award.request)).text

    def test_in_the_file_it_is_a_figure_with_words(
        self, cast: Cast, proof: ProofOfUse, applicant: Client, django_capture_on_commit_callbacks: Any
    ) -> None:
        added(applicant, proof)
        with django_capture_on_commit_callbacks(execute=True):
            document = proofs.report(proof, by=cast.coordinator)
        document.refresh_from_db()
        assert document.is_done, document.error
        reader = PdfReader(io.BytesIO(document.file.read()))
        assert [image for page in reader.pages for image in page.images]
        assert "Der Abend im Mai" in str(list(_alternatives(reader.trailer["/Root"]["/StructTreeRoot"])))

    def test_without_the_day_of_the_consent_it_is_refused_and_the_words_stay(
        self, proof: ProofOfUse, applicant: Client
    ) -> None:
        answer = added(applicant, proof, agreed="")
        assert answer.status_code == 422
        assert "Give the day on which everybody in the picture agreed" in answer.text
        assert 'value="Der Abend im Mai"' in answer.text
        assert not ProofPicture.objects.exists()
        held = re.findall(r'name="held-file" value="([^"]+)"', answer.text)
        again = {"held-file": held[0], "shows": "Der Abend", "agreed": "2026-05-04"}
        assert applicant.post(at("enclosures", proof.award.request), again).status_code == 302
        assert ProofPicture.objects.get().shows == "Der Abend"

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            ({"agreed": f"{today().year + 1}-01-01"}, "This day is still to come."),
            ({"nobody": "on"}, "Give the day on which everybody in the picture agreed"),
            ({"file": SimpleUploadedFile("a.jpg", b"no picture")}, "What is in this file is not what"),
            ({"shows": ""}, "Please fill in this field."),
        ],
    )
    def test_what_is_wrong_is_said(
        self, proof: ProofOfUse, applicant: Client, data: dict[str, Any], said: str
    ) -> None:
        answer = added(applicant, proof, **data)
        assert (answer.status_code, said in answer.text) == (422, True)
        assert not ProofPicture.objects.exists()

    def test_there_is_room_for_a_few(self, proof: ProofOfUse, applicant: Client) -> None:
        for number in range(MOST):
            assert added(applicant, proof, shows=f"Bild {number}").status_code == 302
        assert "at most" in added(applicant, proof).text
        assert ProofPicture.objects.count() == MOST

    def test_one_that_is_taken_out_before_sending_leaves_no_trace(
        self, proof: ProofOfUse, applicant: Client, django_capture_on_commit_callbacks: Any
    ) -> None:
        added(applicant, proof)
        kept = ProofPicture.objects.get()
        with django_capture_on_commit_callbacks(execute=True):
            applicant.post(at("picture_take_out", proof.award.request, kept.public_id))
        assert not ProofPicture.objects.exists()
        assert not kept.file.storage.exists(kept.file.name)

    def test_with_it_goes_a_draft_of_the_report_that_shows_it(
        self, cast: Cast, proof: ProofOfUse, applicant: Client
    ) -> None:
        added(applicant, proof)
        drafts = [
            proofs.report(proof, by=cast.coordinator), proofs.reading_copy(proof, "tr", by=cast.coordinator)
        ]  # fmt: skip
        kept = ProofPicture.objects.get()
        applicant.post(at("picture_take_out", proof.award.request, kept.public_id))
        for document in drafts:
            document.refresh_from_db()
            assert document.state == State.CANCELLED

    def test_a_consent_that_is_taken_back_later_takes_the_picture_out_of_what_was_sent(
        self, cast: Cast, proof: ProofOfUse, applicant: Client, officer: Client,
        django_capture_on_commit_callbacks: Any,
    ) -> None:  # fmt: skip
        added(applicant, proof)
        row, kept = sent(cast), ProofPicture.objects.get()
        name, storage = kept.file.name, kept.file.storage
        with django_capture_on_commit_callbacks(execute=True):
            applicant.post(at("picture_take_out", row.award.request, kept.public_id))
        assert not storage.exists(name)
        address = case_at("case_picture", row.award.request, kept.public_id)
        assert officer.get(address).status_code == 404
        page = officer.get(case_at("case_proof", row.award.request)).text
        assert "A picture was taken out on" in page
        assert "<img" not in printed(row)
        assert ProofOfUse.objects.get().sha256 == row.sha256

    def test_a_restored_backup_brings_none_back(
        self, cast: Cast, proof: ProofOfUse, applicant: Client
    ) -> None:
        added(applicant, proof)
        kept, later = ProofPicture.objects.get(), timezone.now() + timedelta(hours=1)
        assert erase_pictures_again([kept.pk], before=later) == 1
        assert not ProofPicture.objects.exists()
        added(applicant, proof)
        sent(cast)
        kept, document = ProofPicture.objects.get(), Document.objects.get(kind=FundingReport.key)
        assert document.state != State.CANCELLED
        assert erase_pictures_again([kept.pk], before=later) == 1
        document.refresh_from_db()
        assert document.state == State.CANCELLED, "it shows the picture"
        kept.refresh_from_db()
        assert (kept.file.name, bool(kept.taken_out)) == ("", True)

    def test_nothing_is_added_to_what_was_sent(
        self, cast: Cast, proof: ProofOfUse, applicant: Client
    ) -> None:
        sent(cast)
        assert added(applicant, proof).status_code == 422
        assert not ProofPicture.objects.exists()


def _alternatives(node: Any) -> Any:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for child in node:
            yield from _alternatives(child)
    elif hasattr(node, "get"):
        if "/Alt" in node:
            yield str(node["/Alt"])
        if "/K" in node:
            yield from _alternatives(node["/K"])


def test_the_day_of_a_consent_may_be_today(proof: ProofOfUse, applicant: Client) -> None:
    assert added(applicant, proof, agreed=today().isoformat()).status_code == 302
    assert ProofPicture.objects.get().agreed == today() >= date(2026, 1, 1)
