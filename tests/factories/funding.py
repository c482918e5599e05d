from datetime import date
from decimal import Decimal

import factory

from funding.choices import Aid, Applicant, CostCategory, Financing, OfficeLevel, OfficeRole, Sureness
from funding.models import Office, OfficeMember, Programme, ProgrammeEntry
from tests.factories.accounts import UserFactory
from tests.factories.places import LandFactory


class OfficeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Office

    slug = factory.Sequence("amt-{}".format)
    name = factory.Sequence("Musterstelle {}".format)
    land = factory.SubFactory(LandFactory)
    reviews_here = True
    letterhead = "Musterstelle\nMusterweg 1\n44137 Dortmund"
    remedy = "Gegen diesen Bescheid kann innerhalb eines Monats Klage erhoben werden."
    file_prefix = "M-48"
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
