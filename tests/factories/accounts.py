"""People who sign in: their mail is confirmed and they have set up a second factor."""

from typing import Any

import factory
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from portal.accounts.models import User

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
        EmailAddress.objects.create(user=self, email=self.email, verified=wanted is not False, primary=True)

    @factory.post_generation
    def second_factor(self: User, create: bool, wanted: bool | None) -> None:
        """`second_factor=False`: none is set up."""
        if wanted is not False:
            TOTP.activate(self, generate_totp_secret())

    @staticmethod
    def totp_secret(user: User) -> str:
        return Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP).data["secret"]
