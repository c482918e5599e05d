"""Two clicks at the very same time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from portal.accounts.models import User
from portal.accounts.services import accept_with_new_account
from tests.factories.accounts import PASSWORD, InvitationFactory


@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_one_link_at_once_one_gets_it():
    InvitationFactory(secret="geheim", email="")  # names nobody, so that both could be meant
    start = Barrier(2)

    def accept(email: str) -> bool:
        try:
            start.wait()
            accept_with_new_account("geheim", name="X", password=PASSWORD, language="de", email=email)
        except ValidationError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        got_it = list(pool.map(accept, ["a@portal.example", "b@portal.example"]))
    assert sorted(got_it) == [False, True]
    assert User.objects.count() == 1
