from datetime import date, timedelta
from decimal import Decimal

import factory
from django.core.files.base import ContentFile
from django.utils import timezone

from funding.choices import Aid, Applicant, CostCategory, Financing, OfficeLevel, OfficeRole, Sureness
from funding.models import (
    AdviceFile,
    AdviceMessage,
    AdviceRequest,
    Office,
    OfficeMember,
    Programme,
    ProgrammeEntry,
)
from portal.lib.dates import today
from tests.factories.accounts import UserFactory
from tests.factories.places import LandFactory


class OfficeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Office

    slug = factory.Sequence("amt-{}".format)
    name = factory.Sequence("Musterstelle {}".format)
    land = factory.SubFactory(LandFactory)
    reviews_here = True
    advises_here = True
    letterhead = "Musterstelle\nMusterweg 1\n44137 Dortmund"
    remedy = "Gegen diesen Bescheid kann innerhalb eines Monats Klage erhoben werden."
    file_prefix = "M-48"
    hears = False
    post_days = 0
    source = "Test"
    last_checked = date(2026, 11, 1)
    sureness = Sureness.CHECKED
    helps_with_de = "Berät Vereine."
    helps_with_en = "Advises associations."


class OfficeMemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OfficeMember

    office = factory.SubFactory(OfficeFactory)
    user = factory.SubFactory(UserFactory)
    role = OfficeRole.CASEWORKER


class ProgrammeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Programme

    slug = factory.Sequence("programm-{}".format)
    office = factory.SubFactory(OfficeFactory)
    name_de = "Förderung von Elternarbeit"
    name_en = "Funding of work with parents"
    summary_de = "Geld für Vereine."
    financing = Financing.SHARE
    rate = Decimal("0.80")
    max_amount = Decimal("15000.00")
    own_share = Decimal("0.20")
    cost_categories = [category.value for category in CostCategory]
    volunteer_rate = Decimal("15.00")
    volunteer_cap = Decimal("0.15")
    deviation_rate = Decimal("0.20")
    minor_change = Decimal("500.00")
    proof_months = 6
    retention_years = 5
    legal_basis = "§§ 23, 44 LHO"
    conditions = "Die ANBest-P sind Bestandteil des Bescheids."
    sureness = Sureness.CHECKED


class EntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProgrammeEntry

    key = factory.Sequence("{:032x}".format)
    title = factory.Sequence("Förderung von Begegnungen {}".format)
    url = "https://www.foerderdatenbank.de/begegnungen.html"
    prose = "### Kurztext\n\nWenn Sie Begegnungen planen, können Sie einen Zuschuss bekommen."
    level = OfficeLevel.FEDERAL
    aids = [Aid.GRANT]
    applicants = [Applicant.ASSOCIATION]
    topics = ["Kultur"]


class AdviceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AdviceRequest

    office = factory.SubFactory(OfficeFactory)
    name = "Oksana"
    email = "oksana@familie.example"
    language = "uk"
    subject = "Гроші для зустрічей"
    state_since = factory.LazyFunction(timezone.now)
    delete_on = factory.LazyFunction(lambda: today() + timedelta(180))


class AdviceMessageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AdviceMessage

    advice = factory.SubFactory(AdviceFactory)
    body = "Як попросити гроші?"
    language = "uk"


class AdviceFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AdviceFile

    message = factory.SubFactory(AdviceMessageFactory)
    file = factory.LazyFunction(lambda: ContentFile(b"%PDF", name="plan.pdf"))
    name = "plan.pdf"
    mime = "application/pdf"
    size = 4
    sha256 = "4" * 64
