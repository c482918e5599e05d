import factory
from django.utils.text import slugify

from organisations.choices import ListingState, Role
from organisations.models import Membership, Organisation
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


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    organisation = factory.SubFactory(OrganisationFactory)
    user = factory.SubFactory(UserFactory)
    role = Role.COORDINATOR
