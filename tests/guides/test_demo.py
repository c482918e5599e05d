"""The demo's translator has an outdated guide, and one that waits for somebody else."""

import pytest

from portal.guides import demo
from portal.guides.models import TranslationDraft
from portal.guides.reports.translations.board import Status, places
from portal.guides.services import translating
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def statuses() -> dict[str, Status]:
    return {place.slug: place.status for place in places(["ar"])}


def test_the_translator_has_work_and_gets_no_more_of_it_at_the_next_start(content):
    staff = UserFactory(email=demo.STAFF, is_staff=True)
    UserFactory(email=demo.TRANSLATOR)
    assert demo.load() == {"translations to work on": 2}
    assert (statuses()[demo.OUTDATED], statuses()[demo.WAITING]) == (Status.OUTDATED, Status.REVIEW)
    assert demo.load() == {"translations to work on": 0}
    draft = TranslationDraft.objects.get()
    translating.publish(draft, by=staff, version=draft.version, machine_read=True)
    assert demo.load() == {"translations to work on": 0}
    assert statuses()[demo.WAITING] == Status.DONE
