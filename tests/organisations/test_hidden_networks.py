"""While the portal hides a network, nobody acts on others in its name."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from organisations import services
from organisations.choices import ListingState
from organisations.models import Claim, Organisation
from organisations.rules import may_import, may_write_letters
from portal.lib.dates import today
from tests.factories.organisations import ClaimFactory, ClaimLetterFactory

pytestmark = pytest.mark.django_db


def hide(network: Organisation) -> None:
    network.state = ListingState.SUSPENDED
    network.save()


def test_it_confirms_no_claim(cast):
    asked = ClaimFactory(umbrella=cast.umbrella)
    assert asked in Claim.objects.visible_to(cast.umbrella_coordinator)
    hide(cast.umbrella)
    assert asked not in Claim.objects.visible_to(cast.umbrella_coordinator)
    with pytest.raises(PermissionDenied):
        services.answer_claim(Claim.objects.get(), confirmed=True, by=cast.umbrella_coordinator)


def test_it_writes_no_profile_of_a_member(client, cast):
    services.give_mandate(
        cast.association, cast.umbrella, until=today() + timedelta(days=9), by=cast.coordinator
    )
    client.force_login(cast.umbrella_coordinator)
    page = f"/de/desk/organisations/{cast.association.slug}/profile/"
    assert client.get(page).status_code == 200
    hide(cast.umbrella)
    assert client.get(page).status_code == 404


def test_its_letters_open_nothing_and_it_sends_no_others(client, cast):
    letter = ClaimLetterFactory(umbrella=cast.umbrella)
    assert client.get(f"/de/letter/{letter.code}/").status_code == 200
    assert may_write_letters(cast.umbrella_coordinator, cast.umbrella)
    hide(cast.umbrella)
    assert services.letter_of_code(letter.code) is None
    assert not may_write_letters(cast.umbrella_coordinator, cast.umbrella)


def test_it_takes_over_no_list(cast):
    assert may_import(cast.umbrella_coordinator, cast.umbrella)
    hide(cast.umbrella)
    assert not may_import(cast.umbrella_coordinator, cast.umbrella)
