"""Before less is given than was asked for, the organisation is heard: in one thread, until a day."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from funding.choices import State, Thread, Verb
from funding.clock import remind
from funding.models import Award, Clarification, Decision, FundingRequest, Office, ProofCheck, ProofOfUse
from funding.services import decisions, hearings, submissions
from portal.lib.dates import today
from portal.outbox.kinds import kind_of
from portal.outbox.models import Message
from tests.cast import Cast
from tests.funding import scenes

pytestmark = pytest.mark.django_db
WHY = "Die Honorare sind zu hoch."
LESS = scenes.proposal("1500.00", reasons=WHY)


def checked(cast: Cast) -> FundingRequest:
    """A checked request at an Office that hears before it gives less."""
    row = scenes.checked(cast)
    Office.objects.update(hears=True)
    return FundingRequest.objects.select_related("office", "submission").get(pk=row.pk)


def hear(row: FundingRequest, cast: Cast, amount: str = "1500.00", days: int = 14) -> FundingRequest:
    last = today() + timedelta(days)
    return hearings.hear(row, Decimal(amount), WHY, last, by=cast.caseworker, version=row.version)


def reply(row: FundingRequest, cast: Cast, text: str = "Wir brauchen sie.") -> FundingRequest:
    hearing = Clarification.objects.hearings().open().get()
    return hearings.reply(hearing, text, by=cast.coordinator, version=row.version)


def in_check(row: FundingRequest) -> None:
    """The proof of use has been sent, and its check has begun."""
    sent = {"state": "submitted", "submitted": timezone.now(), "frozen": {"sums": {"entitled": "1000.00"}}}
    proof = ProofOfUse.objects.create(award=row.award, **sent)
    ProofCheck.objects.create(proof=proof)
    Award.objects.update(drawn=1000)


def refused(row: FundingRequest, cast: Cast, offer: decisions.Proposal = LESS) -> dict[str, Any] | str:
    with pytest.raises(ValidationError) as caught:
        scenes.offer(row, cast, offer)
    assert not Decision.objects.exists()
    return next(iter(getattr(caught.value, "error_dict", ()) or [caught.value.code]))


def after(day: date) -> Any:
    return time_machine.travel(f"{(day + timedelta(1)).isoformat()}T11:00:00Z")


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(row: FundingRequest, name: str, *more: Any) -> str:
    slug = row.organisation.slug if name in {"request", "hearing", "hearing_paper"} else row.office.slug
    return reverse(f"funding:{name}", args=[slug, row.public_id, *more])


def mails(kind: str) -> set[str]:
    return set(Message.objects.filter(kind=kind).values_list("address", flat=True))


@pytest.mark.parametrize("amount", ["1500.00", "0.00"])
def test_nothing_less_is_proposed_before_the_organisation_was_heard(cast: Cast, amount: str) -> None:
    assert refused(checked(cast), cast, scenes.proposal(amount, reasons=WHY)) == "unheard"


def test_what_gives_all_needs_no_hearing(cast: Cast) -> None:
    assert scenes.offer(checked(cast), cast, scenes.proposal()).state == State.PROPOSED


def test_an_office_may_say_that_it_hears_nobody(cast: Cast) -> None:
    assert scenes.offer(scenes.checked(cast), cast, LESS).state == State.PROPOSED


def test_a_reason_why_no_hearing_is_needed_stands_in_the_proposal(cast: Cast) -> None:
    offer = scenes.proposal("1500.00", reasons=WHY, unheard="Die Organisation bat selbst darum.")
    row = scenes.offer(checked(cast), cast, offer)
    assert Decision.objects.get().unheard == "Die Organisation bat selbst darum."
    for name in ("case", "countersign"):
        assert (
            "Die Organisation bat selbst darum." in client_of(cast.countersigner).get(address(row, name)).text
        )
    assert "selbst darum" not in client_of(cast.coordinator).get(address(row, "request")).text


def test_while_the_hearing_runs_nobody_decides_whatever_the_reason(cast: Cast) -> None:
    row = hear(checked(cast), cast)
    assert refused(row, cast) == "running"
    assert refused(row, cast, scenes.proposal("1500.00", reasons=WHY, unheard="Eilig.")) == "running"


def test_after_the_answer_it_goes_on_and_both_stand_in_the_log(cast: Cast) -> None:
    row = reply(hear(checked(cast), cast), cast)
    assert scenes.offer(row, cast, LESS).state == State.PROPOSED
    lines = dict(row.transitions.filter(verb__in=[Verb.HEAR, Verb.REPLY]).values_list("verb", "note"))
    assert lines == {Verb.HEAR: WHY, Verb.REPLY: "Wir brauchen sie."}
    assert (mails("funding.hearing"), mails("funding.replied")) == (
        {cast.coordinator.email}, {cast.caseworker.email},
    )  # fmt: skip


def test_after_the_day_it_goes_on_without_an_answer(cast: Cast) -> None:
    row = hear(checked(cast), cast)
    last = Clarification.objects.get().deadline
    assert row.due == last
    with after(last):
        assert scenes.offer(row, cast, LESS).state == State.PROPOSED


def test_the_last_day_is_the_organisations_still(cast: Cast) -> None:
    row = hear(checked(cast), cast)
    with time_machine.travel(f"{Clarification.objects.get().deadline.isoformat()}T21:00:00Z"):
        assert refused(row, cast) == "running"


def test_less_than_was_said_in_the_hearing_wants_another_one(cast: Cast) -> None:
    row = reply(hear(checked(cast), cast), cast)
    assert refused(row, cast, scenes.proposal("1499.99", reasons=WHY)) == "unheard"
    row = reply(hear(row, cast, "1000.00"), cast)
    assert scenes.offer(row, cast, scenes.proposal("1499.99", reasons=WHY)).state == State.PROPOSED


def test_a_new_submission_wants_another_hearing(cast: Cast) -> None:
    row = reply(hear(checked(cast), cast), cast)
    row = scenes.check(scenes.asked_and_answered(row, cast), cast)
    assert refused(row, cast) == "unheard"


def test_a_correction_and_a_hearing_are_threads_of_their_own(cast: Cast) -> None:
    row = reply(hear(checked(cast), cast), cast)
    row = scenes.asked_and_answered(row, cast)
    assert list(row.clarifications.values_list("about", "answer")) == [
        (Thread.DECISION, "Wir brauchen sie."),
        (Thread.CORRECTION, "Dortmund."),
    ]


def test_a_correction_answers_no_hearing(cast: Cast) -> None:
    row = hear(checked(cast), cast)
    scenes.asked_and_answered(row, cast)
    assert Clarification.objects.hearings().get().answered is None


def test_one_hearing_runs_at_a_time_and_an_unanswered_one_gives_way(cast: Cast) -> None:
    row = hear(checked(cast), cast)
    with pytest.raises(ValidationError):
        hear(row, cast, "1000.00")
    with after(Clarification.objects.get().deadline):
        hear(row, cast, "1000.00")
    first, second = Clarification.objects.all()
    assert (first.closed is None, second.closed) == (False, None)
    with pytest.raises(ValidationError):
        hearings.reply(first, "Zu spät.", by=cast.coordinator, version=FundingRequest.objects.get().version)


def test_an_answer_after_the_day_still_arrives_and_voids_no_reading_unseen(cast: Cast) -> None:
    row = hear(checked(cast), cast)
    with after(Clarification.objects.get().deadline):
        row = scenes.offer(row, cast, LESS)
        version = row.version
        row = reply(row, cast, "Doch noch.")
        with pytest.raises(ValidationError):  # the countersigner reads the answer first
            decisions.countersign(row, by=cast.countersigner, version=version)
    assert row.state == State.PROPOSED


def test_only_the_caseworker_hears_and_only_who_asks_answers(cast: Cast) -> None:
    row = checked(cast)
    for stranger in (cast.countersigner, cast.coordinator, cast.foreign_caseworker):
        with pytest.raises(PermissionDenied):
            hearings.hear(row, Decimal(1), WHY, today() + timedelta(9), by=stranger, version=row.version)
    row = hear(row, cast)
    for stranger in (cast.caseworker, cast.reader, cast.foreign_coordinator):
        with pytest.raises(PermissionDenied):
            hearings.reply(Clarification.objects.get(), "Ja", by=stranger, version=row.version)


@pytest.mark.parametrize(
    ("amount", "text", "days", "field"),
    [("2000.00", WHY, 14, "amount"), ("1500.00", " ", 14, "text"), ("1500.00", WHY, 13, "deadline")],
)
def test_an_unsound_hearing_is_refused(cast: Cast, amount: str, text: str, days: int, field: str) -> None:
    row, last = checked(cast), today() + timedelta(days)
    with pytest.raises(ValidationError) as caught:
        hearings.hear(row, Decimal(amount), text, last, by=cast.caseworker, version=row.version)
    assert set(caught.value.message_dict) == {field}
    assert not Clarification.objects.exists()


def test_it_is_recalled_before_its_day_and_the_office_hears_after_it(cast: Cast) -> None:
    hear(checked(cast), cast)
    last = Clarification.objects.get().deadline
    for days in (-4, -3, -1, 1, 2):
        with time_machine.travel(f"{(last + timedelta(days)).isoformat()}T11:00:00Z"):
            remind()
        due = {cast.coordinator.email} if days >= -3 else set()
        assert mails("funding.hearing_due") == due
    assert Message.objects.filter(kind="funding.hearing_due").count() == 1
    assert mails("funding.hearing_passed") == {cast.caseworker.email}


def test_what_is_withdrawn_is_not_recalled(cast: Cast) -> None:
    row = hear(checked(cast), cast)
    submissions.withdraw(row, by=cast.coordinator, version=row.version)
    with after(Clarification.objects.get().deadline):
        remind()
    assert not mails("funding.hearing_passed")


def test_while_it_runs_the_inbox_counts_it_as_the_organisations_turn(cast: Cast) -> None:
    row, officer = checked(cast), client_of(cast.caseworker)
    Office.objects.update(hearing_days=7)
    row = hear(row, cast, days=7)

    def shown() -> dict[str, int]:
        inbox = reverse("funding:inbox", args=[cast.office.slug])
        turns = ("applicant", "office", "mine")
        return {
            turn: len(officer.get(inbox, {"turn": turn}).context["page_obj"].object_list) for turn in turns
        }

    assert shown() == {"applicant": 1, "office": 0, "mine": 0}
    with after(Clarification.objects.get().deadline):
        assert shown() == {"applicant": 0, "office": 1, "mine": 1}
    reply(row, cast)
    assert shown() == {"applicant": 0, "office": 1, "mine": 1}


@pytest.mark.usefixtures("in_english")
def test_money_is_asked_back_only_after_a_hearing_on_it(cast: Cast) -> None:
    row = scenes.announced(cast)
    with pytest.raises(ValidationError):
        hearings.refuse_unheard(row, Decimal(200))
    with pytest.raises(ValidationError, match="proof"):
        hear(row, cast, "200.00")
    assert client_of(cast.caseworker).get(address(row, "hear")).status_code == 302
    in_check(row)
    row = reply(hear(row, cast, "200.00"), cast)
    assert (row.state, Clarification.objects.get().about) == (State.ANNOUNCED, Thread.RECOVERY)
    hearings.refuse_unheard(row, Decimal(200))
    with pytest.raises(ValidationError):
        hearings.refuse_unheard(row, Decimal("200.01"))
    hearings.refuse_unheard(row, Decimal("200.01"), unheard="Die Organisation hat es selbst so berechnet.")


@pytest.mark.usefixtures("in_english")
def test_the_organisation_has_the_time_for_its_answer_that_the_office_gives(cast: Cast) -> None:
    row, officer = checked(cast), client_of(cast.caseworker)
    Office.objects.update(hearing_days=10)
    said = {"amount": "1500", "text": WHY, "deadline": today() + timedelta(9), "version": row.version}
    answer = officer.post(address(row, "hear"), said)
    assert (answer.status_code, "needs time for its answer" in answer.text) == (422, True)
    assert officer.post(address(row, "hear"), said | {"deadline": today() + timedelta(10)}).status_code == 302


@pytest.mark.usefixtures("in_english")
def test_without_an_open_check_the_form_says_so_and_keeps_what_was_typed(cast: Cast) -> None:
    row, officer = scenes.announced(cast), client_of(cast.caseworker)
    sent = {"amount": "200,00", "text": WHY, "deadline": (today() + timedelta(14)).isoformat()}
    answer = officer.post(address(row, "hear"), sent | {"version": row.version})
    assert answer.status_code == 422
    wanted = ("none is open", "Sum that is to be asked back", WHY)
    assert [words for words in wanted if words not in answer.text] == []
    assert not Clarification.objects.exists()


def test_from_page_to_page(cast: Cast) -> None:
    row, officer, applicant = checked(cast), client_of(cast.caseworker), client_of(cast.coordinator)
    assert address(row, "hear") in officer.get(address(row, "case")).text
    form = officer.get(address(row, "hear"))
    assert form.status_code == 200
    sent = {"amount": "1.500,00", "text": WHY, "deadline": (today() + timedelta(14)).isoformat()}
    assert officer.post(address(row, "hear"), sent | {"version": row.version}).status_code == 302
    assert address(row, "hear") not in officer.get(address(row, "case")).text
    hearing, page = Clarification.objects.get(), applicant.get(address(row, "request")).text
    url = address(row, "hearing", hearing.pk)
    assert [text for text in (WHY, url, "1.500,00") if text not in page] == []
    row.refresh_from_db()
    empty = applicant.post(url, {"answer": " ", "version": row.version})
    assert empty.status_code == 422
    assert applicant.post(url, {"answer": "Nein.", "version": row.version}).status_code == 302
    assert "Nein." in officer.get(address(row, "case")).text
    with after(hearing.deadline):
        assert client_of(cast.coordinator).get(url).status_code == 302
    assert WHY in applicant.get(address(row, "request")).text


@pytest.mark.usefixtures("in_english")
def test_the_answer_brings_files_and_more_can_be_said_until_the_day(cast: Cast) -> None:
    row, applicant, officer = (
        hear(checked(cast), cast),
        client_of(cast.coordinator),
        client_of(cast.caseworker),
    )
    hearing = Clarification.objects.get()
    url = address(row, "hearing", hearing.pk)
    sent = {"answer": "Die Rechnung ist berichtigt.", "version": row.version}
    bad = applicant.post(url, sent | {"file": scenes.pdf("Rechnung.exe")})
    assert (bad.status_code, set(bad.context["form"].errors)) == (422, {"file"})
    assert not hearing.papers.exists()
    assert applicant.post(url, sent | {"file": scenes.pdf("Rechnung.pdf")}).status_code == 302
    row.refresh_from_db()
    page = applicant.get(address(row, "request")).text
    assert (url in page, "Rechnung.pdf" in page) == (True, True)
    assert "Die Rechnung ist berichtigt." in applicant.get(url).text
    more = {"answer": "Und der Vertrag.", "version": row.version}
    for _click in range(2):
        assert applicant.post(url, more | {"file": scenes.pdf("Vertrag.pdf")}).status_code == 302
    hearing.refresh_from_db()
    said = f"Die Rechnung ist berichtigt.\n\n{today():%d.%m.%Y}:\nUnd der Vertrag."
    assert (hearing.answer, hearing.papers.count()) == (said, 2)
    page = officer.get(address(row, "case")).text
    assert [text for text in ("Und der Vertrag.", "Rechnung.pdf", "Vertrag.pdf") if text not in page] == []
    for paper in hearing.papers.all():
        for client, name in ((applicant, "hearing_paper"), (officer, "case_hearing_paper")):
            answer = client.get(address(row, name, paper.public_id))
            assert answer["Content-Disposition"].startswith("attachment"), name
    assert client_of(cast.foreign_caseworker).get(
        address(row, "case_hearing_paper", hearing.papers.all()[0].public_id)
    ).status_code == 404  # fmt: skip
    assert [line.note for line in row.transitions.filter(verb=Verb.REPLY)] == [
        "Die Rechnung ist berichtigt.", "Und der Vertrag.",
    ]  # fmt: skip


@pytest.mark.usefixtures("in_english")
def test_nothing_is_added_after_the_day_or_the_decision(cast: Cast) -> None:
    row = reply(hear(checked(cast), cast), cast)
    hearing = Clarification.objects.get()
    more = {"answer": "Noch etwas.", "version": row.version}
    with after(hearing.deadline):
        late = client_of(cast.coordinator).post(address(row, "hearing", hearing.pk), more)
        assert (late.status_code, "This hearing is over." in late.text) == (422, True)
    row = scenes.offer(row, cast, LESS)
    version = row.version
    row = hearings.reply(hearing, "Noch etwas.", by=cast.coordinator, version=row.version)
    with pytest.raises(ValidationError):  # the countersigner reads it first
        decisions.countersign(row, by=cast.countersigner, version=version)
    row = decisions.countersign(row, by=cast.countersigner, version=row.version)
    assert client_of(cast.coordinator).get(address(row, "hearing", hearing.pk)).status_code == 302
    with pytest.raises(ValidationError):
        hearings.reply(hearing, "Zu spät.", by=cast.coordinator, version=row.version)


# -- taken back --------------------------------------------------------------------------------------------


def call_off(row: FundingRequest, cast: Cast, reason: str = "Der Betrag war falsch.") -> FundingRequest:
    hearing = row.clarifications.hearings().last()
    assert hearing is not None
    return hearings.call_off(hearing, reason, by=cast.caseworker, version=row.version)


@pytest.mark.usefixtures("in_english")
def test_a_hearing_is_taken_back_with_a_reason_that_the_organisation_reads(cast: Cast) -> None:
    row = hear(checked(cast), cast)
    officer, applicant = client_of(cast.caseworker), client_of(cast.coordinator)
    assert address(row, "call_off") in officer.get(address(row, "case")).text
    form = officer.get(address(row, "call_off"))
    assert [words for words in ("€1,500.00", WHY) if words not in form.text] == []
    empty = officer.post(address(row, "call_off"), {"reason": " ", "version": row.version})
    assert (empty.status_code, Clarification.objects.get().called_off) == (422, None)
    said = {"reason": "Der Betrag war falsch.", "version": row.version}
    for _click in range(2):
        answer = officer.post(address(row, "call_off"), said)
        assert answer["Location"] == address(row, "case")
    hearing = Clarification.objects.get()
    assert (hearing.is_open, hearing.called_off_by) == (False, cast.caseworker)
    (line,) = row.transitions.filter(verb=Verb.CALL_OFF)
    assert line.note == "Der Betrag war falsch."
    assert mails("funding.called_off") == {cast.coordinator.email}
    page = applicant.get(address(row, "request")).text
    assert "What the Office intends" not in page
    assert page.count("Der Betrag war falsch.") == 2  # beside what was asked, and in the log
    assert "took this back on" in page
    page = officer.get(address(row, "case")).text
    assert "taken back" in page
    assert "not answered" not in page
    assert (address(row, "hear") in page, address(row, "call_off") in page) == (True, False)
    assert officer.get(address(row, "call_off")).status_code == 302
    row.refresh_from_db()
    late = applicant.post(address(row, "hearing", hearing.pk), {"answer": "Nein.", "version": row.version})
    assert (late.status_code, "The Office has taken this hearing back." in late.text) == (422, True)


def test_what_was_taken_back_counts_as_no_hearing(cast: Cast) -> None:
    row = call_off(hear(checked(cast), cast), cast)
    assert refused(row, cast) == "unheard"
    with after(Clarification.objects.get().deadline):
        assert refused(row, cast) == "unheard", "nor once its day has passed"


def test_an_earlier_answer_counts_again_when_the_next_hearing_is_taken_back(cast: Cast) -> None:
    row = reply(hear(checked(cast), cast), cast)
    row = call_off(hear(row, cast, "1000.00"), cast)
    assert refused(row, cast, scenes.proposal("1499.99", reasons=WHY)) == "unheard"
    assert scenes.offer(row, cast, LESS).state == State.PROPOSED


def test_another_hearing_can_be_opened_at_once(cast: Cast) -> None:
    row = hear(checked(cast), cast)
    row = call_off(row, cast)
    assert row.due == row.programme.next_deadline
    row = reply(hear(row, cast, "1000.00"), cast)
    assert scenes.offer(row, cast, LESS).state == State.PROPOSED


def test_nobody_is_reminded_of_what_was_taken_back(cast: Cast) -> None:
    row = hear(checked(cast), cast)
    opened = Message.objects.get(kind="funding.hearing")
    call_off(row, cast)
    last = Clarification.objects.get().deadline
    for days in (-3, 1):
        with time_machine.travel(f"{(last + timedelta(days)).isoformat()}T11:00:00Z"):
            remind()
    assert not mails("funding.hearing_due") | mails("funding.hearing_passed")
    assert not kind_of(opened.kind).still_wanted(row, opened)


def test_that_it_was_taken_back_is_no_news_once_another_one_runs(cast: Cast) -> None:
    row = call_off(hear(checked(cast), cast), cast)
    message = Message.objects.get(kind="funding.called_off")
    assert kind_of(message.kind).still_wanted(row, message)
    row = hear(row, cast, "1000.00")
    assert not kind_of(message.kind).still_wanted(row, message)


def test_the_inbox_has_it_back_with_the_caseworker(cast: Cast) -> None:
    row, officer = hear(checked(cast), cast), client_of(cast.caseworker)
    call_off(row, cast)
    inbox = reverse("funding:inbox", args=[cast.office.slug])
    found = [officer.get(inbox, {"turn": turn}).context["page_obj"] for turn in ("applicant", "mine")]
    assert [len(page.object_list) for page in found] == [0, 1]


def test_what_was_answered_or_a_proposal_rests_on_is_not_taken_back(cast: Cast) -> None:
    row = hear(checked(cast), cast)
    with after(Clarification.objects.get().deadline):
        offered = scenes.offer(row, cast, LESS)
        with pytest.raises(ValidationError):
            call_off(offered, cast)
        row = decisions.send_back(offered, "Anders.", by=cast.countersigner, version=offered.version)
        row = reply(row, cast)
        with pytest.raises(ValidationError):
            call_off(row, cast)
    assert Clarification.objects.get().called_off is None


def test_before_money_is_asked_back_it_is_taken_back_until_the_result_is_proposed(cast: Cast) -> None:
    row, officer = scenes.announced(cast), client_of(cast.caseworker)
    in_check(row)
    row = hear(row, cast, "200.00")
    assert address(row, "call_off") not in officer.get(address(row, "case")).text, "the check offers it"
    ProofCheck.objects.update(state="proposed")
    with pytest.raises(ValidationError):
        call_off(row, cast)
    ProofCheck.objects.update(state="open")
    row = call_off(row, cast)
    with pytest.raises(ValidationError):
        hearings.refuse_unheard(row, Decimal(200))
    assert hearings.last_on(row) is None


def test_only_the_caseworker_takes_a_hearing_back(cast: Cast) -> None:
    row = hear(checked(cast), cast)
    for stranger in (cast.countersigner, cast.coordinator, cast.foreign_caseworker):
        with pytest.raises(PermissionDenied):
            hearings.call_off(Clarification.objects.get(), "Nein.", by=stranger, version=row.version)


def test_the_database_wants_a_reason_for_an_open_hearing_alone(cast: Cast) -> None:
    row = reply(hear(checked(cast), cast), cast)
    now = {"called_off": timezone.now(), "closed": timezone.now()}
    for said in (now, now | {"called_off_because": "Doch nicht."}):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.clarifications.update(**said)
