"""What families said of meetings, as bars: sums alone."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from parentwork.queries.feedback import Opinion
from portal.lib import charts


def chart_of(opinions: Iterable[Opinion], draw: charts.Draw = charts.bars) -> SafeString:
    """How many gave the best answer, of all who answered."""
    rows = [
        charts.Bar(
            str(opinion.question.label),
            (Decimal(100 * opinion.counts[0] // opinion.total),),
            (_("%(number)d of %(total)d") % {"number": opinion.counts[0], "total": opinion.total},),
        )
        for opinion in opinions
        if opinion.is_shown
    ]
    title = _("How many answered “good” or “yes”")
    return draw(rows, title=title, key="feedback", highest=Decimal(100))
