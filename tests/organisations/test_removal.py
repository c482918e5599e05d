"""An entry that nobody looks after goes for good, and so does every way to reach somebody by it."""

from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from organisations import services
from organisations.choices import ClaimState, ListingState, Role, Verb
from organisations.models import Membership, Organisation
from portal.accounts.services import accept, invitations
from portal.erasures import services as erasures
from portal.lib import ledger
from portal.outbox.models import Message
from tests.factories.accounts import InvitationFactory, UserFactory
from tests.factories.organisations import ClaimFactory, MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
CONTACT = {
    "email": "post@hoerde.example",
    "phone": "+49231555010",
    "website": "https://hoerde.example/",
    "street": "Beispielstraße 1",
}
NOTHING = dict.fromkeys(CONTACT, "")


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def staff(db):
    return UserFactory(is_staff=True, is_superuser=True)


@pytest.fixture
def entry(db):
    return OrganisationFactory(name="Elternkreis Hörde", state=ListingState.UNCLAIMED, **CONTACT)


def contact_of(row) -> dict[str, str]:
    """As the database holds it."""
    return type(row).objects.values(*CONTACT).get(pk=row.pk)


def entry_now(entry):
    return Organisation.objects.get(pk=entry.pk)


def invited(entry, secret="geheim", **more):
    return InvitationFactory(
        secret=secret, grant="organisations.membership", object_id=entry.pk, detail=Role.HELPER, **more
    )


def test_it_has_a_state_of_its_own_and_no_contact_data(entry, staff):
    services.remove(entry, by=staff)
    entry.refresh_from_db()
    assert (entry.state, contact_of(entry)) == (ListingState.REMOVED, NOTHING)
    line = entry.decisions.get()
    assert (line.verb, line.before, line.after, line.by) == (Verb.REMOVE, "unclaimed", "removed", staff)


def test_its_history_keeps_no_contact_data_either(entry, staff):
    entry.phone = "+49231555011"
    entry.save()
    services.remove(entry, by=staff)
    events = Organisation.pgh_event_model.objects.filter(pgh_obj_id=entry.pk)
    assert events.count() >= 3
    assert [contact_of(event) for event in events] == [NOTHING] * events.count()


def test_a_repeated_click_is_logged_once_and_changes_nothing(entry, staff):
    services.remove(entry, by=staff)
    entry.refresh_from_db()
    again = services.remove(entry, by=staff)
    assert (again.version, again.updated) == (entry.version, entry.updated)
    assert entry.decisions.count() == 1


def test_what_is_refused_wipes_nothing(entry, staff, cast):
    for who in (cast.coordinator, cast.caseworker):
        with pytest.raises(PermissionDenied):
            services.remove(entry, by=who)
    Organisation.objects.filter(pk=entry.pk).update(state=ListingState.LISTED)
    with pytest.raises(ValidationError):
        services.remove(entry, by=staff)
    entry.refresh_from_db()
    assert contact_of(entry) == CONTACT
    assert not entry.decisions.exists()


def test_a_suspended_entry_is_removed_with_a_line_of_the_log(entry, staff):
    services.suspend(entry, reason="Unklar.", by=staff)
    services.remove(entry, by=staff)
    assert [line.verb for line in entry.decisions.all()] == [Verb.REMOVE, Verb.SUSPEND]


def test_no_decision_brings_it_back(entry, staff):
    services.remove(entry, by=staff)
    for decide in (
        lambda: services.restore(entry, reason="Doch.", by=staff),
        lambda: services.suspend(entry, reason="Doch.", by=staff),
        lambda: services.publish(entry, by=staff),
        lambda: services.update_profile(entry, {"email": "a@b.example"}, version=1, by=staff),
    ):
        with pytest.raises(ValidationError):
            decide()
    entry.refresh_from_db()
    assert (entry.state, contact_of(entry)) == (ListingState.REMOVED, NOTHING)


def test_the_database_keeps_no_contact_data_of_a_removed_entry(entry):
    for field in CONTACT:
        row = OrganisationFactory(name=field, state=ListingState.UNCLAIMED, **{field: CONTACT[field]})
        with pytest.raises(IntegrityError), transaction.atomic():
            Organisation.objects.filter(pk=row.pk).update(state=ListingState.REMOVED)


def test_open_claims_end_and_the_askers_hear_of_it(entry, staff):
    claim = ClaimFactory(organisation=entry, email="samira@mail.example")
    services.remove(entry, by=staff)
    claim.refresh_from_db()
    assert (claim.state, claim.email) == (ClaimState.REFUSED, "")
    message = Message.objects.get(kind="organisations.claim_over")
    assert message.address == "samira@mail.example"


def test_open_invitations_end(entry, staff):
    invitation = invited(entry)
    services.remove(entry, by=staff)
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is not None
    with pytest.raises(ValidationError):
        services.invite_member(
            entry_now(entry), email="a@b.example", role=Role.HELPER, language="de", by=staff
        )


def test_an_invitation_that_slipped_through_leads_nowhere(entry, staff):
    services.remove(entry, by=staff)
    person = UserFactory()
    invited(entry, email=person.email)
    with pytest.raises(invitations.InvitationOver):
        accept("geheim", by=person)
    with pytest.raises(ValidationError):
        services.add_member(entry, person, Role.HELPER, by=None)
    assert not Membership.objects.exists()


def test_people_who_work_there_keep_their_entry(entry, staff):
    MembershipFactory(organisation=entry)
    invitation = invited(entry)
    with pytest.raises(ValidationError) as refusal:
        services.remove(entry, by=staff)
    assert refusal.value.code == "members"
    entry.refresh_from_db()
    invitation.refresh_from_db()
    assert (entry.state, contact_of(entry)) == (ListingState.UNCLAIMED, CONTACT)
    assert invitation.withdrawn_at is None


def test_a_restored_backup_does_not_bring_it_back(entry, staff, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        services.remove(entry, by=staff)
    assert [(line["what"], line["ids"]) for line in ledger.read(erasures.folder())] == [
        ("organisations.contact_of_removed", [entry.pk])
    ]
    Organisation.objects.filter(pk=entry.pk).update(state=ListingState.LISTED, **CONTACT)
    claim = ClaimFactory(organisation=entry)
    assert erasures.replay() == {"organisations.contact_of_removed": 1}
    entry.refresh_from_db()
    claim.refresh_from_db()
    assert (entry.state, contact_of(entry), claim.state) == ("removed", NOTHING, ClaimState.REFUSED)
    events = Organisation.pgh_event_model.objects.filter(pgh_obj_id=entry.pk)
    assert [contact_of(event) for event in events] == [NOTHING] * events.count()
    assert entry.decisions.first().capacity == "program"
    assert erasures.replay() == {"organisations.contact_of_removed": 0}


def test_portal_staff_see_its_state_and_no_button_to_publish_it(client, entry, staff):
    services.remove(entry, by=staff)
    client.force_login(staff)
    text = client.get(f"/en/desk/organisations/{entry.slug}/").text
    assert "The portal’s staff has hidden this entry from the public." in text
    assert "/publish/" not in text


@pytest.mark.django_db(transaction=True)
def test_who_joins_at_the_same_moment_keeps_the_entry():
    staff, person = UserFactory(is_staff=True, is_superuser=True), UserFactory()
    entry = OrganisationFactory(state=ListingState.UNCLAIMED, **CONTACT)

    def removing() -> str:
        try:
            services.remove(entry, by=staff)
        except ValidationError as refusal:
            return str(refusal.code)
        finally:
            connection.close()
        return "removed"

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        services.add_member(entry, person, Role.HELPER, by=None)
        removal = pool.submit(removing)
        until_somebody_waits_for_a_lock()
    assert removal.result() == "members"
    assert entry_now(entry).state == ListingState.UNCLAIMED


def until_somebody_waits_for_a_lock() -> None:
    deadline = monotonic() + 20
    with connection.cursor() as cursor:
        while monotonic() < deadline:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits")
