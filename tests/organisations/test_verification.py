"""That an organisation is what it says, one of its networks or the portal's staff has checked."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from organisations import duties, services
from organisations.choices import ListingState, Role, Verb
from organisations.choices.moderation import Ended
from organisations.choices.trust import Basis
from organisations.clock import look_after_checks
from organisations.models import Affiliation, Organisation, Verification
from organisations.services.deletion import purge
from portal.lib.dates import BERLIN, today
from portal.outbox.kinds import text_of
from portal.outbox.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.organisations import MembershipFactory, OrganisationFactory, VerificationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DESK = "/en/desk/organisations/elterntreff-nordstadt/verification/"
PAGE = "/en/organisations/elterntreff-nordstadt/"
LIST = "/en/organisations/?q=Nordstadt"
SEEN = {"basis": "register", "words": "VR 4711, gesehen im Mai."}


@pytest.fixture(autouse=True)
def noon(time_machine) -> None:
    time_machine.move_to(datetime(2026, 5, 4, 12, tzinfo=BERLIN))


def checked(cast, **changes) -> Verification:
    said = {"umbrella": cast.umbrella, "basis": Basis.REGISTER, "by": cast.umbrella_coordinator} | changes
    return services.verify(cast.association, **said)


def lines(organisation) -> list[tuple[str, str, str]]:
    return list(organisation.decisions.order_by("pk").values_list("verb", "capacity", "reason"))


def on_the_page(client) -> bool:
    return "Checked was that this organisation exists" in client.get(PAGE).text


def tag_in_the_search(client) -> bool:
    return '<span class="tag tag-ok">Checked</span>' in client.get(LIST).text


def test_a_network_checks_its_member_and_the_public_reads_what_that_says(client, cast):
    assert not on_the_page(client)
    assert not tag_in_the_search(client)
    client.force_login(cast.umbrella_coordinator)
    assert client.post(DESK, SEEN).status_code == 302
    client.logout()
    text = client.get(PAGE).text
    assert "On 4 May 2026, valid until 4 May 2028, by:" in text
    assert '<a href="/en/organisations/elternnetz/"><bdi>Elternnetz</bdi></a> (register extract seen)' in text
    assert "What it offers and writes here was not checked." in text
    assert "VR 4711" not in text
    assert tag_in_the_search(client)
    assert lines(cast.association) == [(Verb.VERIFY, "umbrella", "VR 4711, gesehen im Mai.")]


def test_its_people_hear_of_it(cast):
    verification = checked(cast)
    message = Message.objects.get()
    assert (message.kind, message.address) == ("organisations.verified", cast.coordinator.email)
    body = text_of(message, "en").body
    assert "“Elterntreff Nordstadt” was checked by Elternnetz." in body
    assert "Your page says so until 4 May 2028." in body
    services.revoke_verification(verification, reason="Irrtum.", by=cast.umbrella_coordinator)
    assert text_of(message, "en") is None


def test_portal_staff_check_in_the_name_of_the_portal(client, cast):
    client.force_login(cast.portal_staff)
    assert client.post(DESK, SEEN).status_code == 302
    client.logout()
    assert "<bdi>the portal’s staff</bdi>" in client.get(PAGE).text
    assert lines(cast.association)[0][1] == "portal"


@pytest.mark.parametrize(("who", "leads"), [("coordinator", True), ("helper", False)])
def test_only_who_may_name_a_network_is_told_to_ask_one(client, cast, who, leads):
    client.force_login(getattr(cast, who))
    page = client.get(DESK).text
    assert ("Ask a network that you belong to" in page) is leads
    assert ("/elterntreff-nordstadt/affiliations/" in page) is leads


@pytest.mark.parametrize(
    "who", ["coordinator", "foreign_coordinator", "caseworker", "countersigner", "translator"]
)
def test_nobody_else_checks_an_organisation_and_never_a_land(cast, who):
    for umbrella in (None, cast.umbrella):
        with pytest.raises(PermissionDenied):
            checked(cast, umbrella=umbrella, by=getattr(cast, who))
    assert not Verification.objects.exists()


def test_nobody_checks_the_organisation_in_which_he_or_she_works(cast):
    staff_of_it = UserFactory(is_staff=True)
    for user in (staff_of_it, cast.umbrella_coordinator):
        MembershipFactory(organisation=cast.association, user=user, role=Role.READER)
    with pytest.raises(PermissionDenied):
        checked(cast)
    with pytest.raises(PermissionDenied):
        checked(cast, umbrella=None, by=staff_of_it)


@pytest.mark.parametrize(
    "change",
    [
        {"waits_for": "member", "asked": datetime(2026, 5, 1, tzinfo=BERLIN)},
        {"until": date(2026, 5, 3)},
        {"since": date(2026, 5, 5)},
    ],
)
def test_a_network_checks_only_who_belongs_to_it_today(client, cast, change):
    Affiliation.objects.update(**change)
    with pytest.raises(PermissionDenied):
        checked(cast)
    client.force_login(cast.umbrella_coordinator)
    assert client.get(DESK).status_code == 404


def test_an_editor_of_the_network_checks_nothing(client, cast):
    editor = MembershipFactory(organisation=cast.umbrella, role=Role.EDITOR).user
    client.force_login(editor)
    assert client.get(DESK).status_code == 404
    with pytest.raises(PermissionDenied):
        checked(cast, by=editor)


def test_a_hidden_network_checks_nothing_and_what_it_checked_is_not_shown(client, cast):
    checked(cast)
    Organisation.objects.filter(pk=cast.umbrella.pk).update(state=ListingState.SUSPENDED)
    assert not on_the_page(client)
    assert not tag_in_the_search(client)
    with pytest.raises(PermissionDenied):
        checked(cast)


def test_only_an_organisation_with_a_page_is_checked(client, cast):
    Organisation.objects.filter(pk=cast.association.pk).update(state=ListingState.UNCLAIMED)
    with pytest.raises(ValidationError):
        checked(cast)
    client.force_login(cast.umbrella_coordinator)
    text = client.get(DESK).text
    assert "Only an organisation whose page is public can be checked." in text
    assert "I have checked it" not in text


def test_while_the_page_is_not_public_nothing_is_shown(client, cast):
    checked(cast)
    services.withdraw(cast.association, by=cast.coordinator)
    assert not on_the_page(client)
    assert not tag_in_the_search(client)


@pytest.mark.parametrize(
    ("fault", "field"),
    [
        ({"basis": ""}, "basis"),
        ({"basis": "hearsay"}, "basis"),
        ({"basis": "other", "words": " "}, "words"),
    ],
)
def test_what_is_faulty_is_refused_in_words_and_kept(client, cast, fault, field):
    client.force_login(cast.umbrella_coordinator)
    answer = client.post(DESK, SEEN | fault)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Verification.objects.exists()


def test_a_double_click_checks_once(client, cast):
    client.force_login(cast.umbrella_coordinator)
    for _click in range(2):
        assert client.post(DESK, SEEN).status_code == 302
    assert (Verification.objects.count(), len(lines(cast.association)), Message.objects.count()) == (1, 1, 1)


def test_a_second_check_waits_until_the_first_ends_soon(client, cast, time_machine):
    first = checked(cast)
    with pytest.raises(ValidationError) as refused:
        checked(cast, umbrella=None, by=cast.portal_staff)
    assert refused.value.code == "running"
    time_machine.move_to(datetime(2028, 3, 5, 12, tzinfo=BERLIN))  # sixty days before the end
    second = checked(cast, umbrella=None, by=cast.portal_staff)
    first.refresh_from_db()
    assert (first.ended, first.ended_on) == (Ended.RENEWED, date(2028, 3, 5))
    assert second.valid_until == date(2030, 3, 5)


def test_who_coordinates_two_networks_says_in_whose_name(client, cast):
    other = OrganisationFactory(name="Bildungsnetz", is_umbrella=True)
    MembershipFactory(organisation=other, user=cast.umbrella_coordinator)
    Affiliation.objects.create(member=cast.association, umbrella=other)
    client.force_login(cast.umbrella_coordinator)
    assert list(client.post(DESK, SEEN).context["form"].errors) == ["umbrella"]
    assert client.post(DESK, SEEN | {"umbrella": other.pk}).status_code == 302
    assert Verification.objects.get().umbrella == other


def test_it_lapses_by_itself_on_its_day(client, cast, time_machine):
    verification = checked(cast)
    time_machine.move_to(datetime(2028, 5, 4, 23, tzinfo=BERLIN))
    assert on_the_page(client)
    time_machine.move_to(datetime(2028, 5, 5, 1, tzinfo=BERLIN))
    assert not on_the_page(client)
    assert not tag_in_the_search(client)
    for _tick in range(2):
        look_after_checks()
    verification.refresh_from_db()
    assert (verification.ended, verification.ended_on) == (Ended.LAPSED, date(2028, 5, 5))
    assert lines(cast.association)[1:] == [(Verb.LAPSE, "program", "")]


def test_both_sides_are_reminded_once_sixty_days_before(cast, time_machine, settings):
    checked(cast)
    Message.objects.all().delete()
    time_machine.move_to(datetime(2028, 3, 4, 12, tzinfo=BERLIN))
    look_after_checks()
    assert not Message.objects.exists()
    time_machine.move_to(datetime(2028, 3, 5, 12, tzinfo=BERLIN))
    for _tick in range(2):
        look_after_checks()
    texts = {message.address: text_of(message, "en").body for message in Message.objects.all()}
    assert set(texts) == {cast.coordinator.email, cast.umbrella_coordinator.email}
    assert "Please look again and say so here:" in texts[cast.umbrella_coordinator.email]
    assert "Please ask them to check you again." in texts[cast.coordinator.email]
    assert DESK.removeprefix("/en") in texts[cast.coordinator.email]


def test_what_the_portal_has_checked_is_told_to_the_operator(cast, time_machine, settings):
    settings.OPERATOR = settings.OPERATOR | {"mail": "portal@amt.example"}
    VerificationFactory(organisation=cast.association, valid_until=today() + timedelta(days=60))
    look_after_checks()
    addresses = set(Message.objects.values_list("address", flat=True))
    assert addresses == {cast.coordinator.email, "portal@amt.example"}


def test_the_end_is_a_duty_of_whoever_has_checked_it_and_known_to_the_organisation(cast):
    soon = today() + timedelta(days=60)
    VerificationFactory(organisation=cast.association, umbrella=cast.umbrella, valid_until=soon)
    VerificationFactory(organisation=cast.foreign_association, valid_until=soon)
    VerificationFactory(valid_until=soon + timedelta(days=1))

    def asked(user) -> list[tuple[str, str, date | None, str]]:
        found = [duty for duty in duties.of(user) if "check" in duty.title.lower()]
        return [(duty.title, duty.about, duty.until, duty.who) for duty in found]

    again = "Check an organisation again"
    assert asked(cast.umbrella_coordinator) == [(again, "Elterntreff Nordstadt", soon, "")]
    assert asked(cast.portal_staff) == [(again, "Bildungsbrücke Hamm", soon, "")]
    told = "Your organisation is to be checked again"
    assert asked(cast.coordinator) == [(told, "Elterntreff Nordstadt", soon, "Elternnetz")]
    assert asked(cast.helper) == asked(cast.caseworker) == []


def test_revoking_needs_a_reason_and_the_organisation_reads_it(client, cast):
    verification = checked(cast)
    Message.objects.all().delete()
    client.force_login(cast.umbrella_coordinator)
    address = f"{DESK}revoke/"
    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": "Den Vorstand gibt es nicht mehr."}).status_code == 302
    assert client.post(address, {"reason": "Noch einmal."}).status_code == 404
    client.logout()
    assert not on_the_page(client)
    verification.refresh_from_db()
    assert verification.ended == Ended.REVOKED
    assert lines(cast.association)[1:] == [(Verb.REVOKE, "umbrella", "Den Vorstand gibt es nicht mehr.")]
    message = Message.objects.get()
    assert message.address == cast.coordinator.email
    assert "Den Vorstand gibt es nicht mehr." in text_of(message, "en").body


def test_a_network_revokes_also_after_the_member_has_left_and_nobody_else_does(client, cast):
    verification = checked(cast)
    Affiliation.objects.update(until=today() - timedelta(days=1))
    for who in (cast.coordinator, cast.foreign_coordinator, cast.caseworker):
        with pytest.raises(PermissionDenied):
            services.revoke_verification(verification, reason="Nein.", by=who)
    client.force_login(cast.umbrella_coordinator)
    text = client.get(DESK).text
    assert "I have checked it" not in text
    assert client.post(DESK, SEEN).status_code == 404
    assert client.post(f"{DESK}revoke/", {"reason": "Ausgetreten."}).status_code == 302


def test_portal_staff_revoke_what_a_network_has_said(cast):
    verification = checked(cast)
    for _click in range(2):
        services.revoke_verification(verification, reason="Unwahr.", by=cast.portal_staff)
    assert lines(cast.association)[1:] == [(Verb.REVOKE, "portal", "Unwahr.")]


def test_it_ends_when_the_entry_is_suspended(client, cast):
    verification = checked(cast)
    services.suspend(cast.association, reason="Unklar.", by=cast.portal_staff)
    verification.refresh_from_db()
    assert verification.ended == Ended.HIDDEN
    assert lines(cast.association)[1:] == [(Verb.SUSPEND, "portal", "Unklar."), (Verb.REVOKE, "portal", "")]
    services.restore(cast.association, reason="Geklärt.", by=cast.portal_staff)
    assert not on_the_page(client)


def test_it_ends_when_the_entry_is_removed(cast):
    entry = OrganisationFactory(state=ListingState.UNCLAIMED)
    verification = VerificationFactory(organisation=entry)
    services.remove(entry, by=cast.portal_staff)
    verification.refresh_from_db()
    assert verification.ended == Ended.HIDDEN
    assert [verb for verb, _who, _why in lines(entry)] == [Verb.REVOKE, Verb.REMOVE]


def test_its_words_are_read_by_those_who_may_revoke_it_alone(client, cast):
    checked(cast, words="Frau Demir kennt uns.")
    for who, reads in (("umbrella_coordinator", True), ("portal_staff", True), ("coordinator", False)):
        client.force_login(getattr(cast, who))
        assert ("Frau Demir" in client.get(DESK).text) is reads


def test_what_has_ended_is_forgotten_after_three_years(cast):
    verification = checked(cast)
    services.revoke_verification(verification, reason="Irrtum.", by=cast.portal_staff)
    assert purge()["ended checks"] == 0
    Verification.objects.update(ended_on=today() - timedelta(days=1096))
    running = VerificationFactory()
    assert purge()["ended checks"] == 1
    assert Verification.objects.get() == running
    assert len(lines(cast.association)) == 2


def test_the_database_holds_one_running_check_of_an_organisation_and_none_of_itself(cast):
    checked(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        VerificationFactory(organisation=cast.association)
    with pytest.raises(IntegrityError), transaction.atomic():
        VerificationFactory(organisation=cast.umbrella, umbrella=cast.umbrella)


def test_the_board_of_a_network_says_who_is_checked(client, cast):
    client.force_login(cast.umbrella_coordinator)
    board = "/en/desk/organisations/elternnetz/network/"
    assert ">Check it<" in client.get(board).text
    checked(cast)
    assert ">Checked<" in client.get(board).text
