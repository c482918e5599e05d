"""The history of a row ends with it, or after the time that the settings give it."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from pghistory.models import Context

from parentwork.models import Workshop
from portal.erasures.services import purge_histories
from portal.guides.models import Term
from tests.factories.guides import TermFactory
from tests.factories.parentwork import WorkshopFactory

pytestmark = pytest.mark.django_db
Event = Workshop.pgh_event_model


def test_the_history_of_a_row_that_is_gone_goes_too():
    gone, kept = WorkshopFactory(title_de="Treffen bei Samira"), WorkshopFactory()
    Workshop.objects.filter(pk=gone.pk).delete()
    assert Event.objects.filter(pgh_obj_id=gone.pk).exists()
    purge_histories()
    assert set(Event.objects.values_list("pgh_obj_id", flat=True)) == {kept.pk}


def test_what_a_living_row_once_said_is_forgotten_after_its_time(settings):
    WorkshopFactory()
    kept = Event.objects.all()
    settings.HISTORY_KEPT_DAYS = {"parentwork": 30}
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        purge_histories()
        assert kept.exists()
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        purge_histories()
        assert not kept.exists()


def test_guides_remember_what_was_removed():
    term = TermFactory()
    Term.objects.all().delete()
    purge_histories()
    assert Term.pgh_event_model.objects.filter(pgh_obj_id=term.pk).exists()


def test_who_did_it_is_forgotten_with_what_was_done():
    Context.objects.create(id="6e7d1a0e-95f2-4a48-a9a8-2a4f9d0b3c11", metadata={"user": 1})
    call_command("purge", verbosity=0)
    assert not Context.objects.exists()
