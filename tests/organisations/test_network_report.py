"""The annual report of a network: its kept sums beside those of the year before, with their hash."""

import io
import re
from decimal import Decimal

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from organisations.clock import freeze_network_sums
from organisations.models import NetworkSums, Organisation
from organisations.models.structure import newest_closed_year
from organisations.reports import figures
from organisations.reports.network_reports import NETWORK_REPORT, network_report
from portal.documents.kinds import kind_of
from portal.documents.models import Document
from portal.documents.rendering import job, pdf
from portal.lib.freezing import frozen
from tests.organisations.test_figures import several

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
PAGE = "/en/desk/organisations/elternnetz/network/figures/"
REPORT = f"{PAGE}report/"


@pytest.fixture
def closed() -> int:
    return newest_closed_year()


@pytest.fixture
def network(client, cast):
    client.force_login(cast.umbrella_coordinator)
    return client


@pytest.fixture
def sums(cast, monkeypatch) -> NetworkSums:
    """Seven members that each drank two cups, of whom so few have one kind of house that it is kept back."""

    def of(organisations, year):
        return {"cups": dict.fromkeys(organisations, Decimal(2))}

    monkeypatch.setattr(figures, "_labels", {"cups": "Tassen Tee"})
    monkeypatch.setattr(figures, "_sources", {"tea": of})
    several(cast.umbrella, 7, members="250+")
    freeze_network_sums()
    return NetworkSums.objects.get(umbrella=cast.umbrella)


def of_the_year_before(sums: NetworkSums, **changes) -> NetworkSums:
    older = NetworkSums.objects.get(pk=sums.pk)
    older.pk, older.year = None, sums.year - 1
    for name, value in changes.items():
        setattr(older, name, value)
    _figures, older.sha256 = frozen(older.figures)
    older.save()
    return older


def words_of(sums: NetworkSums) -> str:
    kind = kind_of(NETWORK_REPORT["pdf"])
    markup = pdf.html(kind, kind.gather({"sums": sums.pk}, "de"), "de").partition("<body")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def made(network, kind: str) -> Document:
    answer = network.post(REPORT, {"as": kind})
    assert answer.status_code == 302
    document = Document.objects.get()
    assert answer["Location"].endswith(document.get_absolute_url().partition("/desk/")[2])
    assert job.render(str(document.pk), "here")
    document.refresh_from_db()
    return document


def test_each_figure_stands_beside_that_of_the_year_before_and_says_on_how_many_it_rests(sums):
    older = of_the_year_before(sums, number=6, amounts={"cups": 12})
    report = network_report(sums)
    members, cups = report.parts[0].figures
    assert (members.now, members.before) == (7, 6)
    assert (cups.label, cups.now, cups.before, cups.resting) == ("Tassen Tee", 14, 12, 7)
    assert {row.resting for part in report.parts for row in part.figures} == {7}
    assert (report.sha256, report.sha256_before) == (sums.sha256, older.sha256)


def test_what_is_kept_back_and_what_nobody_knows_are_told_apart(sums):
    few = network_report(sums).parts[1].figures[0]
    assert (few.now, few.before) == ("kept back", "–")
    of_the_year_before(sums, number=None)
    assert network_report(sums).parts[0].figures[0].before == "fewer than 5"


def test_the_hash_is_that_of_the_figures_and_stands_on_page_and_paper(network, sums):
    assert sums.sha256 == frozen(sums.figures)[1]
    assert frozen(sums.figures | {"number": 8})[1] != sums.sha256
    assert sums.sha256 in network.get(PAGE).text
    assert sums.sha256 in words_of(sums)


def test_the_paper_is_tagged_and_has_its_figures_inside(network, sums):
    document = made(network, "pdf")
    with document.file.open("rb") as file:
        reader = PdfReader(io.BytesIO(file.read()))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "de"
    text = " ".join("".join(page.extract_text() for page in reader.pages).split())
    assert f"Jahresbericht {sums.year}" in text or f"Annual report {sums.year}" in text
    assert "Tassen Tee" in text
    inside = reader.attachments["zahlen.csv"][0].decode("utf-8-sig")
    assert ";Tassen Tee;14;–;7" in inside
    assert document.filename == f"jahresbericht-elternnetz-{sums.year}.pdf"


def test_the_same_as_a_workbook(network, sums, closed):
    document = made(network, "xlsx")
    with document.file.open("rb") as file:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(file.read())).get_sheet_by_index(0).to_python()
    assert rows[0] == ["Part", "Figure", str(closed), str(closed - 1), "Rests on organisations"]
    assert rows[2] == ["Work with parents", "Tassen Tee", 14, "–", 7]
    assert rows[-1][:3] == ["Checksum of the figures (SHA-256)", str(closed), sums.sha256]


def test_no_member_is_named(cast, sums):
    names = Organisation.objects.filter(consents__umbrella=cast.umbrella).values_list("name", flat=True)
    assert len(names) == 7
    assert not [name for name in names if name in words_of(sums)]


@pytest.mark.parametrize("sent", [{}, {"as": "exe"}])
def test_nothing_else_is_made(network, sums, sent):
    assert network.post(REPORT, sent).status_code == 404
    assert not Document.objects.exists()


def test_before_the_first_sums_there_is_no_report(network):
    assert network.post(REPORT, {"as": "pdf"}).status_code == 404


def test_only_the_coordinators_of_the_network_see_it(cast, sums):
    for kind in map(kind_of, NETWORK_REPORT.values()):
        assert kind.visible_to(cast.umbrella_coordinator, {"sums": sums.pk})
        for user in (cast.coordinator, cast.portal_staff, cast.caseworker):
            assert not kind.visible_to(user, {"sums": sums.pk})


@pytest.mark.parametrize("members", [7, 14])
def test_queries(cast, members, django_assert_num_queries):
    several(cast.umbrella, members)
    freeze_network_sums()
    sums = NetworkSums.objects.select_related("umbrella").get(umbrella=cast.umbrella)
    of_the_year_before(sums)
    with django_assert_num_queries(1):
        network_report(sums)
