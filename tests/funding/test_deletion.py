from datetime import timedelta

import pytest
from django.utils import timezone

from funding.choices import Task
from funding.models import Draft, Receipt
from funding.services import drafts, expenses
from funding.services.deletion import purge
from tests.cast import Cast
from tests.funding import scenes

pytestmark = pytest.mark.django_db


def test_what_nobody_saved_is_forgotten_in_time(cast: Cast) -> None:
    proof = scenes.proof(cast)
    drafts.keep_draft(scenes.draft(cast), Task.GOALS, {"need": "x"}, by=cast.coordinator, version=1)
    receipt = expenses.keep_receipt(proof, scenes.pdf(), by=cast.coordinator)
    assert purge() == {"typed pages forgotten": 0, "stray vouchers deleted": 0}
    long_ago = timezone.now() - timedelta(days=200)
    Draft.objects.update(saved=long_ago)
    Receipt.objects.update(uploaded=long_ago)
    assert purge() == {"typed pages forgotten": 1, "stray vouchers deleted": 1}
    assert not receipt.file.storage.exists(receipt.file.name)
