"""The people of the demo: they sign in with the password that is printed at start."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from portal.accounts.models import User

PEOPLE = {
    "verein@demo.example": "Aylin Demir",
    "helfer@demo.example": "Samir Haddad",
    "verein-be@demo.example": "Olena Kovalenko",
    "netzwerk@demo.example": "Mariana Costa",
    "land-nw@demo.example": "Petra Lindner",
    "land-nw-2@demo.example": "Jonas Weber",
    "land-be@demo.example": "Katrin Schulz",
    "uebersetzung-ar@demo.example": "Rana Al-Khatib",
    "portal@demo.example": "Ines Hoffmann",
    # They look after the other public pages, and are not printed at start.
    "hamburg@demo.example": "Zeynep Aksoy",
    "hannover@demo.example": "Murat Yalçın",
    "leipzig@demo.example": "Nour Saleh",
    "muenchen@demo.example": "Giulia Ferri",
    "stuttgart@demo.example": "Carmen Ruiz",
    "bremen@demo.example": "Agnieszka Nowak",
    "frankfurt@demo.example": "Selam Tesfaye",
    "essen@demo.example": "Shirin Karimi",
    "hamm@demo.example": "Dmytro Bondar",
    "rhein-ruhr@demo.example": "Layla Mansour",
    "nordlicht@demo.example": "Piotr Wolski",
}
STAFF = "portal@demo.example"
# Whom each one is, printed at start.
SIGN_INS = {
    "verein@demo.example": "coordinator of an association in Dortmund",
    "helfer@demo.example": "a helper of this association",
    "verein-be@demo.example": "coordinator of an association in Berlin",
    "netzwerk@demo.example": "coordinator of an umbrella organisation",
    "land-nw@demo.example": "caseworker of an office in North Rhine-Westphalia",
    "land-nw-2@demo.example": "countersigning officer of the same office",
    "land-be@demo.example": "caseworker of an office in Berlin",
    "uebersetzung-ar@demo.example": "translator into Arabic",
    "portal@demo.example": "portal staff, Django admin included",
}


@transaction.atomic
def load() -> dict[str, int]:
    """Make the demo sign-ins, their mail confirmed; those that exist get today's demo password."""
    if not settings.DEMO:
        return {}
    password = _hashed_password()
    created = 0
    for email, name in PEOPLE.items():
        user, is_new = User.objects.get_or_create(email=email, defaults={"name": name})
        created += is_new
        user.is_active = True
        user.is_staff = user.is_superuser = email == STAFF
        user.password = password
        user.save()
        EmailAddress.objects.update_or_create(
            user=user, email=email, defaults={"verified": True, "primary": True}
        )
    return {"people": created}


def _hashed_password() -> str:
    """One hash for all of them, since each takes a quarter of a second; as it was while it still fits."""
    known = User.objects.filter(email=STAFF).values_list("password", flat=True).first()
    if known and check_password(settings.DEMO_PASSWORD, known):
        return known
    return make_password(settings.DEMO_PASSWORD)


def close() -> None:
    """Shut the demo sign-ins of a house that has left DEMO=1 behind."""
    User.objects.filter(email__in=PEOPLE, is_active=True).update(is_active=False)


def people() -> dict[str, User]:
    """The demo people by mail address, for the demo rows of the other apps."""
    return {user.email: user for user in User.objects.filter(email__in=PEOPLE)}
