"""Two answers at once, and one form sent several times at once."""

import pytest

from organisations.models import Membership
from parentwork.models import Need
from parentwork.services import needs
from portal.outbox.models import Message
from tests.factories.organisations import VerificationFactory
from tests.factories.parentwork import NeedFactory, WorkshopDateFactory, WorkshopFactory
from tests.parentwork.test_seat_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_answers_at_once_one_is_told(cast):
    need = NeedFactory(place=cast.postal_code, way="mail", email="o@example.org")
    jobs = []
    for organisation in (cast.association, cast.foreign_association):
        VerificationFactory(organisation=organisation, umbrella=cast.umbrella)
        workshop = WorkshopDateFactory(workshop=WorkshopFactory(organisation=organisation)).workshop
        by = Membership.objects.get(organisation=organisation, role="coordinator").user
        jobs += [lambda workshop=workshop, by=by: needs.answer_with(need, workshop, by=by)] * 2
    answers = at_once(jobs)
    won = [answer for answer in answers if isinstance(answer, Need)]
    assert len({answer.answered_by_id for answer in won}) == 1
    assert [error.code for error in answers if not isinstance(error, Need)] == ["gone"] * 2
    assert Message.objects.count() == 1


def test_one_form_sent_eight_times_at_once_is_one_need(wish):
    said = wish(way="mail", email="o@example.org")
    answers = at_once([lambda: needs.post(said)] * 8)
    assert len({answer.pk for answer in answers}) == 1
    assert Need.objects.count() == 1
    assert Message.objects.count() == 1


def test_what_is_taken_back_twice_at_once_is_counted_once(cast):
    need = NeedFactory(place=cast.postal_code)
    assert sorted(at_once([lambda: needs.take_back(need)] * 4)) == [False, False, False, True]
