"""What families said of the funded meetings, and what the organisation thinks of its own work.

Both are the organisation's own, and an Office reads them only where it has put them into its report. Answers
are sums over all meetings of the award that took place, of what the page of each shows; a question to which
fewer than five families gave an answer stays out. So does one of which whoever reads the reports of several
awards, that share some of their meetings, could work out what fewer than five said by subtracting.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Sum
from django.db.models.fields.json import KeyTransform
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from funding.models import Award, ProofOfUse
from organisations.choices.evaluation import Area, Rating
from organisations.models import AreaEvaluation
from parentwork.choices import Question
from parentwork.models import AnswerCount
from parentwork.queries.feedback import Opinion
from parentwork.reports import opinions
from portal.lib.charts import Bar, Draw, bars
from portal.lib.suppression import SMALLEST

type Means = Sequence[tuple[str, str | None]]


def voices_of(proof: ProofOfUse, evidence: dict[str, Any]) -> dict[str, Any]:
    """What the report of `proof` is to show of both; `evidence` is what the calendar counted for it."""
    return {
        "feedback": answers_on(proof, evidence) if proof.shows_feedback else [],
        "evaluation": means_of(proof.award) if proof.shows_evaluation else [],
    }


def answers_on(proof: ProofOfUse, evidence: dict[str, Any]) -> list[dict[str, Any]]:
    """Each question with how often it was answered how, after the dates of this evidence."""
    dates = {row["date"] for row in evidence["rows"]}
    found = [row for row in AnswerCount.objects.filter(date__in=dates).opinions() if row.families >= SMALLEST]
    told = list(_told_beside(proof, dates)) if found else []
    totals = _totals(set(dates).union(*(it.dates for it in told)))
    return [
        {"question": row.question.value, "counts": list(row.counts)}
        for row in found
        if not _tells_too_much(dates, told, totals[row.question], row.question)
    ]


@dataclass(frozen=True)
class _Told:
    """What the report of another award has told of answers: how many to each question, after which dates."""

    dates: frozenset[int]
    numbers: Mapping[str, int]


class _Total(NamedTuple):
    """How many answers are shown, and how many families gave them."""

    answers: int
    families: int


def _told_beside(proof: ProofOfUse, dates: set[int]) -> Iterator[_Told]:
    """The reports of the organisation that were sent and share dates with these, or with another such one."""
    reports, seen = _told_of(proof), set(dates)
    while near := [it for it in reports if it.dates & seen]:
        yield from near
        seen = seen.union(*(it.dates for it in near))
        reports = [it for it in reports if it not in near]


def _told_of(proof: ProofOfUse) -> list[_Told]:
    others = ProofOfUse.objects.filter(
        award__request__organisation=proof.award.request.organisation_id, frozen__feedback__0__isnull=False
    )
    frozen = others.exclude(pk=proof.pk).values_list(
        KeyTransform("feedback", "frozen"), KeyTransform("rows", KeyTransform("evidence", "frozen"))
    )
    return [
        _Told(
            frozenset(row["date"] for row in rows if "date" in row),
            {row["question"]: sum(row["counts"]) for row in feedback},
        )
        for feedback, rows in frozen
    ]


def _totals(dates: Iterable[int]) -> dict[str, dict[int, _Total]]:
    """What is shown of each question after each of these dates."""
    found: dict[str, dict[int, _Total]] = defaultdict(dict)
    sums = AnswerCount.objects.filter(date__in=dates).order_by().values_list("question", "date")
    for question, pk, answers, families in sums.annotate(sum=Sum("shown"), behind=Sum("families")):
        found[question][pk] = _Total(answers, families)
    return found


def _tells_too_much(
    dates: set[int], told: Iterable[_Told], totals: Mapping[int, _Total], question: str
) -> bool:
    """Beside what was told already, what fewer than five families said could be worked out from a sum of
    these dates.

    Dates that stand in the same reports are told together. Answers that came, or were deleted, after a
    report was sent are the difference to it.
    """
    known = [it for it in told if question in it.numbers]
    parts: dict[tuple[bool, ...], int] = defaultdict(int)
    for pk, total in totals.items():
        parts[(pk in dates, *(pk in it.dates for it in known))] += total.families
    changes = [
        sum(total.answers for pk, total in totals.items() if pk in it.dates) - it.numbers[question]
        for it in known
    ]
    return any(0 < abs(number) < SMALLEST for number in (*parts.values(), *changes))


def means_of(award: Award) -> list[dict[str, Any]]:
    """The mean of each area in the last year of the award, and in the one before it that there is."""
    rows = _evaluations(award)
    years = sorted({row.year for row in rows})[-2:]
    means = {(row.area, row.year): row.mean for row in rows}
    found = [
        {"area": area.value, "means": [[str(year), _text(means.get((area, year)))] for year in years]}
        for area in Area
    ]
    return [line for line in found if any(mean for _year, mean in line["means"])]


def _evaluations(award: Award) -> list[AreaEvaluation]:
    years = (award.start.year - 1, award.end.year)
    rows = AreaEvaluation.objects.filter(organisation=award.request.organisation_id, year__range=years)
    return [row for row in rows if row.mean is not None]


def _text(mean: Decimal | None) -> str | None:
    return None if mean is None else str(mean)


def named_voices(figures: dict[str, Any], draw: Draw = bars) -> dict[str, Any]:
    """The same with words and charts. A proof that was sent long ago has neither."""
    answers = [
        Opinion(Question(row["question"]), tuple(row["counts"])) for row in figures.get("feedback", [])
    ]
    areas = [
        {"label": str(Area(row["area"]).label), "means": row["means"], "shown": _in_words(row["means"])}
        for row in figures.get("evaluation", [])
    ]
    return {
        "opinions": answers,
        "opinions_chart": opinions.chart_of(answers, draw) if answers else "",
        "evaluation": areas,
        "evaluation_chart": _chart(areas, draw) if areas else "",
    }


def _chart(areas: Iterable[dict[str, Any]], draw: Draw) -> SafeString:
    rows = [
        Bar(
            row["label"],
            tuple(Decimal(mean or 0) for _year, mean in row["means"]),
            tuple(text for _year, text in row["shown"]),
        )
        for row in areas
    ]
    years = [year for year, _mean in next(iter(areas))["means"]]
    title = _("What the organisation thinks of its own work, from 1 to 4")
    return draw(rows, title=title, key="evaluation", series=years, highest=Decimal(max(Rating)))


def _in_words(means: Means) -> list[tuple[str, str]]:
    return [(year, number_format(Decimal(mean)) if mean else "–") for year, mean in means]
