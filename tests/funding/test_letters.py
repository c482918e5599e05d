"""Whatever was countersigned becomes a letter: each outcome, and the decisions that other tests look at."""

import re
from datetime import UTC, datetime

import pytest
import time_machine

from funding.models import Decision, Programme
from funding.reports import DecisionLetter
from funding.services import decisions, letters
from portal.documents.rendering import pdf
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.matrix import furnish

pytestmark = pytest.mark.django_db


def words_of(decision: Decision) -> str:
    """What the letter says, without its marks and breaks."""
    kind = DecisionLetter()
    markup = pdf.html(kind, kind.gather({"decision": decision.pk}, "de"), "de")
    return " ".join(re.sub(r"<[^>]+>", " ", markup.partition("<body")[2]).split())


CUT = {"fees": scenes.D(1500), "material": scenes.D(500)}


@pytest.mark.parametrize(
    ("offer", "head", "amounts"),
    [
        (scenes.proposal(), "Zuwendungsbescheid", ["2.000,00 €", "2.500,00 €", "500,00 €"]),
        (
            scenes.proposal("1500.00", costs=CUT, reasons="Weniger Stunden."),
            "Zuwendungsbescheid",
            ["1.500,00 €", "2.000,00 €", "−500,00 €"],
        ),
        (scenes.proposal("0.00", reasons="Kein Geld."), "Ablehnungsbescheid", ["2.000,00 €"]),
    ],
    ids=["approved", "partly", "rejected"],
)
def test_every_outcome_has_its_letter(
    cast: Cast, offer: decisions.Proposal, head: str, amounts: list[str]
) -> None:
    text = words_of(scenes.countersigned(cast, offer).decisions.get())
    assert head in text
    assert [amount for amount in amounts if amount not in text] == []


@pytest.mark.parametrize(("years", "said"), [(1, "ein Jahr"), (5, "5 Jahre")])
def test_one_year_is_no_plural(cast: Cast, years: int, said: str) -> None:
    scenes.programme_of(cast)
    Programme.objects.update(retention_years=years)
    text = words_of(scenes.countersigned(cast).decisions.get())
    assert f"Die Belege sind {said} aufzubewahren." in text


@pytest.mark.parametrize(("financing", "said"), [("share", True), ("fixed", False)])
def test_a_share_is_named_with_its_part_of_the_costs(cast: Cast, financing: str, said: bool) -> None:
    scenes.programme_of(cast)
    Programme.objects.update(financing=financing)
    text = words_of(scenes.countersigned(cast).decisions.get()).replace("\xa0", " ")
    assert ("Davon deckt die Zuwendung 80 %, höchstens 2.000,00 €." in text) is said


def test_the_decisions_of_the_matrix_are_letters_too(cast: Cast) -> None:
    """They are written past the services; one without its amounts fails in the middle of the rendering."""
    furnish(cast)
    signed = Decision.objects.filter(countersigned__isnull=False)
    assert [decision.pk for decision in signed if "2.000,00 €" not in words_of(decision)] == []
    assert len(signed) >= 2


def test_shortly_after_midnight_a_letter_bears_the_day_of_germany_and_the_mark_that_was_read(
    cast: Cast,
) -> None:
    with time_machine.travel(datetime(2026, 3, 9, 23, 30, tzinfo=UTC), tick=False):
        request = scenes.proposed(cast)
        read = letters.preview(request, request.decisions.get())
        decisions.countersign(request, by=cast.countersigner, version=request.version, read=read.sha256)
    decision = request.decisions.get()
    text = words_of(decision)
    assert "Datum: 10.03.2026" in text
    assert "Ihr Antrag vom 10.03.2026" in text
    assert read.decision["countersigned"] == "2026-03-10"
    assert decision.sha256 == read.sha256
