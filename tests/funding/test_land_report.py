"""The annual report of a Land: what was written down of a year, beside the year before, and why requests
were rejected."""

import io
import re

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from funding.choices import Refusal, State
from funding.clock import freeze_land_reports
from funding.models import Decision, LandReport
from funding.reports.land_reports import LAND_REPORT, annual_report
from funding.reports.refusals import refusals_of
from organisations.clock import freeze_sums
from organisations.models import Organisation
from organisations.models.structure import newest_closed_year
from parentwork.clock import freeze_land_sums
from parentwork.models import LandSums
from portal.documents.kinds import kind_of
from portal.documents.models import Document
from portal.documents.rendering import job, pdf
from portal.lib.freezing import frozen
from portal.places.models import Land
from tests.factories.organisations import OrganisationFactory
from tests.funding import scenes
from tests.funding.matrix import decision, placed
from tests.organisations.yearly import profile
from tests.parentwork.test_lands import five

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
PAGE = "/en/desk/offices/musterstelle-nw/land/"
REPORT = f"{PAGE}report/"


@pytest.fixture
def year() -> int:
    return newest_closed_year()


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.caseworker)
    return client


def rejected(cast, year: int, number: int, refusal: str, **more) -> None:
    """So many organisations were told so in that year."""
    for _number in range(number):
        where = {"organisation": OrganisationFactory(), "programme": scenes.programme_of(cast)} | more
        request = placed(cast, State.FINAL, **where)
        made = decision(request, cast, signed=False)
        Decision.objects.filter(pk=made.pk).update(
            outcome="rejected", amount=0, refusal=refusal, countersigned=timezone.now(), frozen={},
            announced=timezone.now().replace(year=year, month=5, day=4),
        )  # fmt: skip


def written_down(cast, year: int) -> LandReport:
    freeze_sums()
    freeze_land_sums()
    freeze_land_reports()
    return LandReport.objects.select_related("land").get(land=cast.land, year=year)


def of_the_year_before(cast, year: int) -> None:
    """Sums of an earlier year, as they were written down then: nothing was offered."""
    freeze_land_sums()
    older = LandSums.objects.get(land=cast.berlin, year=year)
    LandSums.objects.create(land=cast.land, year=year - 1, figures=older.figures | {"offers": 3})


def part_of(report: LandReport, title: str) -> dict[str, tuple]:
    part = next(part for part in annual_report(report).parts if part.title == title)
    return {row.label: (row.now, row.before, row.resting) for row in part.figures}


class TestTheReport:
    def test_each_figure_stands_beside_that_of_the_year_before(self, cast, year):
        five(year, cast.postal_code, adults=3)
        of_the_year_before(cast, year)
        report = written_down(cast, year)
        whole = part_of(report, "The whole Land")
        assert whole["Offers"] == (5, 3, 5)
        assert whole["Participations"] == (15, "kept back", 5)
        assert part_of(report, "Offers by: District") == {"Dortmund": (5, 0, 5)}
        assert part_of(report, "Participations by district") == {"Dortmund": (15, 0, 5)}

    def test_the_first_year_has_nothing_beside_it(self, cast, year):
        five(year, cast.postal_code, adults=3)
        report = written_down(cast, year)
        assert {row.before for part in annual_report(report).parts for row in part.figures} == {"–"}
        assert annual_report(report).sha256_before == ""

    def test_how_organisations_stand_says_how_many_answered(self, cast, year):
        for _number in range(6):
            profile(OrganisationFactory(postal_code=cast.postal_code), year, members="250+")
        report = written_down(cast, year)
        assert part_of(report, "How organisations stand") == {"Organisations that answered": (6, "–", 6)}
        assert part_of(report, "Members")["250 and more"][1:] == ("–", 6)

    def test_it_waits_for_the_sums_of_the_structure_profiles(self, cast, year):
        profile(OrganisationFactory(postal_code=cast.postal_code), year)
        freeze_land_sums()
        assert freeze_land_reports() == 0
        freeze_sums()
        assert freeze_land_reports() == Land.objects.count()

    def test_it_is_written_down_once_and_stays(self, cast, year):
        rejected(cast, year, 5, "money")
        report = written_down(cast, year)
        rejected(cast, year, 3, "money")
        assert freeze_land_reports() == 0
        assert LandReport.objects.get(pk=report.pk).figures == report.figures
        assert report.sha256 == frozen(report.figures)[1]
        with pytest.raises(ProgrammingError), transaction.atomic():
            LandReport.objects.filter(pk=report.pk).update(figures={})

    def test_no_organisation_is_named(self, cast, year):
        five(year, cast.postal_code, adults=3)
        for organisation in Organisation.objects.filter(land=cast.land):
            profile(organisation, year)
        kind, report = kind_of(LAND_REPORT["pdf"]), written_down(cast, year)
        markup = pdf.html(kind, kind.gather({"report": report.pk}, "de"), "de")
        assert not [row.name for row in Organisation.objects.filter(land=cast.land) if row.name in markup]

    @pytest.mark.parametrize("number", [1, 3])
    def test_queries(self, cast, year, number, django_assert_num_queries):
        for _number in range(number):
            five(year, cast.postal_code)
        report = written_down(cast, year)
        with django_assert_num_queries(4):
            annual_report(report)


class TestWhyRequestsWereRejected:
    def test_reasons_are_counted_and_few_are_kept_back(self, cast, year):
        rejected(cast, year, 12, "money")
        rejected(cast, year, 9, "ineligible")
        rejected(cast, year, 6, "quality")
        rejected(cast, year, 2, "late")
        found = refusals_of(cast.land, year)
        assert (found["whole"], found["organisations"]) == (29, 29)
        assert found["by"] == {"money": 12, "ineligible": 9, "late": None, "quality": None, "other": None}

    def test_many_of_one_organisation_tell_of_it_and_are_kept_back(self, cast, year):
        rejected(cast, year, 14, "money", organisation=OrganisationFactory())
        rejected(cast, year, 4, "money")
        assert refusals_of(cast.land, year) == {
            "whole": None, "organisations": 5, "by": dict.fromkeys(Refusal.values),
        }  # fmt: skip

    def test_only_what_holds_of_this_year_and_land(self, cast, year):
        rejected(cast, year, 5, "money")
        rejected(cast, year - 1, 5, "money")
        rejected(cast, year, 5, "money", office=cast.berlin_office)
        rejected(cast, year, 5, "money", office=cast.foreign_office)
        assert refusals_of(cast.land, year)["whole"] == 10
        assert refusals_of(cast.berlin, year)["whole"] == 5
        for row in Decision.objects.filter(request__office=cast.foreign_office)[:2]:
            Decision.objects.create(
                request=row.request, submission=row.submission, outcome="rejected", financing="share",
                plan={}, eligible=0, amount=0, period_start=row.period_start, period_end=row.period_end,
                voided=timezone.now(), announced=row.announced, countersigned=row.announced, frozen={},
            )  # fmt: skip
        assert refusals_of(cast.land, year)["whole"] == 10

    def test_what_was_rejected_before_it_was_asked_counts_as_not_said(self, officer, cast, year):
        rejected(cast, year, 9, "")
        rejected(cast, year, 6, "money")
        report = written_down(cast, year)
        assert part_of(report, "Why requests were rejected")["Not said"] == (9, "–", 15)
        assert "Not said" in officer.get(PAGE).text

    def test_years_stand_beside_each_other_on_the_page(self, officer, cast, year):
        for back, (money, quality) in enumerate(((8, 6), (7, 5))):
            rejected(cast, year - back, money, "money")
            rejected(cast, year - back, quality, "quality")
        of_the_year_before(cast, year)
        written_down(cast, year)
        rows = dict(officer.get(PAGE).context["refusals"])
        assert rows["No money left"] == [(year, 8), (year - 1, 7)]
        assert rows["Rejected requests"] == [(year, 14), (year - 1, 12)]
        assert rows["Came too late"] == [(year, "kept back"), (year - 1, "kept back")]


class TestTheFile:
    def made(self, officer, kind: str) -> Document:
        assert officer.post(REPORT, {"as": kind}).status_code == 302
        document = Document.objects.get()
        assert job.render(str(document.pk), "here")
        document.refresh_from_db()
        return document

    def test_the_paper_is_tagged_in_german_and_has_its_figures_inside(self, officer, cast, year):
        five(year, cast.postal_code, adults=3)
        report = written_down(cast, year)
        assert report.sha256 in officer.get(PAGE).text
        document = self.made(officer, "pdf")
        with document.file.open("rb") as file:
            reader = PdfReader(io.BytesIO(file.read()))
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert reader.trailer["/Root"]["/Lang"] == "de"
        text = re.sub(r"\s+", "", "".join(page.extract_text() for page in reader.pages))
        assert report.sha256 in text
        assert ";15;–;5" in reader.attachments["zahlen.csv"][0].decode("utf-8-sig")
        assert document.filename == f"jahresbericht-nw-{year}.pdf"

    def test_the_same_as_a_workbook(self, officer, cast, year):
        five(year, cast.postal_code, adults=3)
        report = written_down(cast, year)
        with self.made(officer, "xlsx").file.open("rb") as file:
            rows = CalamineWorkbook.from_filelike(io.BytesIO(file.read())).get_sheet_by_index(0).to_python()
        assert rows[0] == ["Part", "Figure", str(year), str(year - 1), "Rests on organisations"]
        assert ["The whole Land", "Participations", 15, "–", 5] in rows
        assert rows[-1][2] == report.sha256

    @pytest.mark.parametrize("sent", [{}, {"as": "exe"}])
    def test_nothing_else_is_made(self, officer, cast, year, sent):
        written_down(cast, year)
        assert officer.post(REPORT, sent).status_code == 404

    def test_before_it_is_written_down_there_is_none(self, officer, cast, year):
        freeze_land_sums()
        assert "Annual report" not in officer.get(PAGE).text
        assert officer.post(REPORT, {"as": "pdf"}).status_code == 404

    def test_only_offices_of_the_land_see_it(self, cast, year):
        params = {"report": written_down(cast, year).pk}
        for kind in map(kind_of, LAND_REPORT.values()):
            assert kind.visible_to(cast.caseworker, params)
            assert kind.visible_to(cast.foreign_caseworker, params)
            for user in (cast.berlin_caseworker, cast.coordinator, cast.portal_staff):
                assert not kind.visible_to(user, params)
