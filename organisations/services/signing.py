"""Who acted, and in which capacity, for the history of what is edited."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pghistory

from portal.accounts.models import User


def signed(by: User | None, capacity: str) -> AbstractContextManager[Any]:
    """What is saved inside says in the history that `by` acted as `capacity`, which outlives the account.

    `by=None` is the portal itself, unless whoever called has signed.
    """
    return pghistory.context(user=by.pk, capacity=str(capacity)) if by else nullcontext()
