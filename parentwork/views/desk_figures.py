"""The figures of an organisation: by workshop, school and year, with what is counted, and as a table."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from organisations.models import Organisation
from organisations.views.sheets import KINDS, sheet
from parentwork.choices import CountedBy
from parentwork.forms.desk_figures import FiguresFilters
from parentwork.models import Workshop
from parentwork.models.counts import part_words
from parentwork.queries.yearly import Line, Sums, lines_of, parts_together, total
from parentwork.views.desk_base import planned_organisation
from portal.lib import charts
from portal.lib.dates import today
from portal.lib.languages import best_words

# How many years back are shown, and how many workshops the chart has room for.
YEARS, DRAWN = 10, 12


@login_required
@require_safe
def figures(request: HttpRequest, slug: str) -> HttpResponse:
    """What was held, who came and how many hours were given, in the year and for what the address says."""
    organisation = planned_organisation(request, slug)
    lines, form = _asked(request, organisation)
    form.is_valid()
    fitting = form.chosen(lines)
    shown = form.of_the_year(fitting)
    with_school = [line for line in shown if line.workshop.school_id]
    tables = [
        _table("workshops", _("By workshop"), _("Workshop"), _by(shown, lambda it: it.workshop.pk, _title)),
        _table(
            "schools",
            _("By partner school"),
            _("School"),
            _by(with_school, lambda it: it.workshop.school_id, _school),
        ),
        _table("years", _("By year"), _("Year"), _by(fitting, lambda it: it.year, lambda it: str(it.year))),
    ]
    context = {
        "organisation": organisation, "form": form, "any": bool(lines), "total": total(shown),
        "tables": [table for table in tables if table["rows"]], "parts": _parts(shown), "kinds": list(KINDS),
    }  # fmt: skip
    return render(request, "parentwork/desk/figures.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def figures_file(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The same by workshop and year, for a spreadsheet."""
    organisation = planned_organisation(request, slug)
    lines, form = _asked(request, organisation)
    if not form.is_valid():
        raise Http404
    rows = form.of_the_year(form.chosen(lines))
    parts = list(parts_together(rows))
    return sheet(kind, [_head(parts), *(_cells(line, parts) for line in rows)], name=f"{_('Figures')} {slug}")


def _asked(request: HttpRequest, organisation: Organisation) -> tuple[list[Line], FiguresFilters]:
    year = today().year
    workshops = Workshop.objects.filter(organisation=organisation)
    lines = lines_of(workshops, range(year - YEARS + 1, year + 1))
    return lines, FiguresFilters(lines, request.GET, this_year=year)


def _by(
    lines: Iterable[Line], key: Callable[[Line], Hashable], name: Callable[[Line], str]
) -> list[tuple[str, Sums]]:
    """The sums of the lines that share a key, under the name of the first of them."""
    together: dict[Hashable, list[Line]] = defaultdict(list)
    for line in lines:
        together[key(line)].append(line)
    return [(name(same[0]), total(same)) for same in together.values()]


def _title(line: Line) -> str:
    return best_words(line.workshop, "title", get_language() or "de")[0]


def _school(line: Line) -> str:
    return line.workshop.school.name_and_place if line.workshop.school else ""


def _table(key: str, title: str, column: str, rows: list[tuple[str, Sums]]) -> dict[str, Any]:
    """For the template; a single row needs no chart."""
    chart = _chart(title, rows[:DRAWN], key) if len(rows) > 1 else ""
    return {"key": key, "title": title, "column": column, "rows": rows, "chart": chart}


def _chart(title: str, rows: list[tuple[str, Sums]], key: str) -> SafeString:
    series = (_("Adults"), _("Children"))
    bars = [
        charts.Bar(
            name,
            (Decimal(sums.adults), Decimal(sums.children)),
            (str(sums.adults), str(sums.children)),
        )
        for name, sums in rows
    ]
    words = _("%(part)s: participations of adults and children") % {"part": title}
    return charts.bars(bars, title=words, key=f"figures-{key}", series=series)


def _parts(lines: Iterable[Line]) -> list[tuple[str, list[tuple[str, int]]]]:
    """Ages and languages, as far as they were counted: each heading with its rows, the largest first."""
    reader, found = get_language() or "de", parts_together(lines).most_common()
    tables = [
        (str(by.label), [(part_words(by, key, reader), number) for (its, key), number in found if its == by])
        for by in CountedBy
    ]
    return [table for table in tables if table[1]]


def _head(parts: Iterable[tuple[str, str]]) -> list[str]:
    return [
        _("Year"), _("Workshop"), _("Format"), _("Partner school"), _("Meetings held"),
        _("Meetings cancelled"), _("Meetings without a count"), _("Participations of adults"),
        _("Participations of children"), _("Participations in childcare"), _("Families, once a workshop"),
        _("Hours of volunteers, confirmed"), *(part_words(*part, get_language() or "de") for part in parts),
    ]  # fmt: skip


def _cells(line: Line, parts: Iterable[tuple[str, str]]) -> list[Any]:
    sums, reader = line.sums, get_language() or "de"
    return [
        line.year, _title(line), best_words(line.workshop.format, "name", reader)[0],
        _school(line), sums.meetings, sums.cancelled, sums.unrecorded, sums.adults,
        sums.children, sums.cared_for, sums.families, sums.hours,
        *(line.parts[part] for part in parts),
    ]  # fmt: skip
