"""A programme changes by revisions: a request keeps the rules under which it was made."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from funding.models import Programme
from funding.services import drafts
from funding.services.programmes import revise
from tests.cast import Cast
from tests.funding import scenes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def changed(programme: Programme, cast: Cast) -> Programme:
    """As portal staff changes it: another cap."""
    row = Programme.objects.get(pk=programme.pk)
    row.max_amount = Decimal(1234)
    return revise(row, by=cast.portal_staff)


def test_what_was_sent_keeps_its_rules_and_the_next_request_has_the_new_ones(
    cast: Cast, applicant: Client
) -> None:
    row = scenes.submitted(cast)
    before = Programme.objects.get(pk=row.programme_id)
    new = changed(before, cast)
    row.refresh_from_db()
    assert (row.programme.revision, row.programme.max_amount) == (before.revision, before.max_amount)
    assert not row.programme.is_current
    assert (new.slug, new.revision, new.is_current) == (before.slug, before.revision + 1, True)
    assert "1,234" not in applicant.get(row.get_absolute_url()).text
    draft = drafts.start(
        cast.association, Programme.objects.taking_requests().get(), "Neu", by=cast.coordinator
    )
    assert draft.programme == new
    plan = reverse("funding:plan", args=[draft.organisation.slug, draft.public_id])
    assert "1,234" in applicant.get(plan).text


def test_the_public_page_says_the_rules_of_today(cast: Cast, client: Client) -> None:
    programme = scenes.submitted(cast).programme
    changed(programme, cast)
    assert "1,234" in client.get(reverse("funding:programme", args=[programme.slug])).text


def test_one_revision_holds_at_a_time(cast: Cast) -> None:
    programme = scenes.submitted(cast).programme
    new = changed(changed(programme, cast), cast)
    assert Programme.objects.filter(slug=programme.slug, is_current=True).get() == new
    with pytest.raises(IntegrityError), transaction.atomic():
        Programme.objects.filter(slug=programme.slug).update(is_current=True)
