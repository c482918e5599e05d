"""Who belongs to which network: one side asks, the other agrees, and no circle is closed."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from organisations import duties, services
from organisations.choices import AffiliationKind, ListingState, Role, Side
from organisations.models import Affiliation, Organisation
from organisations.services import networks
from portal.lib.dates import today
from portal.outbox.models import Message
from portal.outbox.tasks import dispatch
from tests.factories.organisations import MembershipFactory, OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
OURS = "/en/desk/organisations/bildungsbruecke/affiliations/"
THEIRS = "/en/desk/organisations/elternnetz/affiliations/"
ADD = "/en/desk/organisations/elternnetz/network/ask/"


@pytest.fixture
def member(cast) -> Organisation:
    """It belongs to no network yet."""
    return cast.foreign_association


def asked(cast, member, by=None) -> Affiliation:
    return services.ask_for_affiliation(member, cast.umbrella, by=by or cast.foreign_coordinator)


def networks_on_the_page(client, member) -> bool:
    return "Elternnetz" in client.get(f"/en/organisations/{member.slug}/").text


def test_an_organisation_names_its_network_and_the_network_agrees(client, cast, member, mailoutbox):
    client.force_login(cast.foreign_coordinator)
    sent = {"umbrella": str(cast.umbrella.pk), "kind": "branch", "since": "2020-05-01"}
    assert client.post(OURS, sent).status_code == 302
    row = Affiliation.objects.get(member=member)
    assert (row.umbrella, row.kind, row.waits_for) == (cast.umbrella, AffiliationKind.BRANCH, Side.UMBRELLA)
    assert "not agreed to yet" in client.get(OURS).text
    assert not networks_on_the_page(client, member)
    dispatch()
    assert [mail.to for mail in mailoutbox] == [[cast.umbrella_coordinator.email]]
    assert THEIRS.removeprefix("/en") in mailoutbox.pop().body

    client.force_login(cast.umbrella_coordinator)
    assert "Bildungsbrücke Hamm" in client.get(THEIRS).text
    for _click in range(2):
        assert client.post(f"{THEIRS}{row.pk}/", {"act": "agree"}).status_code == 302
    row.refresh_from_db()
    assert row.is_agreed
    assert networks_on_the_page(client, member)
    dispatch()
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(
        [cast.foreign_coordinator.email, cast.umbrella_coordinator.email]
    )


def test_a_network_looks_for_its_member_and_asks_it(client, cast, member):
    client.force_login(cast.umbrella_coordinator)
    assert "Bildungsbrücke Hamm" in client.get(ADD, {"q": "Bildungsbrucke"}).text
    sent = {"member": str(member.pk), "kind": "member", "since": ""}
    assert client.post(f"{ADD}?q=Bildungsbrucke", sent).status_code == 302
    assert Affiliation.objects.get(member=member).waits_for == Side.MEMBER


def test_what_is_not_found_can_be_invited(client, cast):
    client.force_login(cast.umbrella_coordinator)
    assert "No organisation bears this name" in client.get(ADD, {"q": "Gibtesnicht"}).text


@pytest.mark.parametrize("who", ["foreign_coordinator", "umbrella_coordinator"])
def test_asking_twice_asks_once(cast, member, who):
    first = asked(cast, member, getattr(cast, who))
    again = asked(cast, member, getattr(cast, who))
    assert (again.pk, again.asked) == (first.pk, first.asked)
    assert not again.is_agreed


def test_when_both_ask_it_holds_as_the_first_has_asked(cast, member):
    first = services.ask_for_affiliation(
        member, cast.umbrella, kind=AffiliationKind.PARTNER, since=today(), by=cast.foreign_coordinator
    )
    row = asked(cast, member, cast.umbrella_coordinator)
    assert (row.pk, row.is_agreed, row.kind, row.since) == (first.pk, True, AffiliationKind.PARTNER, today())


def test_what_has_an_end_keeps_it(cast, member):
    row = services.affiliate(member, cast.umbrella, by=None)
    ended = services.end_affiliation(row, until=today() - timedelta(days=9), by=cast.foreign_coordinator)
    assert services.end_affiliation(row, by=cast.umbrella_coordinator).until == ended.until


def test_an_entry_that_is_removed_belongs_to_no_network(cast):
    entry = OrganisationFactory(name="Alter Eintrag", state=ListingState.UNCLAIMED)
    services.affiliate(entry, cast.umbrella, by=None)
    services.remove(entry, by=cast.portal_staff)
    assert not entry.affiliations.exists()


def test_who_speaks_for_both_sides_need_not_answer_herself(cast, member):
    MembershipFactory(organisation=member, user=cast.umbrella_coordinator)
    assert asked(cast, member, cast.umbrella_coordinator).is_agreed


def test_what_holds_already_is_said_at_the_field(client, cast):
    client.force_login(cast.coordinator)
    address = "/en/desk/organisations/elterntreff-nordstadt/affiliations/"
    answer = client.post(address, {"umbrella": str(cast.umbrella.pk), "kind": "member"})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"umbrella": ["It belongs to this network already."]}


def test_who_left_may_come_back_but_has_to_ask(cast, member):
    row = services.affiliate(member, cast.umbrella, by=None)
    services.end_affiliation(row, until=today() - timedelta(days=1), by=cast.foreign_coordinator)
    again = asked(cast, member)
    assert (again.pk, again.until, again.waits_for) == (row.pk, None, Side.UMBRELLA)


def test_nobody_asks_where_nobody_could_agree(client, cast):
    entry = OrganisationFactory(name="Ohne Leute", state=ListingState.LISTED)
    client.force_login(cast.umbrella_coordinator)
    answer = client.post(f"{ADD}?q=Ohne", {"member": str(entry.pk), "kind": "member"})
    assert answer.context["form"].errors == {"member": ["Nobody looks after this entry who could agree."]}
    assert not Affiliation.objects.filter(member=entry).exists()


def test_an_entry_that_nobody_looks_after_is_found_and_asked_and_a_letter_invites_it(client, cast):
    entry = OrganisationFactory(name="Ohne Leute", state=ListingState.UNCLAIMED)
    client.force_login(cast.umbrella_coordinator)
    found = client.get(f"{ADD}?q=Ohne").text
    assert "Ohne Leute" in found
    assert "nobody looks after it yet" in found
    answer = client.post(f"{ADD}?q=Ohne", {"member": str(entry.pk), "kind": "member"}, follow=True)
    assert "Asked. Nobody looks after this entry yet: invite it by letter." in answer.text
    assert answer.redirect_chain == [("/en/desk/organisations/elternnetz/network/letters/", 302)]
    assert Affiliation.objects.get(member=entry).waits_for == Side.MEMBER
    assert not Message.objects.exists()


@pytest.mark.parametrize("who", ["umbrella_coordinator", "foreign_coordinator"])
def test_either_side_may_end_the_question(client, cast, member, who):
    row = asked(cast, member)
    client.force_login(getattr(cast, who))
    page = THEIRS if who == "umbrella_coordinator" else OURS
    assert client.post(f"{page}{row.pk}/", {"act": "decline"}).status_code == 302
    assert not Affiliation.objects.filter(member=member).exists()
    services.decline_affiliation(row, by=cast.coordinator)  # it is gone: nothing to refuse


def test_nobody_agrees_to_what_they_asked_themselves_and_no_stranger_does(cast, member):
    row = asked(cast, member)
    for somebody in (cast.foreign_coordinator, cast.coordinator, cast.editor, cast.portal_staff):
        with pytest.raises(PermissionDenied):
            services.agree_to_affiliation(row, by=somebody)
    with pytest.raises(PermissionDenied):
        services.decline_affiliation(row, by=cast.coordinator)
    with pytest.raises(PermissionDenied):
        services.ask_for_affiliation(member, cast.umbrella, by=cast.coordinator)


def test_what_was_taken_back_cannot_be_agreed_to(client, cast, member):
    row = asked(cast, member)
    services.decline_affiliation(row, by=cast.foreign_coordinator)
    with pytest.raises(ValidationError, match="taken back"):
        services.agree_to_affiliation(row, by=cast.umbrella_coordinator)


def test_an_answer_that_is_none_changes_nothing(client, cast, member):
    row = asked(cast, member)
    client.force_login(cast.umbrella_coordinator)
    page = client.post(f"{THEIRS}{row.pk}/", {"act": "nonsense"}, follow=True)
    assert "Please choose an answer." in page.text
    assert not Affiliation.objects.get(pk=row.pk).is_agreed


def test_what_waits_is_a_task_of_the_side_that_was_asked(cast, member):
    asked(cast, member)
    title = "Say whether you belong together"
    assert title in [duty.title for duty in duties.of(cast.umbrella_coordinator)]
    assert title not in [duty.title for duty in duties.of(cast.foreign_coordinator)]
    assert title not in [duty.title for duty in duties.of(cast.coordinator)]


@pytest.mark.parametrize(
    "wrong", [{"kind": "friend"}, {"waits_for": "nobody"}, {"waits_for": "member", "until": "2026-01-01"}]
)
def test_the_database_keeps_nothing_that_makes_no_sense(cast, member, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Affiliation.objects.create(member=member, umbrella=cast.umbrella, **wrong)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_many(client, cast, rows, django_assert_num_queries):
    for number in range(rows):
        Affiliation.objects.create(
            member=OrganisationFactory(name=f"Verein {number}"), umbrella=cast.umbrella
        )
        upper = OrganisationFactory(name=f"Bund {number}", is_umbrella=True)
        Affiliation.objects.create(member=cast.umbrella, umbrella=upper)
    client.force_login(cast.umbrella_coordinator)
    with django_assert_num_queries(12):
        assert client.get(THEIRS).status_code == 200


# -- circles -----------------------------------------------------------------------------------------------


def pair() -> tuple[Organisation, Organisation]:
    """Two networks that have asked each other."""
    both = [OrganisationFactory(name=name, is_umbrella=True) for name in ("Nord", "Süd")]
    for organisation in both:
        MembershipFactory(organisation=organisation, role=Role.COORDINATOR)
    return both[0], both[1]


def coordinator_of(organisation: Organisation):
    return organisation.memberships.get().user


def test_a_circle_is_refused_when_it_would_close(cast):
    north, south = pair()
    first = services.ask_for_affiliation(north, south, by=coordinator_of(north))
    second = services.ask_for_affiliation(south, north, by=coordinator_of(south))
    services.agree_to_affiliation(first, by=coordinator_of(south))
    with pytest.raises(ValidationError, match="belongs to the organisation itself"):
        services.agree_to_affiliation(second, by=coordinator_of(north))


def test_an_affiliation_that_is_to_begin_closes_a_circle_too(cast):
    north, south = pair()
    services.affiliate(north, south, since=today() + timedelta(days=30), by=None)
    with pytest.raises(ValidationError):
        services.affiliate(south, north, by=None)


def test_what_is_over_closes_no_circle(cast):
    north, south = pair()
    row = services.affiliate(north, south, by=None)
    services.end_affiliation(row, until=today() - timedelta(days=1), by=coordinator_of(north))
    assert services.affiliate(south, north, by=None).is_agreed


def both_agree_at_once() -> int:
    """Two networks confirm each other's question in the same moment; how many affiliations hold then."""
    north, south = pair()
    first = services.ask_for_affiliation(north, south, by=coordinator_of(north))
    second = services.ask_for_affiliation(south, north, by=coordinator_of(south))
    ready = threading.Barrier(2)

    def agree(row: Affiliation, user) -> None:
        ready.wait()
        try:
            services.agree_to_affiliation(row, by=user)
        except ValidationError:
            pass
        finally:
            connection.close()

    threads = [
        threading.Thread(target=agree, args=(first, coordinator_of(south))),
        threading.Thread(target=agree, args=(second, coordinator_of(north))),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Affiliation.objects.holding(today()).count()


@pytest.mark.django_db(transaction=True)
def test_two_confirmations_at_once_close_no_circle():
    assert both_agree_at_once() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_they_would(monkeypatch):
    """The counter-test: both look before either has written."""
    monkeypatch.setattr(networks, "wait_for_other_changes", lambda: None)
    looked = threading.Barrier(2)
    look = networks._refuse_pair

    def look_and_wait(member: Organisation, umbrella: Organisation) -> None:
        look(member, umbrella)
        if threading.current_thread() is not threading.main_thread():
            looked.wait()

    monkeypatch.setattr(networks, "_refuse_pair", look_and_wait)
    assert both_agree_at_once() == 2
