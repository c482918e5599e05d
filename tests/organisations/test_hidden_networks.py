"""While the portal hides a network, nobody acts on others in its name."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

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
    assert client.get(page).status_code == 403


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


def test_it_asks_nobody_whether_they_belong_to_it(client, cast):
    client.force_login(cast.umbrella_coordinator)
    page = f"/de/desk/organisations/{cast.umbrella.slug}/network/ask/"
    assert client.get(page).status_code == 200
    hide(cast.umbrella)
    assert client.get(page).status_code == 404
    with pytest.raises(PermissionDenied):
        services.ask_for_affiliation(cast.foreign_association, cast.umbrella, by=cast.umbrella_coordinator)


def test_it_invites_nobody_to_register(client, cast):
    board = f"/de/desk/organisations/{cast.umbrella.slug}/network/"
    hide(cast.umbrella)
    for user in (cast.umbrella_coordinator, cast.portal_staff):
        client.force_login(user)
        assert f"{board}invite/" not in client.get(board).text
        assert client.get(f"{board}invite/").status_code == 404
        with pytest.raises(PermissionDenied):
            services.invite_founder(cast.umbrella, email="neu@verein.example", language="de", by=user)


@pytest.mark.parametrize("page", ["figures", "mandates"])
def test_its_members_allow_it_nothing_new(client, cast, page):
    hide(cast.umbrella)
    client.force_login(cast.coordinator)
    typed = {"umbrella": cast.umbrella.pk, "until": today().isoformat()}
    answer = client.post(f"/de/desk/organisations/{cast.association.slug}/{page}/", typed)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["umbrella"])
    with pytest.raises(ValidationError):
        services.agree_to_sums(cast.association, cast.umbrella, by=cast.coordinator)
    with pytest.raises(ValidationError):
        services.give_mandate(cast.association, cast.umbrella, until=today(), by=cast.coordinator)
