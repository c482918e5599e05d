"""What the overview says of the registry: a page that the public does not see yet."""

import pytest

from organisations import duties
from organisations.choices import ListingState
from tests.organisations.yearly import profile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture(autouse=True)
def _has_answered_for_this_year(cast):
    profile(cast.association)


def titles(user):
    return [duty.title for duty in duties.of(user)]


def test_a_public_page_is_no_duty(cast):
    assert titles(cast.coordinator) == []


def test_an_incomplete_profile_waits_for_those_who_may_edit_it(cast):
    cast.association.state, cast.association.languages = ListingState.UNCLAIMED, []
    cast.association.save()
    assert titles(cast.coordinator) == ["Complete the profile of your organisation"]
    assert titles(cast.editor) == ["Complete the profile of your organisation"]
    assert titles(cast.reader) == []


def test_a_complete_profile_waits_to_be_shown(cast):
    cast.association.state = ListingState.UNCLAIMED
    cast.association.summary_de, cast.association.email = "Wir begleiten Eltern.", "post@nordstadt.example"
    cast.association.save()
    assert cast.association.gaps == []
    assert titles(cast.coordinator) == ["Show the page of your organisation to everybody"]
    assert titles(cast.editor) == []
