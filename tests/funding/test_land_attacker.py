"""Whoever reads every figure of a Land, adds, subtracts and knows the rule learns of no few organisations.

The attacker takes all that the page, the table and the report of a year say, of whatever filter, and what an
Office, or an organisation, knows by itself.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import product
from random import Random
from typing import Any

import pytest

from funding.models import LandReport
from funding.reports.land_reports import annual_report
from organisations.models import Organisation
from organisations.models.structure import newest_closed_year
from portal.lib.suppression import SMALLEST
from tests.cast import Cast
from tests.factories.organisations import OrganisationFactory
from tests.factories.places import DistrictFactory, PostalCodeFactory
from tests.funding.test_land_report import rejected, written_down
from tests.organisations.yearly import profile
from tests.parentwork.test_lands import held

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

type Cells[Key] = Mapping[str, Counter[Key]]


def combinations_of[Key](cells: Cells[Key], shown: Mapping[str, int | None]) -> Iterator[Counter[Key]]:
    """All that comes of adding and subtracting the shown cells and their whole: who has how much in it."""
    known = [cells[key] for key, number in shown.items() if number is not None]
    whole = sum(cells.values(), Counter[Key]())
    for signs in product((0, 1), repeat=len(known)):
        some = sum((cell for cell, sign in zip(known, signs, strict=True) if sign), Counter[Key]())
        yield some
        rest = Counter(whole)
        rest.subtract(some)
        yield +rest


def tells(amounts: Iterable[Decimal | int]) -> bool:
    """Whether a sum of these is of few, or of one who is guessed by another in it."""
    found = sorted((amount for amount in amounts if amount), reverse=True)
    return bool(found) and (len(found) < SMALLEST or sum(found[2:]) * 4 < found[0])


@pytest.mark.parametrize("seed", range(4))
def test_who_came_to_whom_is_told_by_no_sum(cast: Cast, seed: int) -> None:
    year, chance = newest_closed_year(), Random(seed)
    codes = [cast.postal_code]
    for number, name in enumerate(("Hamm", "Unna", "Soest")):
        district = DistrictFactory(ags=f"0591{5 + number}", name=name)
        codes.append(PostalCodeFactory(code=f"5906{number}", place=name, district=district))
    organisations = [OrganisationFactory() for _number in range(chance.choice((5, 8, 12)))]
    cells: dict[str, Counter[int]] = {code.district_id: Counter() for code in codes}
    for organisation in organisations:
        for code in chance.sample(codes, chance.randint(1, 3)):
            adults = chance.choice((1, 2, 3, 9, 40))
            held(year, organisation, code, adults=adults)
            cells[code.district_id][organisation.pk] += adults
    kept = written_down(cast, year).figures["offers"]["amounts"]["participations"]
    cells = {key: cell for key, cell in cells.items() if cell}
    if kept["whole"] is None:
        assert set(kept["districts"].values()) <= {None}
        return
    for found in combinations_of(cells, kept["districts"]):
        assert not tells(found.values())


@pytest.mark.parametrize("seed", range(4))
def test_an_office_that_takes_its_own_rejections_out_learns_of_no_few_others(cast: Cast, seed: int) -> None:
    year, chance = newest_closed_year(), Random(seed)
    reasons = ("money", "late", "quality")
    cells: dict[str, Counter[tuple[int, int]]] = {reason: Counter() for reason in reasons}
    for office in (cast.office, cast.foreign_office):
        for reason in reasons:
            for _number in range(chance.choice((0, 1, 4, 6, 9))):
                organisation = OrganisationFactory()
                rejected(cast, year, 1, reason, office=office, organisation=organisation)
                cells[reason][office.pk, organisation.pk] += 1
    kept = written_down(cast, year).figures["refusals"]
    if kept["whole"] is None:
        assert set(kept["by"].values()) == {None}
        return
    for found in combinations_of(cells, {reason: kept["by"][reason] for reason in reasons}):
        for office in (cast.office, cast.foreign_office):
            assert not tells(number for (whose, _who), number in found.items() if whose != office.pk)
        assert not tells(found.values())


def test_the_rest_of_another_office_stays_back_though_the_whole_is_large(cast: Cast) -> None:
    year = newest_closed_year()
    rejected(cast, year, 12, "money")
    rejected(cast, year, 2, "money", office=cast.foreign_office)
    kept = written_down(cast, year).figures["refusals"]
    assert (kept["whole"], kept["organisations"], kept["by"]["money"]) == (None, None, None)


def numbers_of(report: LandReport, *titles: str) -> Iterator[int]:
    """All numbers that the report shows of these parts."""
    for part in annual_report(report).parts:
        if part.title in titles:
            yield from (row.now for row in part.figures if isinstance(row.now, int))


def test_no_small_number_stands_anywhere_but_where_the_public_could_count(cast: Cast) -> None:
    year = newest_closed_year()
    for organisation in Organisation.objects.exclude(pk=cast.association.pk):
        profile(organisation, year, members="1-19")
    for _number in range(9):
        made: Any = OrganisationFactory(postal_code=cast.postal_code)
        profile(made, year, members="20-49")
        held(year, made, cast.postal_code, adults=1)
    rejected(cast, year, 3, "late")
    report = written_down(cast, year)
    counted = {"The whole Land", "Districts without an offer"}
    titles = [part.title for part in annual_report(report).parts if not part.title.startswith("Offers by")]
    found = list(numbers_of(report, *(title for title in titles if title not in counted)))
    assert found
    assert min(found) >= SMALLEST
