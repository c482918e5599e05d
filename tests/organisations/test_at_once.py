"""Two clicks, or two jobs, at the very same time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from organisations import services
from organisations.choices import ListingState, Role
from organisations.choices.moderation import CaseState, CaseVerb
from organisations.models import Membership, Organisation, StructureSums
from organisations.models.structure import is_closed
from portal.accounts.models import Invitation
from portal.accounts.services import invitations
from portal.lib.dates import today
from portal.outbox.models import Message
from portal.places.models import Land
from tests.factories.accounts import UserFactory
from tests.factories.organisations import ClaimFactory, MembershipFactory, OrganisationFactory
from tests.factories.places import PostalCodeFactory
from tests.organisations.yearly import profile
from tests.servers.processes import wait_for

pytestmark = pytest.mark.django_db(transaction=True)


def twice[Result](do: Callable[[], Result]) -> list[Result]:
    start = Barrier(2)

    def run(_number: int) -> Result:
        try:
            start.wait(timeout=20)
            return do()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(run, range(2)))


def test_two_clicks_register_one_organisation():
    person, key = UserFactory(), uuid4()
    data = {"name": "Väterrunde", "postal_code": PostalCodeFactory()}
    first, second = twice(lambda: services.register(key, data, by=person))
    assert first == second == Organisation.objects.get()
    assert Membership.objects.get().role == Role.COORDINATOR
    assert first.decisions.count() == 1


def test_an_entry_is_removed_while_a_claim_to_it_is_confirmed(monkeypatch):
    """Both hold the expired invitation of the asker and the entry: never each what the other waits for."""
    asked = ClaimFactory(organisation__state=ListingState.UNCLAIMED, organisation__email="verein@example.org")
    services.invite_member(asked.organisation, email=asked.email, role=Role.READER, language="de", by=None)
    Invitation.objects.update(expires=timezone.now() - timedelta(days=1))
    staff, holding, withdraw = UserFactory(is_staff=True), Event(), invitations.withdraw

    def withdraw_slowly(*args, **kwargs):
        withdraw(*args, **kwargs)
        holding.set()
        wait_until_somebody_waits_for_us()

    monkeypatch.setattr(invitations, "withdraw", withdraw_slowly)

    def confirm():
        assert holding.wait(timeout=20)
        try:
            with pytest.raises(ValidationError) as refused:
                services.answer_claim(asked, confirmed=True, by=staff)
        finally:
            connection.close()
        assert refused.value.code == "over"

    with ThreadPoolExecutor(1) as pool:
        confirming = pool.submit(confirm)
        removed = services.remove(asked.organisation, by=staff)
        confirming.result(timeout=20)
    assert removed.is_removed


def wait_until_somebody_waits_for_us() -> None:
    """Another session stands before a lock that this one holds."""
    ours = "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    with connection.cursor() as cursor:
        wait_for(lambda: cursor.execute(ours).fetchone() is not None, 20)


def test_two_clicks_open_one_hearing():
    staff, entry = UserFactory(is_staff=True), MembershipFactory(role=Role.COORDINATOR).organisation
    first, second = twice(lambda: services.hear(entry, reason="Die Adresse stimmt nicht.", by=staff))
    assert first == second == entry.suspensions.get()
    assert entry.decisions.count() == 1
    assert Message.objects.filter(kind="organisations.hearing").count() == 1


def test_of_two_who_decide_at_once_the_second_is_told_that_it_is_decided():
    """One suspends and the other lets it be: the entry's state is the one that the case names."""
    entry = MembershipFactory(role=Role.COORDINATOR).organisation
    staff = UserFactory.create_batch(2, is_staff=True)
    case = services.hear(entry, reason="Die Adresse stimmt nicht.", by=staff[0])
    services.answer_hearing(case, "Doch.", by=entry.memberships.get().user)
    verbs = [(CaseVerb.SUSPEND, staff[0]), (CaseVerb.DROP, staff[1])]

    def decide() -> str:
        verb, by = verbs.pop()
        try:
            return services.decide_case(case, verb, "Gelesen.", by=by).state
        except ValidationError as refused:
            return refused.code

    outcomes = twice(decide)
    case.refresh_from_db()
    entry.refresh_from_db()
    assert sorted(outcomes) == sorted([case.state, "state"])
    hidden = case.state == CaseState.SUSPENDED
    assert entry.state == (ListingState.SUSPENDED if hidden else ListingState.LISTED)
    assert Message.objects.filter(kind="organisations.suspension_decided").count() == 1


def test_two_jobs_write_down_the_sums_of_a_year_once():
    closed = next(year for year in range(today().year, 2000, -1) if is_closed(year))
    profile(OrganisationFactory(), closed)
    assert sorted(twice(services.freeze_sums)) == [0, 1]
    assert StructureSums.objects.count() == Land.objects.count()
