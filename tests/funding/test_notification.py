"""A decision is made known by post or by an agreed retrieval; the time for remedy begins with that."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from funding import duties
from funding.choices import Notice, State
from funding.clock import remind
from funding.models import Award, Decision, FundingRequest, Office
from funding.services import decisions, letters, notification
from portal.lib.dates import today
from portal.outbox.models import Message
from tests.cast import Cast
from tests.funding import scenes

pytestmark = pytest.mark.django_db


def signed(cast: Cast, offer: decisions.Proposal | None = None, **office: Any) -> FundingRequest:
    """A countersigned decision of an Office with these settings, on a request that agrees to a retrieval."""
    row = scenes.countersigned(cast, offer)
    Office.objects.update(**{"post_days": 4, "notification": Notice.RETRIEVAL, **office})
    FundingRequest.objects.update(agrees_to_retrieval=True)
    return FundingRequest.objects.select_related("office", "organisation", "programme").get(pk=row.pk)


def announce(row: FundingRequest, cast: Cast, **how: Any) -> FundingRequest:
    return decisions.announce(row, by=cast.caseworker, version=row.version, **how)


def retrieve(row: FundingRequest, cast: Cast) -> Decision:
    return notification.retrieve(row, by=cast.coordinator)


def last_day(row: FundingRequest) -> date | None:
    return decisions.contestable_until(row, Decision.objects.get())


def later(days: int) -> Any:
    return time_machine.travel(f"{(today() + timedelta(days)).isoformat()}T11:00:00Z")


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: Any, row: FundingRequest, name: str = "request") -> str:
    slug = row.office.slug if name in {"case", "announce", "send_anew"} else row.organisation.slug
    return client_of(user).get(reverse(f"funding:{name}", args=[slug, row.public_id])).text


def mails(kind: str) -> set[str]:
    return set(Message.objects.filter(kind=kind).values_list("address", flat=True))


def test_by_post_it_is_known_some_days_after_the_letter_left(cast: Cast) -> None:
    row = announce(signed(cast, notification=Notice.POST), cast)
    decision = Decision.objects.get()
    assert (decision.way, decision.posted, decision.known) == (Notice.POST, today(), today() + timedelta(4))
    assert last_day(row) is not None
    assert last_day(row) >= today() + timedelta(4 + 28)  # type: ignore[operator]


@pytest.mark.usefixtures("in_english")
def test_the_page_before_the_announcement_says_what_each_way_does(cast: Cast) -> None:
    row = signed(cast, post_days=4, retrieved_days=1, retrieval_days=10)
    both = " ".join(page(cast.caseworker, row, "announce").split())
    assert "The decision counts as made known 1 day after the button was pressed." in both
    assert "If nobody presses it within 10 days, you are told and send the letter by post." in both
    assert "The decision counts as made known 4 days after that day." in both
    assert "It can be contested for 1 month from the day on which it counts as made known." in both
    FundingRequest.objects.update(agrees_to_retrieval=False)
    post = page(cast.caseworker, row, "announce")
    assert "If it is retrieved here" not in post
    assert "The portal sends no letter" in post


def test_the_time_for_remedy_is_counted_from_the_day_on_which_it_is_known(cast: Cast) -> None:
    with time_machine.travel("2027-03-01T11:00:00Z"):
        row = announce(signed(cast, notification=Notice.POST), cast)
        assert last_day(row) == date(2027, 4, 5)  # known on Friday 5 March; 5 April 2027 is a Monday
        with pytest.raises(ValidationError):
            decisions.finalise(row, by=cast.caseworker, version=row.version)
    with time_machine.travel("2027-04-06T11:00:00Z"):
        assert decisions.finalise(row, by=cast.caseworker, version=row.version).state == State.FINAL


@pytest.mark.parametrize("days", [1, -1])
def test_no_letter_leaves_tomorrow_or_before_it_is_signed(cast: Cast, days: int) -> None:
    row = signed(cast, notification=Notice.POST)
    with pytest.raises(ValidationError) as caught:
        announce(row, cast, posted=today() + timedelta(days))
    assert set(caught.value.message_dict) == {"posted"}
    row.refresh_from_db()
    assert (row.state, Award.objects.count()) == (State.APPROVED, 0)


@pytest.mark.parametrize(
    ("agrees", "way"), [(False, Notice.RETRIEVAL), (True, Notice.POST)], ids=["not agreed", "not offered"]
)
def test_nothing_is_retrieved_unless_both_sides_want_it(cast: Cast, agrees: bool, way: Notice) -> None:
    row = signed(cast, notification=way)
    row.agrees_to_retrieval = agrees
    row.save()
    with pytest.raises(ValidationError):
        announce(row, cast, way=Notice.RETRIEVAL)
    announce(row, cast)
    assert Decision.objects.get().way == Notice.POST


def test_an_office_may_send_it_by_post_all_the_same(cast: Cast) -> None:
    announce(signed(cast), cast, way=Notice.POST)
    assert Decision.objects.get().known == today() + timedelta(4)


def test_a_mail_alone_makes_nothing_known(cast: Cast) -> None:
    row = announce(signed(cast), cast)
    assert mails("funding.announced") == {cast.coordinator.email}
    assert last_day(row) is None
    for waived in (None, today()):
        with later(400), pytest.raises(ValidationError):
            decisions.finalise(row, by=cast.caseworker, version=row.version, waived=waived)


def test_before_it_is_retrieved_nobody_of_the_organisation_reads_a_word_of_it(cast: Cast) -> None:
    offer = scenes.proposal("1500.00", reasons="Die Honorare sind zu hoch.")
    row = announce(signed(cast, offer), cast)
    for name in ("request", "requests"):
        args = [row.organisation.slug] if name == "requests" else [row.organisation.slug, row.public_id]
        text = client_of(cast.coordinator).get(reverse(f"funding:{name}", args=args)).text
        assert [words for words in ("Honorare sind", "1.500,00") if words in text] == []
    for name in ("letter", "letter_file", "drawdowns"):
        url = reverse(f"funding:{name}", args=[row.organisation.slug, row.public_id])
        assert client_of(cast.coordinator).get(url).status_code == 404
    url = reverse("funding:open_proof", args=[row.organisation.slug, row.public_id])
    assert client_of(cast.coordinator).post(url).status_code == 404


def test_a_retrieval_makes_it_known_on_the_next_day_and_once(cast: Cast) -> None:
    row = announce(signed(cast), cast)
    url = reverse("funding:letter", args=[row.organisation.slug, row.public_id])
    assert url in page(cast.coordinator, row)
    client_of(cast.coordinator).post(url)
    decision = Decision.objects.get()
    assert (decision.opened is None, decision.known) == (False, today() + timedelta(1))
    with later(3):
        client_of(cast.coordinator).post(url)
    assert Decision.objects.get().known == decision.known
    assert "2.000,00" in page(cast.coordinator, row)
    assert last_day(row) is not None


def test_who_only_reads_along_does_not_retrieve(cast: Cast) -> None:
    row = announce(signed(cast), cast)
    url = reverse("funding:letter", args=[row.organisation.slug, row.public_id])
    assert url not in page(cast.reader, row)
    for stranger in (cast.reader, cast.caseworker):
        with pytest.raises(PermissionDenied):
            notification.retrieve(row, by=stranger)
    assert client_of(cast.reader).post(url).status_code == 403
    retrieve(row, cast)
    assert client_of(cast.reader).post(url).status_code == 302


def test_after_ten_days_it_is_withdrawn_and_sent_by_post(cast: Cast) -> None:
    row, start = announce(signed(cast), cast), today()
    with later(10):
        assert not Decision.objects.get().is_withdrawn(row.office)
    with later(11):
        with pytest.raises(ValidationError):
            retrieve(row, cast)
        assert reverse("funding:letter", args=[row.organisation.slug, row.public_id]) not in page(
            cast.coordinator, row
        )
        assert reverse("funding:send_anew", args=[row.office.slug, row.public_id]) in page(
            cast.caseworker, row, "case"
        )
        url = reverse("funding:send_anew", args=[row.office.slug, row.public_id])
        sent = {"posted": today().isoformat(), "version": row.version}
        assert client_of(cast.caseworker).post(url, sent).status_code == 302
    decision = Decision.objects.get()
    assert (decision.way, decision.known) == (Notice.POST, start + timedelta(11 + 4))
    assert "2.000,00" in page(cast.coordinator, row)


def waits(user: Any) -> list[tuple[str, str]]:
    return [(duty.title, duty.who) for duty in duties.of(user)]


@pytest.mark.usefixtures("in_english")
def test_what_nobody_retrieved_waits_for_the_office_and_not_for_the_organisation(cast: Cast) -> None:
    row = announce(signed(cast), cast)
    title = "“Elternlotsen Nordstadt”"
    (duty,) = duties.of(cast.coordinator)
    assert (duty.title, duty.until) == (f"Retrieve the decision on {title}", today() + timedelta(10))
    assert waits(cast.caseworker) == []
    listed = reverse("funding:requests", args=[row.organisation.slug])
    with later(11):
        assert waits(cast.coordinator) == [(f"The decision on {title} comes by post", row.office.name)]
        assert "read the decision" not in client_of(cast.coordinator).get(listed).text
        assert waits(cast.caseworker) == [
            (f"Send the decision on {title} by post: nobody has retrieved it", "")
        ]
        notification.send_anew(row, today(), by=cast.caseworker, version=row.version)
        duty = duties.of(cast.coordinator)[0]
        assert (duty.title, duty.since) == (f"Read the decision on {title}", today())
        assert waits(cast.caseworker) == []


def test_what_is_known_is_not_sent_anew(cast: Cast) -> None:
    row = announce(signed(cast), cast)
    retrieve(row, cast)
    with pytest.raises(ValidationError):
        notification.send_anew(row, today(), by=cast.caseworker, version=row.version)


def test_both_sides_are_told_while_it_waits_and_not_after(cast: Cast) -> None:
    row = announce(signed(cast), cast)
    for days in (6, 7, 9, 11, 12):
        with later(days):
            remind()
        assert mails("funding.retrieve_soon") == ({cast.coordinator.email} if days >= 7 else set())
        assert mails("funding.unretrieved") == ({cast.caseworker.email} if days >= 11 else set())
    assert Message.objects.filter(kind__in=["funding.retrieve_soon", "funding.unretrieved"]).count() == 2
    Message.objects.all().delete()
    notification.send_anew(row, today(), by=cast.caseworker, version=row.version)
    with later(11):
        remind()
    assert not mails("funding.unretrieved")


def test_the_page_of_the_announcement_offers_what_is_possible(cast: Cast) -> None:
    row = signed(cast)
    assert 'value="retrieval"' in page(cast.caseworker, row, "announce")
    Office.objects.update(notification=Notice.POST)
    one = page(cast.caseworker, row, "announce")
    assert 'value="retrieval"' not in one
    assert 'type="radio"' not in one, "nobody chooses among one"
    assert "(optional)" not in one
    url = reverse("funding:announce", args=[row.office.slug, row.public_id])
    sent = {"version": row.version, "way": "post", "posted": today().isoformat()}
    assert client_of(cast.caseworker).post(url, sent).status_code == 302
    assert Decision.objects.get().posted == today()


def test_the_form_asks_for_consent_only_where_an_office_offers_it(cast: Cast) -> None:
    row = scenes.draft(cast)
    url = reverse("funding:task", args=[row.organisation.slug, row.public_id, "declarations"])
    assert "agrees_to_retrieval" not in client_of(cast.coordinator).get(url).text
    Office.objects.update(notification=Notice.RETRIEVAL)
    assert "agrees_to_retrieval" in client_of(cast.coordinator).get(url).text


def test_what_was_announced_before_counts_from_that_day(cast: Cast) -> None:
    scenes.announced(cast)
    Decision.objects.update(way="", posted=None, known=None)
    assert notification.known_on(Decision.objects.get()) == today()
    assert letters.letter(Decision.objects.get(), by=cast.coordinator)
