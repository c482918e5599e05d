import hashlib
from datetime import timedelta
from uuid import uuid4

import factory
from django.utils import timezone
from django.utils.text import slugify

from organisations.choices import ListingState, Role
from organisations.choices.lists import ListState
from organisations.choices.surveys import QuestionKind
from organisations.choices.trust import Basis
from organisations.models import (
    Affiliation,
    Claim,
    ClaimLetter,
    ImportedList,
    ListSource,
    Logo,
    Membership,
    Organisation,
    Question,
    Reply,
    Survey,
    Verification,
)
from organisations.models.letters import hash_of
from portal.lib.dates import today
from tests.factories.accounts import UserFactory
from tests.factories.places import PostalCodeFactory


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Elternverein {n}")
    slug = factory.LazyAttribute(lambda it: slugify(it.name))
    state = ListingState.LISTED
    languages = ["de", "ar"]
    postal_code = factory.SubFactory(PostalCodeFactory)
    place = factory.LazyAttribute(lambda it: it.postal_code.place if it.postal_code else "")
    district = factory.LazyAttribute(lambda it: it.postal_code.district if it.postal_code else None)
    land = factory.LazyAttribute(lambda it: it.district.land if it.district else None)


class LogoFactory(factory.django.DjangoModelFactory):
    """A logo that its organisation shows."""

    class Meta:
        model = Logo
        skip_postgeneration_save = True

    organisation = factory.SubFactory(OrganisationFactory)
    file = factory.django.ImageField(width=4, height=3, format="JPEG")
    width, height = 4, 3
    sha256 = factory.Sequence(lambda number: hashlib.sha256(bytes([number % 256])).hexdigest())

    @factory.post_generation
    def _shown(self, create, extracted, **kwargs) -> None:
        self.organisation.logo = self
        self.organisation.save()


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    organisation = factory.SubFactory(OrganisationFactory)
    user = factory.SubFactory(UserFactory)
    role = Role.COORDINATOR


class VerificationFactory(factory.django.DjangoModelFactory):
    """One that has just begun, by the portal's staff unless `umbrella` is named."""

    class Meta:
        model = Verification

    organisation = factory.SubFactory(OrganisationFactory)
    basis = Basis.REGISTER
    checked_on = factory.LazyFunction(today)
    valid_until = factory.LazyAttribute(lambda it: it.checked_on + timedelta(days=730))


class ClaimFactory(factory.django.DjangoModelFactory):
    """An open claim; with `secret` it is answered by the link that holds it."""

    class Meta:
        model = Claim
        exclude = ["secret"]

    secret = ""
    secret_hash = factory.LazyAttribute(
        lambda row: hashlib.sha256(row.secret.encode()).hexdigest() if row.secret else ""
    )
    organisation = factory.SubFactory(OrganisationFactory, state=ListingState.UNCLAIMED)
    name = "Samira"
    email = factory.Sequence(lambda number: f"samira{number}@mail.example")


class ClaimLetterFactory(factory.django.DjangoModelFactory):
    """A letter that still works, to a member of the network whose entry nobody looks after."""

    class Meta:
        model = ClaimLetter

    umbrella = factory.SubFactory(OrganisationFactory, is_umbrella=True)
    organisation = factory.SubFactory(OrganisationFactory, state=ListingState.UNCLAIMED)
    batch = factory.LazyFunction(uuid4)
    made = factory.LazyFunction(timezone.now)
    ends = factory.LazyAttribute(lambda row: row.made + timedelta(days=90))

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        letter = model_class(*args, **kwargs)
        letter.code_hash = hash_of(letter.code)
        letter.save()
        Affiliation.objects.get_or_create(member=letter.organisation, umbrella=letter.umbrella)
        return letter


class ListSourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ListSource

    name = factory.Sequence(lambda number: f"list {number}")
    umbrella = None


class ImportedListFactory(factory.django.DjangoModelFactory):
    """A list of one row that has been compared."""

    class Meta:
        model = ImportedList

    source = factory.SubFactory(ListSourceFactory)
    headers = ["name"]
    table = [[2, ["Elterntreff"], False]]
    columns = {"name": "name"}
    state = ListState.READY


class SurveyFactory(factory.django.DjangoModelFactory):
    """Three questions of a network, one of each kind, sent last week and open for two more."""

    class Meta:
        model = Survey

    umbrella = factory.SubFactory(OrganisationFactory, is_umbrella=True)
    version = 1
    title = "Wie war das Jahr?"
    language = "de"
    questions = [
        Question("Was hat geholfen?").stored(),
        Question("Kommen Sie zum Fachtag?", QuestionKind.CHOICE, ("ja", "nein")).stored(),
        Question("Wie viele kommen mit?", QuestionKind.NUMBER).stored(),
    ]
    last_day = factory.LazyFunction(lambda: today() + timedelta(days=14))
    sent = factory.LazyFunction(lambda: timezone.now() - timedelta(days=7))


class ReplyFactory(factory.django.DjangoModelFactory):
    """A member of the network that has not answered yet."""

    class Meta:
        model = Reply

    survey = factory.SubFactory(SurveyFactory)
    member = factory.SubFactory(OrganisationFactory)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        reply = super()._create(model_class, *args, **kwargs)
        Affiliation.objects.get_or_create(member=reply.member, umbrella=reply.survey.umbrella)
        return reply
