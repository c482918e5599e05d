"""Portal staff let somebody back in who has lost the second factor."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.models import Group, Permission
from django.db import ProgrammingError, transaction
from django.test import Client
from django.utils import timezone

from portal.accounts import services
from portal.accounts.models import SecondFactorReset, User
from portal.outbox.models import Message
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
REASON = "Rückruf unter der Nummer des Vereins; Telefon verloren."
NEW_PASSWORD = "ein anderes langes Passwort"


@pytest.fixture
def chief():
    return UserFactory(is_staff=True, is_superuser=True)


@pytest.fixture
def helper():
    """Portal staff who may change people, and is no administrator."""
    group = Group.objects.create(name="Support")
    group.permissions.set(Permission.objects.filter(codename__in=["view_user", "change_user"]))
    person = UserFactory(is_staff=True)
    person.groups.add(group)
    return person


@pytest.fixture
def loser():
    person = UserFactory(language="en")
    RecoveryCodes.activate(person)
    return person


def ask(client, person, **typed):
    """Choose the action on the person's page in the admin; with `reason=…` carry it out."""
    path = f"/admin/accounts/user/{person.pk}/change/"
    row = {"_selected_action": person.pk, "CHANGE_FORM-action": "reset_second_factor", "index": 0}
    return client.post(path, row | typed, follow=True)


def as_(person):
    client = Client()
    client.force_login(person)
    return client


def factors(person):
    return Authenticator.objects.filter(user=person).count()


def test_it_asks_for_the_reason_first_and_changes_nothing(helper, loser):
    client = as_(helper)
    page = ask(client, loser).content.decode()
    assert '<textarea name="reason"' in page
    assert loser.email in page
    again = ask(client, loser, reason="  ").content.decode()
    assert '<ul class="errorlist" id="id_reason_error">' in again
    assert factors(loser) == 2
    assert not SecondFactorReset.objects.exists()


def test_the_second_factor_the_password_and_all_sessions_are_gone(helper, loser):
    client = as_(loser)
    assert client.get("/de/desk/").status_code == 200
    ask(as_(helper), loser, reason=REASON)
    assert factors(loser) == 0
    assert client.get("/de/desk/").status_code == 302
    loser.refresh_from_db()
    assert not loser.has_usable_password()


def test_who_when_whom_and_why_stands_in_a_log_that_nobody_changes(helper, loser):
    ask(as_(helper), loser, reason=REASON)
    line = SecondFactorReset.objects.get()
    assert (line.person, line.by, line.reason) == (loser, helper, REASON)
    for change in (lambda: SecondFactorReset.objects.update(reason="-"), line.delete):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change()
    page = as_(helper).get("/admin/accounts/secondfactorreset/").content.decode()
    assert REASON in page


def test_the_way_back_in(helper, loser, client, mailoutbox, django_capture_on_commit_callbacks):
    loser.is_staff = True
    loser.save()
    chief = UserFactory(is_staff=True, is_superuser=True)
    with django_capture_on_commit_callbacks(execute=True):
        ask(as_(chief), loser, reason=REASON)
    (sent,) = mailoutbox
    assert sent.to == [loser.email]
    assert REASON not in sent.body
    (link, *_) = re.findall(r"http://\S+/password/reset/key/\S+", sent.body)
    assert Message.objects.get().payload == {}, "the link is not kept"

    form = client.get(link.removeprefix("http://localhost:8000"), follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert client.post("/en/accounts/login/", {"login": loser.email, "password": PASSWORD}).status_code == 422
    done = client.post("/en/accounts/login/", {"login": loser.email, "password": NEW_PASSWORD}, follow=True)
    assert done.redirect_chain[-1][0] == "/en/accounts/2fa/"


def test_a_second_click_says_that_there_is_none(helper, loser):
    ask(as_(helper), loser, reason=REASON)
    page = ask(as_(helper), loser, reason=REASON).content.decode()
    assert "hat keinen zweiten Faktor" in page or "has no second factor" in page
    assert SecondFactorReset.objects.count() == 1
    assert Message.objects.count() == 1


@pytest.mark.parametrize("target", ["oneself", "an administrator", "other staff"])
def test_staff_reset_neither_their_own_nor_that_of_staff(helper, target):
    person = {
        "oneself": lambda: helper,
        "an administrator": lambda: UserFactory(is_superuser=True),
        "other staff": lambda: UserFactory(is_staff=True),
    }[target]()
    ask(as_(helper), person, reason=REASON)
    assert factors(person) == 1
    assert not SecondFactorReset.objects.exists()


def test_an_administrator_resets_that_of_staff_but_not_their_own(chief, helper):
    ask(as_(chief), helper, reason=REASON)
    ask(as_(chief), chief, reason=REASON)
    assert (factors(helper), factors(chief)) == (0, 1)


def test_staff_without_the_right_to_change_people_cannot(loser):
    group = Group.objects.create(name="Readers")
    group.permissions.set(Permission.objects.filter(codename="view_user"))
    reader = UserFactory(is_staff=True)
    reader.groups.add(group)
    ask(as_(reader), loser, reason=REASON)
    assert factors(loser) == 2


def test_the_log_outlives_the_people_and_is_deleted_after_two_years(helper, loser):
    services.reset_second_factor(loser, by=helper, reason=REASON)
    services.close_account(loser, by=None)
    helper.delete()
    assert not User.objects.filter(pk=loser.pk).exists()
    line = SecondFactorReset.objects.get()
    assert (line.person, line.by, line.reason) == (None, None, REASON)

    services.purge()
    assert SecondFactorReset.objects.count() == 1


def test_lines_older_than_two_years_are_purged(helper, loser, time_machine):
    time_machine.move_to(timezone.now() - timedelta(days=731))
    services.reset_second_factor(loser, by=helper, reason=REASON)
    time_machine.move_to(timezone.now() + timedelta(days=731))
    assert services.purge()["resets of a second factor"] == 1
    assert not SecondFactorReset.objects.exists()
