"""Needs are deleted on their day; anonymous counts stay, and small numbers tell nothing."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from parentwork.models import Need, NeedCount
from parentwork.queries.unmet import Figure, unmet_in
from parentwork.services import needs
from portal.lib.dates import today
from tests.factories.guides import TopicFactory
from tests.factories.parentwork import NeedFactory
from tests.factories.places import PostalCodeFactory

pytestmark = pytest.mark.django_db


def test_a_need_goes_on_its_day_and_leaves_a_number(cast, need):
    NeedFactory(place=cast.postal_code, delete_on=today(), families=3)
    NeedFactory(place=cast.postal_code, delete_on=today())
    NeedFactory(place=cast.postal_code, delete_on=today(), answer="contact", answered=timezone.now())
    assert needs.purge() == {"needs": 3}
    assert list(Need.objects.all()) == [need]
    rows = NeedCount.objects.order_by("end").values_list("end", "needs", "families", "spoken", "district")
    assert list(rows) == [("answered", 1, 1, "uk", "05913"), ("unmet", 2, 4, "uk", "05913")]
    assert needs.purge() == {"needs": 0}


def test_what_a_restored_backup_brings_back_is_deleted_again(need):
    later = timezone.now() + timedelta(hours=1)
    assert needs.erase_again([need.pk], before=need.created) == 0
    assert needs.erase_again([need.pk], before=later) == 1
    assert not Need.objects.exists()


def test_no_history_of_needs_is_kept():
    events = {model.__name__ for model in apps.get_app_config("parentwork").get_models()}
    assert "NeedEvent" not in events


class TestUnmet:
    """Numbers for those who plan, of the whole Land."""

    def test_open_ones_and_those_over_without_an_answer_count(self, cast):
        for _number in range(4):
            NeedFactory(place=cast.postal_code, topic=TopicFactory())
        for _number in range(2):
            NeedFactory(place=cast.postal_code, topic=TopicFactory(), delete_on=today())
        needs.purge()
        NeedFactory(place=cast.postal_code, answer="contact", answered=timezone.now())
        found = unmet_in("DE-NW")
        assert found.total == 6
        assert found.districts == [Figure("05913", 6)]
        assert found.topics == [Figure("school", 6)]

    def test_small_numbers_and_what_would_tell_them_stay_back(self, cast):
        for spoken, count in {"uk": 6, "ar": 9, "ti": 1}.items():
            for _number in range(count):
                NeedFactory(place=cast.postal_code, spoken=spoken)
        found = unmet_in("DE-NW")
        assert found.total == 16
        assert found.languages == [Figure("ar", 9), Figure("ti", None), Figure("uk", None)]

    def test_fewer_than_five_have_no_number_at_all(self, cast, need, desk):
        found = unmet_in("DE-NW")
        assert (found.total, found.districts, found.languages) == (None, [], [])
        assert "Too few for a number" in desk.get("desk_unmet").text

    def test_another_land_does_not_count(self, cast):
        for _number in range(5):
            NeedFactory(place=PostalCodeFactory(code="12043"))
        assert unmet_in("DE-NW").total is None
        assert unmet_in("DE-BE").total == 5

    def test_what_was_over_long_ago_does_not_count(self, cast):
        month = (today() - timedelta(days=500)).replace(day=1)
        NeedCount.objects.create(month=month, district=cast.district, spoken="uk", end="unmet", needs=9)
        assert unmet_in("DE-NW").total is None

    def test_the_page_names_places_languages_and_topics(self, cast, desk):
        for _number in range(5):
            NeedFactory(place=cast.postal_code)
        page = desk.get("desk_unmet").text
        assert "5 entries" in page
        assert "Dortmund" in page
        assert "Ukrainian" in page
        assert "something else" in page
