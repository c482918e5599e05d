"""A request that no Office has seen: its people are warned, then it is deleted with all its parts."""

from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
import time_machine
from dateutil.relativedelta import relativedelta
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from funding.choices import PaperKind, State, Task
from funding.models import FundingRequest, Transition
from funding.services import drafts, papers, submissions, unsent
from portal.erasures import services as erasures
from portal.lib import ledger
from portal.lib.dates import day_of
from portal.outbox.kinds import kind_of
from portal.outbox.models import Message
from tests.cast import Cast
from tests.funding import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_ledger(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Any) -> Any:
    return lambda: django_capture_on_commit_callbacks(execute=True)


def noted() -> list[tuple[str, list[int]]]:
    return [(line["what"], line["ids"]) for line in ledger.read(erasures.folder())]


def untouched(row: FundingRequest, months: int) -> FundingRequest:
    """As if nobody had worked at it for so long."""
    long_ago = timezone.now() - relativedelta(months=months, days=1)
    FundingRequest.objects.filter(pk=row.pk).update(updated=long_ago)
    row.attachments.update(uploaded=long_ago)
    row.refresh_from_db()
    return row


def warned(row: FundingRequest, days: int = 31) -> FundingRequest:
    """As if its people had heard of the deletion so many days ago."""
    FundingRequest.objects.filter(pk=row.pk).update(warned=timezone.now() - timedelta(days))
    return row


def test_a_draft_that_nobody_touches_is_deleted_with_its_papers_and_its_history(
    cast: Cast, commit: Any
) -> None:
    row = scenes.filled(cast)
    paper = warned(untouched(row, 12)).attachments.get()
    storage, name = paper.file.storage, paper.file.name
    with commit():
        call_command("purge")
    assert not FundingRequest.objects.exists()
    assert not Transition.objects.exists()
    assert not FundingRequest.pgh_event_model.objects.exists()
    assert not storage.exists(name)
    assert ("funding.fundingrequest", [row.pk]) in noted()


def test_a_second_click_is_answered_like_the_first(cast: Cast) -> None:
    row, client = scenes.filled(cast), Client()
    address = reverse("funding:withdraw", args=[row.organisation.slug, row.public_id])
    address = address.replace("/de/", "/en/", 1)
    client.force_login(cast.coordinator)
    for _click in range(2):
        assert "The draft is deleted." in client.post(address, {"version": row.version}, follow=True).text
    assert unsent.delete_draft(row, by=cast.coordinator, version=row.version) == 0, "both at the same time"
    assert client.get(address).status_code == 404
    client.force_login(cast.foreign_coordinator)
    assert client.post(address, {"version": row.version}).status_code == 404


def test_nobody_deletes_or_sees_the_draft_of_others_below_an_own_address(cast: Cast) -> None:
    row, client = scenes.filled(cast), Client()
    address = reverse("funding:withdraw", args=[cast.foreign_association.slug, row.public_id])
    client.force_login(cast.foreign_coordinator)
    for htmx in ({}, {"headers": {"HX-Request": "true"}}):
        assert client.get(address, **htmx).status_code == 404
        assert row.title not in client.post(address, {"version": row.version}, follow=True, **htmx).text
    assert FundingRequest.objects.filter(pk=row.pk, version=row.version).exists()


def test_who_deletes_a_draft_deletes_it_at_once_with_its_papers(cast: Cast, commit: Any) -> None:
    row, client = scenes.filled(cast), Client()
    paper = row.attachments.get()
    client.force_login(cast.coordinator)
    where = [row.organisation.slug, row.public_id]
    assert (
        "Withdraw" not in client.get(reverse("funding:request", args=where).replace("/de/", "/en/", 1)).text
    )
    address = reverse("funding:withdraw", args=where).replace("/de/", "/en/", 1)
    assert "Delete the draft “Elternlotsen Nordstadt”?" in client.get(address).text
    assert client.post(address, {"version": row.version - 1}).status_code == 422
    with commit():
        answer = client.post(address, {"version": row.version})
    assert (answer.status_code, FundingRequest.objects.exists()) == (302, False)
    assert not paper.file.storage.exists(paper.file.name)
    assert ("funding.fundingrequest", [row.pk]) in noted()


def test_what_an_office_has_seen_is_taken_back_and_stays(cast: Cast) -> None:
    row = scenes.submitted(cast)
    with pytest.raises(ValidationError) as refused:
        unsent.delete_draft(row, by=cast.coordinator, version=row.version)
    assert refused.value.code == "state"
    FundingRequest.objects.update(state=State.CLARIFICATION)
    assert unsent.delete_draft(row, by=cast.coordinator, version=row.version) == 0
    assert FundingRequest.objects.exists()


@pytest.mark.parametrize("touch", ["recent", "typed", "paper", "sent"])
def test_what_somebody_works_at_or_an_office_has_stays(cast: Cast, touch: str) -> None:
    row = scenes.submitted(cast) if touch == "sent" else scenes.filled(cast)
    warned(untouched(row, 11 if touch == "recent" else 12))
    if touch == "typed":
        drafts.keep_draft(row, Task.GOALS, {"need": "Neu"}, by=cast.coordinator, version=row.version)
    if touch == "paper":
        papers.add_paper(row, scenes.pdf("Neu.pdf", b"%"), PaperKind.OTHER, by=cast.coordinator)
        FundingRequest.objects.update(updated=timezone.now() - relativedelta(months=13))
    unsent.purge()
    assert FundingRequest.objects.get() == row


def test_those_who_could_go_on_hear_of_it_a_month_before(cast: Cast) -> None:
    row = untouched(scenes.filled(cast), 11)
    for _night in range(2):
        unsent.purge()
    (message,) = Message.objects.filter(kind="funding.unsent")
    assert message.address == cast.coordinator.email
    kind = kind_of(message.kind)
    assert kind.still_wanted(kind.load(row.pk), message)
    drafts.save_page(row, Task.GOALS, {"need": "Doch."}, by=cast.coordinator, version=row.version)
    assert not kind.still_wanted(kind.load(row.pk), message)


def test_who_went_on_without_saving_hears_of_it_again_when_it_is_due_again(cast: Cast) -> None:
    row = untouched(scenes.filled(cast), 11)
    unsent.purge()
    paper = papers.add_paper(row, scenes.pdf("Neu.pdf", b"%"), PaperKind.OTHER, by=cast.coordinator)
    day = day_of(paper.uploaded) + relativedelta(years=1)
    row.refresh_from_db()
    assert row.deleted_on == day
    later = timezone.now() + relativedelta(months=11, days=5)
    with time_machine.travel(later):
        unsent.purge()
    versions = Message.objects.filter(kind="funding.unsent").values_list("version", flat=True)
    assert sorted(versions)[1:] == [str(day_of(later + timedelta(30)))]


def test_after_months_without_a_purge_it_is_not_deleted_before_its_people_have_heard(cast: Cast) -> None:
    row = untouched(scenes.filled(cast), 20)
    day = day_of(timezone.now() + timedelta(30))
    assert row.deleted_on == day
    unsent.purge()
    (message,) = Message.objects.filter(kind="funding.unsent")
    assert message.version == str(day)
    kind = kind_of(message.kind)
    with time_machine.travel(timezone.now() + timedelta(29)):
        unsent.purge()
        assert kind.still_wanted(kind.load(row.pk), message)
        assert kind.load(row.pk).deleted_on == day
    with time_machine.travel(timezone.now() + timedelta(31)):
        unsent.purge()
    assert not FundingRequest.objects.exists()


def test_what_was_taken_back_unsent_is_deleted_without_a_warning(cast: Cast) -> None:
    row = scenes.filled(cast)
    submissions.withdraw(row, by=cast.coordinator, version=row.version, note="")
    untouched(row, 12)
    unsent.purge()
    assert not FundingRequest.objects.exists()
    assert not Message.objects.filter(kind="funding.unsent").exists()


def test_one_that_nobody_can_be_told_of_keeps_no_other(cast: Cast) -> None:
    rows = [untouched(scenes.draft(cast, title), 12) for title in ("Eins", "Zwei")]
    old = warned(untouched(scenes.draft(cast, "Drei"), 12))
    real = unsent.notices.tell_applicant

    def fails(kind: str, request: FundingRequest, **more: Any) -> None:
        if request == rows[0]:
            raise OSError("mail")
        real(kind, request, **more)

    with mock.patch.object(unsent.notices, "tell_applicant", fails), pytest.raises(ExceptionGroup):
        unsent.purge()
    assert list(Message.objects.values_list("object_id", flat=True)) == [rows[1].pk]
    assert not FundingRequest.objects.filter(pk=old.pk).exists()
    assert FundingRequest.objects.get(pk=rows[0].pk).warned is None


def test_the_page_says_when_a_draft_is_deleted(cast: Cast) -> None:
    row = scenes.filled(cast)
    client = Client()
    client.force_login(cast.coordinator)
    day = day_of(row.updated) + relativedelta(years=1)
    with translation.override("en"):
        page = client.get(row.get_absolute_url()).content.decode()
        assert f"Deleted on {date_format(day, 'DATE_FORMAT')}, unless you go on with it before." in page
        sent = submissions.submit(row, by=cast.coordinator, version=row.version)
        assert "Deleted on" not in client.get(sent.get_absolute_url()).content.decode()


def test_after_a_restore_it_is_deleted_again(cast: Cast, commit: Any) -> None:
    row = warned(untouched(scenes.draft(cast), 12))
    backup = serializers.serialize("json", [row])
    with commit():
        unsent.purge()
    for kept in serializers.deserialize("json", backup):
        kept.save()
    assert FundingRequest.objects.exists()
    call_command("replayerasures", verbosity=0)
    assert not FundingRequest.objects.exists()


def test_one_that_cannot_be_deleted_keeps_no_other(cast: Cast) -> None:
    rows = [warned(untouched(scenes.draft(cast, title), 12)) for title in ("Eins", "Zwei")]
    real = unsent.erase

    def fails(found: Any) -> int:
        if found.model is FundingRequest and found.filter(pk=rows[0].pk).exists():
            raise OSError("disk")
        return real(found)

    with mock.patch.object(unsent, "erase", fails), pytest.raises(ExceptionGroup):
        unsent.purge()
    assert FundingRequest.objects.get() == rows[0]
    assert rows[0].transitions.exists()
