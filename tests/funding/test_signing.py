"""A programme wants a signature: until it has come it is the organisation's turn."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from funding import duties
from funding.choices import Signature, State, Verb
from funding.clock import remind
from funding.models import FundingRequest, Signatory, SignedPaper
from funding.reports.case_file import entries
from funding.services import signatories, signing
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


def at(row: FundingRequest, name: str) -> str:
    ours = name in {"request", "sign", "signed", "check_answers"}
    return reverse(f"funding:{name}", args=[(row.organisation if ours else row.office).slug, row.public_id])


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
    assert [words for words in ("Aylin Yilmaz, Vorsitz", at(row, "case_signed")) if words not in page] == []
    assert officer.get(at(row, "case_signed"))["Content-Disposition"].endswith('"Antrag.pdf"')
    assert applicant.get(at(row, "signed")).status_code == 200
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
    assert officer.get(at(row, "case_signed")).status_code == 404
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
    row = FundingRequest.objects.select_related("programme", "signed_paper").get()
    assert row.is_late == late
    assert ("too late" in page) == late


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
