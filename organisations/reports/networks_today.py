"""What does not wait for a year to be closed: how far the members of a network are, and what is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from organisations.choices.board import WITHOUT_PAGE, Step
from organisations.models import ClaimLetter, Consent, NetworkSums, Organisation, Survey
from organisations.reports.board import board_of, counts
from organisations.reports.figures import Beside, beside, sums_of
from portal.accounts.models import User
from portal.lib import dates

# Networks of one person whose state stands on the first page.
MOST = 3


@dataclass(frozen=True)
class Today:
    """A network as it is now.

    `asked`: members that have not said whether they belong to it; `agreed`: those whose figures count.
    """

    umbrella: Organisation
    members: int
    asked: int
    agreed: int
    steps_without_page: dict[Step, int]
    surveys: Sequence[Survey]

    @property
    def without_page(self) -> int:
        return sum(self.steps_without_page.values())


@dataclass(frozen=True)
class Board:
    """The same with the figures of its newest closed year, each beside those of the year before.

    `letters`: when the invitations end that still work and were not used, the first of them first.
    """

    today: Today
    letters: Sequence[datetime]
    sums: NetworkSums | None
    figures: list[Beside]

    @property
    def key(self) -> str:
        """For ids of the page."""
        return str(self.today.umbrella.pk)


def today_of(umbrella: Organisation, *, for_user: User) -> Today:
    """How a network stands today, as `for_user` sees it, who coordinates it."""
    day = dates.today()
    steps = counts(board_of(umbrella))
    surveys = Survey.objects.visible_to(for_user).filter(umbrella=umbrella).running(day)
    return Today(
        umbrella=umbrella,
        agreed=Consent.objects.running(day).filter(umbrella=umbrella).count(),
        steps_without_page={step: steps[step] for step in WITHOUT_PAGE if step in steps},
        surveys=list(surveys.counted()),
        **umbrella.member_affiliations.inviting(day).numbers(),
    )


def boards_of(user: User) -> list[Board]:
    """The networks for which `user` acts, by name."""
    own = Organisation.objects.coordinated_by(user).public().filter(is_umbrella=True)
    return [_board(row, user) for row in own.order_by("sort_key", "pk")[:MOST]]


def _board(umbrella: Organisation, user: User) -> Board:
    years = sums_of(umbrella)
    newest = years[0] if years else None
    figures = beside(newest, years) if newest and newest.number else []
    letters = ClaimLetter.objects.live(timezone.now(), dates.today()).filter(umbrella=umbrella)
    ends = letters.order_by("ends").values_list("ends", flat=True)
    return Board(today_of(umbrella, for_user=user), list(ends), newest, figures)
