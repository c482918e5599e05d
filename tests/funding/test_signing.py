"""A programme wants a signature: until it has come it is the organisation's turn."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from funding import duties
from funding.choices import Signature, State, Verb
from funding.clock import remind
from funding.models import FundingRequest, Signatory, SignedPaper
from funding.reports.case_file import entries
from funding.services import review, signatories, signing, submissions
from funding.services.signing import Signed
from portal.erasures.models import Erasure
from portal.lib.dates import today
from portal.outbox.kinds import kind_of
from portal.outbox.models import Message
from tests.cast import Cast
from tests.factories.funding import ProgrammeFactory
from tests.funding import scenes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def sent(cast: Cast, signature: str = Signature.IN_TIME, days: int = 10) -> FundingRequest:
    """A request that was sent, under a programme whose deadline is so many days away."""
    ProgrammeFactory(
        office=cast.office, may_have_begun=True, signature=signature, next_deadline=today() + timedelta(days)
    )
    return scenes.submitted(cast)


def signatory(cast: Cast, name: str = "Aylin Yilmaz", **more: Any) -> Signatory:
    values = {"name": name, "function": "Vorsitz", "since": None, "until": None} | more
    return signatories.keep(cast.association, values, by=cast.coordinator)


def over(cast: Cast) -> Signatory:
    return signatory(cast, "Bo Meyer", until=today() - timedelta(30))


def at(row: FundingRequest, name: str, *more: Any) -> str:
    ours = name in {"request", "requests", "sign", "signed", "check_answers", "submit"}
    slug = (row.organisation if ours else row.office).slug
    return reverse(f"funding:{name}", args=[slug, *([] if name == "requests" else [row.public_id]), *more])


def answered(cast: Cast, row: FundingRequest, **changes: Any) -> FundingRequest:
    """The Office asks about the signed request; what is changed goes into the answer."""
    row = review.receive(row, by=cast.caseworker, version=row.version)
    day = today() + timedelta(14)
    row = review.ask(row, "Wo?", day, by=cast.caseworker, version=row.version)
    for name, value in changes.items():
        setattr(row, name, value)
        row.save()
    return submissions.answer(row, "Dort.", by=cast.coordinator, version=row.version)


def signed(cast: Cast, row: FundingRequest) -> FundingRequest:
    return signing.sign(row, Signed(scenes.pdf()), by=cast.coordinator, version=row.version)


def told(kind: str) -> set[str]:
    return set(Message.objects.filter(kind=kind).values_list("address", flat=True))


def inbox(cast: Cast, officer: Client, turn: str) -> list[FundingRequest]:
    answer = officer.get(reverse("funding:inbox", args=[cast.office.slug]), {"turn": turn})
    return list(answer.context["page_obj"])


def test_what_is_not_signed_waits_for_the_organisation(
    cast: Cast, officer: Client, applicant: Client
) -> None:
    row = sent(cast)
    assert row.state == State.UNSIGNED
    assert not told("funding.arrived")
    message = Message.objects.get(kind="funding.receipt")
    assert "It still has to be signed." in kind_of("funding.receipt").render(row, "en", message).body
    assert (inbox(cast, officer, "applicant"), inbox(cast, officer, "office")) == ([row], [])
    (duty,) = duties.of(cast.coordinator)
    assert (duty.title, duty.until) == ("Sign the request “Elternlotsen Nordstadt”", today() + timedelta(10))
    assert at(row, "sign") in applicant.get(at(row, "request")).text
    page = officer.get(at(row, "case")).text
    assert at(row, "case_sign") in page
    assert at(row, "receive") not in page


def test_a_programme_that_wants_none_gets_it_at_once(cast: Cast) -> None:
    assert sent(cast, Signature.NONE).state == State.SUBMITTED
    assert told("funding.arrived") == {cast.caseworker.email}


def test_the_organisation_sends_a_scan_and_the_office_reads_it(
    cast: Cast, officer: Client, applicant: Client
) -> None:
    one, row = signatory(cast), sent(cast)
    assert "Aylin Yilmaz, Vorsitz" in applicant.get(at(row, "sign")).text
    for _click in range(2):
        data = {"version": row.version, "signers": [one.pk], "file": scenes.pdf("Antrag.pdf")}
        assert applicant.post(at(row, "sign"), data)["Location"] == at(row, "request")
    row.refresh_from_db()
    paper = SignedPaper.objects.get()
    assert (row.state, paper.received, paper.submission_id) == (State.SUBMITTED, today(), row.submission_id)
    assert told("funding.arrived") == {cast.caseworker.email}
    page = officer.get(at(row, "case")).text
    address = at(row, "case_signed", paper.pk)
    assert [words for words in ("Aylin Yilmaz, Vorsitz", address) if words not in page] == []
    assert officer.get(address)["Content-Disposition"].endswith('"Antrag.pdf"')
    assert applicant.get(at(row, "signed", paper.pk)).status_code == 200
    assert "1-antrag/unterschrieben.pdf" in {entry.path for entry in entries(row, [])}
    signatories.delete(one, by=cast.coordinator)
    assert "Aylin Yilmaz" in officer.get(at(row, "case")).text


def test_the_office_records_the_paper_that_came_by_post(
    cast: Cast, officer: Client, applicant: Client
) -> None:
    signatory(cast)
    row, day = sent(cast), today() - timedelta(1)
    assert "Aylin Yilmaz" in officer.get(at(row, "case_sign")).text
    data = {"version": row.version, "received": day.isoformat(), "signers": ["0"]}
    assert officer.post(at(row, "case_sign"), data)["Location"] == at(row, "case")
    paper = SignedPaper.objects.get()
    assert (paper.received, paper.signers[0]["name"], bool(paper.file)) == (day, "Aylin Yilmaz", False)
    assert told("funding.signed") == {cast.coordinator.email}
    assert officer.get(at(row, "case_signed", paper.pk)).status_code == 404
    assert row.transitions.filter(verb=Verb.SIGN).count() == 1
    assert "Signed paper received" in applicant.get(at(row, "request")).text


@pytest.mark.parametrize(
    ("name", "data", "field"),
    [
        ("sign", {"file": scenes.pdf("Antrag.exe")}, "file"),
        ("sign", {}, "file"),
        ("case_sign", {"received": "2999-01-01"}, "received"),
    ],
)
def test_what_is_no_scan_or_comes_tomorrow_changes_nothing(
    cast: Cast, officer: Client, applicant: Client, name: str, data: dict[str, Any], field: str
) -> None:
    row = sent(cast)
    client = officer if name == "case_sign" else applicant
    answer = client.post(at(row, name), {"version": row.version} | data)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    row.refresh_from_db()
    assert (row.state, SignedPaper.objects.count()) == (State.UNSIGNED, 0)


@pytest.mark.parametrize(("signature", "late"), [(Signature.IN_TIME, True), (Signature.AFTERWARDS, False)])
def test_the_deadline_is_met_by_the_receipt_that_the_programme_names(
    cast: Cast, signature: str, late: bool
) -> None:
    row = sent(cast, signature, days=2)
    with time_machine.travel(f"{(today() + timedelta(5)).isoformat()}T11:00:00Z"):
        signing.sign(row, Signed(scenes.pdf()), by=cast.coordinator, version=row.version)
        officer = Client()
        officer.force_login(cast.caseworker)
        page = officer.get(at(row, "case")).text
    row = FundingRequest.objects.select_related("programme").get()
    assert row.is_late == late
    assert ("too late" in page) == late


def test_a_corrected_text_is_signed_again_while_the_office_goes_on(
    cast: Cast, officer: Client, applicant: Client
) -> None:
    row = answered(cast, signed(cast, sent(cast)), venue="Bochum")
    assert (row.state, row.is_to_be_signed) == (State.IN_REVIEW, True)
    said = "Submission 2 says something else than what was signed."
    assert said in officer.get(at(row, "case")).text
    assert said in officer.get(at(row, "propose")).text
    (duty,) = duties.of(cast.coordinator)
    assert duty.title == "Sign the corrected request “Elternlotsen Nordstadt”"
    assert "sign the corrected request" in applicant.get(at(row, "requests")).text
    assert at(row, "sign") in applicant.get(at(row, "request")).text
    assert applicant.get(at(row, "sign")).status_code == 200
    data = {"version": row.version}
    for _click in range(2):
        sent_now = data | {"file": scenes.pdf("Neu.pdf")}
        assert applicant.post(at(row, "sign"), sent_now)["Location"] == at(row, "request")
    row.refresh_from_db()
    assert (row.state, row.is_to_be_signed, row.signed_papers.count()) == (State.IN_REVIEW, False, 2)
    assert [paper.submission.number for paper in row.signed_papers.all()] == [1, 2]
    assert told("funding.signed_again") == {cast.caseworker.email}
    assert said not in officer.get(at(row, "case")).text
    assert "1-antrag/unterschrieben-2.pdf" in {entry.path for entry in entries(row, [])}
    assert applicant.get(at(row, "sign")).status_code == 302
    with pytest.raises(ValidationError, match="signed already"):
        signing.sign_again(row, Signed(scenes.pdf()), by=cast.coordinator, version=row.version)


def test_a_further_question_comes_before_the_signature(cast: Cast, applicant: Client) -> None:
    row = answered(cast, signed(cast, sent(cast)), venue="Bochum")
    day = today() + timedelta(14)
    row = review.ask(row, "Und wann?", day, by=cast.caseworker, version=row.version)
    assert not row.is_to_be_signed
    assert "sign the corrected request" not in applicant.get(at(row, "requests")).text
    row = submissions.answer(row, "Im Mai.", by=cast.coordinator, version=row.version)
    assert row.is_to_be_signed


def test_an_answer_in_words_or_with_a_paper_wants_no_new_signature(cast: Cast) -> None:
    assert not answered(cast, signed(cast, sent(cast))).is_to_be_signed
    assert not scenes.asked_and_answered(
        scenes.received(cast, programme=none_wanted(cast)), cast
    ).is_to_be_signed


def none_wanted(cast: Cast) -> Any:
    return ProgrammeFactory(office=cast.office, slug="ohne", may_have_begun=True)


def test_from_the_answer_straight_to_the_signature(cast: Cast, applicant: Client) -> None:
    row = signed(cast, sent(cast))
    row = review.receive(row, by=cast.caseworker, version=row.version)
    day = today() + timedelta(14)
    row = review.ask(row, "Wo?", day, by=cast.caseworker, version=row.version)
    FundingRequest.objects.update(venue="Bochum")
    assert "the request has to be signed once more" in applicant.get(at(row, "check_answers")).text
    answer = applicant.post(at(row, "submit"), {"version": row.version, "answer": "Dort."})
    assert answer["Location"] == at(row, "sign")


def test_while_it_is_corrected_once_more_nothing_is_signed(cast: Cast, applicant: Client) -> None:
    row = answered(cast, signed(cast, sent(cast)), venue="Bochum")
    row = review.ask(row, "Wo?", today() + timedelta(14), by=cast.caseworker, version=row.version)
    assert applicant.get(at(row, "sign")).status_code == 302
    answer = applicant.post(at(row, "sign"), {"version": row.version, "file": scenes.pdf("Neu.pdf")})
    assert answer.status_code == 422
    assert "the state of the request has changed" in answer.text
    assert row.signed_papers.count() == 1


def test_the_original_that_comes_after_the_scan_is_recorded_too(
    cast: Cast, officer: Client, applicant: Client
) -> None:
    row = answered(cast, signed(cast, sent(cast)), venue="Bochum")
    assert at(row, "case_sign") in officer.get(at(row, "case")).text
    form = officer.get(at(row, "case_sign")).text
    assert "Submission 1 of" in form
    data = {"version": row.version, "received": today().isoformat(), "number": "1"}
    assert officer.post(at(row, "case_sign"), data)["Location"] == at(row, "case")
    row.refresh_from_db()
    assert (row.state, row.is_to_be_signed) == (State.IN_REVIEW, True), (
        "what was corrected is not signed by it"
    )
    assert (
        officer.post(at(row, "case_sign"), data | {"version": row.version, "number": "2"}).status_code == 302
    )
    row.refresh_from_db()
    assert (row.is_to_be_signed, row.signed_papers.count()) == (False, 3)
    notes = row.transitions.filter(verb=Verb.SIGN_AGAIN).order_by("pk").values_list("note", flat=True)
    assert [note.rpartition(", ")[2] for note in notes] == ["1", "2"]
    log = officer.get(at(row, "case")).text
    assert "Submission 1</div>" in log
    assert "Submission 2</div>" in log
    assert applicant.get(at(row, "request")).text.count("Signed paper received") == 3


def test_another_paper_from_an_old_page_is_no_second_click(cast: Cast, officer: Client) -> None:
    row = answered(cast, signed(cast, sent(cast)), venue="Bochum")
    data = {"version": row.version, "received": today().isoformat()}
    for number, status in (("1", 302), ("1", 302), ("2", 422)):
        assert officer.post(at(row, "case_sign"), data | {"number": number}).status_code == status
    assert row.signed_papers.count() == 2


@pytest.mark.parametrize("name", ["countersigner", "foreign_caseworker", "foreign_coordinator", "reader"])
def test_nobody_else_adds_a_signature(cast: Cast, name: str) -> None:
    row = answered(cast, signed(cast, sent(cast)), venue="Bochum")
    with pytest.raises(PermissionDenied):
        signing.sign_again(row, Signed(scenes.pdf()), by=getattr(cast, name), version=row.version)


def test_a_term_that_has_ended_is_said_on_the_form_and_to_the_office(
    cast: Cast, officer: Client, applicant: Client
) -> None:
    one, row = over(cast), sent(cast)
    assert row.submission is not None
    assert row.submission.data["signatories"] == []
    form = applicant.get(at(row, "sign"))
    assert "According to your list, a term of office has ended:" in form.text
    assert form.context["form"]["signers"].initial == []
    data = {"version": row.version, "signers": [one.pk], "file": scenes.pdf()}
    assert applicant.post(at(row, "sign"), data).status_code == 302
    page = officer.get(at(row, "case")).text
    assert "a term of office had ended by then" in page
    assert "Bo Meyer, Vorsitz" in page


def test_who_is_in_office_stands_on_the_paper(cast: Cast) -> None:
    over(cast)
    signatory(cast)
    signatory(cast, "Chiara Rossi", since=today() + timedelta(9))
    row = sent(cast)
    assert row.submission is not None
    assert [one["name"] for one in row.submission.data["signatories"]] == ["Aylin Yilmaz"]


def test_before_the_deadline_it_is_said_once_more(cast: Cast) -> None:
    row = sent(cast, days=20)
    for days, known in ((5, 0), (6, 1), (8, 1)):
        with time_machine.travel(f"{(today() + timedelta(days)).isoformat()}T11:00:00Z"):
            remind()
        assert Message.objects.filter(kind="funding.sign_due").count() == known
    message, kind = Message.objects.get(kind="funding.sign_due"), kind_of("funding.sign_due")
    assert kind.still_wanted(row, message)
    row.state = State.SUBMITTED
    assert not kind.still_wanted(row, message)


def test_a_missing_signature_under_a_correction_is_told_once_by_mail(cast: Cast) -> None:
    row = answered(cast, signed(cast, sent(cast)), venue="Bochum")
    for days, known in ((2, 0), (3, 1), (4, 1), (20, 1)):
        with time_machine.travel(f"{(today() + timedelta(days)).isoformat()}T11:00:00Z"):
            remind()
        assert Message.objects.filter(kind="funding.sign_again").count() == known
    message, kind = Message.objects.get(kind="funding.sign_again"), kind_of("funding.sign_again")
    assert message.address == cast.coordinator.email
    assert kind.still_wanted(row, message)
    assert "needs a signature under the corrected request" in kind.render(row, "en", message).body
    row = signing.sign_again(row, Signed(scenes.pdf()), by=cast.coordinator, version=row.version)
    assert not kind.still_wanted(row, message)


def test_an_answer_that_wants_no_signature_tells_nothing(cast: Cast) -> None:
    answered(cast, signed(cast, sent(cast)))
    with time_machine.travel(f"{(today() + timedelta(5)).isoformat()}T11:00:00Z"):
        remind()
    assert not Message.objects.filter(kind="funding.sign_again").exists()


def test_the_list_of_signatories_is_written_by_those_who_ask(
    cast: Cast, applicant: Client, officer: Client
) -> None:
    page = reverse("funding:kept_papers", args=[cast.association.slug])
    new = reverse("funding:signatory_new", args=[cast.association.slug])
    assert new in applicant.get(page).text
    data = {"name": "Aylin Yilmaz", "function": "Vorsitz", "since": "2025-05-01", "until": "2020-05-01"}
    assert list(applicant.post(new, data).context["form"].errors) == ["until"]
    assert applicant.post(new, data | {"until": ""})["Location"] == page
    one = Signatory.objects.get()
    address = reverse("funding:signatory", args=[cast.association.slug, one.pk])
    applicant.post(address, data | {"until": "2025-12-31"})
    assert "term has ended" in applicant.get(page).text
    assert officer.get(address).status_code == 404
    for stranger in (cast.reader, cast.foreign_coordinator, cast.caseworker):
        with pytest.raises(PermissionDenied):
            signatories.delete(one, by=stranger)
    assert applicant.post(f"{address}delete/").status_code == 302
    assert Erasure.objects.get(what="funding.signatory").ids == [one.pk]


def test_two_years_after_the_term_the_name_is_forgotten(cast: Cast) -> None:
    signatory(cast, until=today() - timedelta(731))
    over(cast)
    call_command("purge")
    assert [one.name for one in Signatory.objects.all()] == ["Bo Meyer"]
