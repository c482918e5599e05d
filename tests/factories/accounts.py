"""People who sign in: their mail is confirmed and they have set up a second factor."""

import hashlib
import time
from collections.abc import Iterable
from typing import Any

import factory
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt, encrypt
from django.contrib.auth.hashers import make_password

from portal.accounts.models import Invitation, User

PASSWORD = "ein ganz langes Passwort"


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"person{number}@verein.example")
    name = factory.Sequence(lambda number: f"Person {number}")
    password = PASSWORD

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        return model_class.objects.create_user(*args, **kwargs)

    @factory.post_generation
    def confirmed(self: User, create: bool, wanted: bool | None) -> None:
        """`confirmed=False`: the mail address is not confirmed."""
        if create:
            _address(self, verified=wanted is not False).save()

    @factory.post_generation
    def second_factor(self: User, create: bool, wanted: bool | None) -> None:
        """`second_factor=False`: none is set up."""
        if create and wanted is not False:
            _app(self).save()


def people(rows: Iterable[dict[str, Any]]) -> list[User]:
    """As `UserFactory` makes them one by one, in three questions to the database."""
    password = make_password(PASSWORD)
    users = User.objects.bulk_create([UserFactory.build(**row | {"password": password}) for row in rows])
    EmailAddress.objects.bulk_create([_address(user, verified=True) for user in users])
    Authenticator.objects.bulk_create([_app(user) for user in users])
    return users


def _address(user: User, *, verified: bool) -> EmailAddress:
    return EmailAddress(user=user, email=user.email, verified=verified, primary=True)


def _app(user: User) -> Authenticator:
    """The authenticator app of a phone."""
    secret = encrypt(generate_totp_secret())
    return Authenticator(user=user, type=Authenticator.Type.TOTP, data={"secret": secret})


def code_of(user: User, *, steps: int = 0) -> str:
    """The six digits that this person's authenticator app shows now, or some half minutes later."""
    secret = decrypt(Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP).data["secret"])
    return code_for(secret, steps=steps)


def code_for(secret: str, *, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


class InvitationFactory(factory.django.DjangoModelFactory[Invitation]):
    """An open invitation to the portal's staff; `secret` is what stands in its link."""

    class Meta:
        model = Invitation
        exclude = ["secret"]

    secret = factory.Sequence(lambda number: f"secret{number}")
    secret_hash = factory.LazyAttribute(lambda row: hashlib.sha256(row.secret.encode()).hexdigest())
    email = factory.Sequence(lambda number: f"invited{number}@verein.example")
    grant = "accounts.portal_staff"
