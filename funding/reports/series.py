"""Which awards pay for a series or a helper, as the pages say it: with what share, and what is left."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from funding.models import Award
from funding.models.funded import Funded
from funding.reports.counting import Offer, Told, is_cut, offered, told_of_helpers
from parentwork.models import Helper, Workshop


@dataclass(frozen=True)
class Beside[Thing]:
    """A series or a helper beside one award: its own link, those of others, and what it can have of it."""

    thing: Thing
    link: Funded | None
    others: list[Funded]
    offer: Offer
    is_cut: bool

    @property
    def counts(self) -> bool:
        """The award counts it, not only for days that an Office was told of."""
        return self.link is not None and self.link.share > 0


def beside_awards[Thing: Workshop | Helper](award: Award, things: Iterable[Thing]) -> Iterator[Beside[Thing]]:
    """The series or helpers, which have `funded_by` at hand, beside this award."""
    rows = list(things)
    told = told_of_helpers([row for row in rows if isinstance(row, Workshop)], award)
    for thing in rows:
        links: list[Funded] = list(thing.funded_by.all())
        own = next((link for link in links if link.award_id == award.pk), None)
        others = [link for link in links if link != own]
        yield Beside(
            thing=thing,
            link=own,
            others=[link for link in others if link.share],
            offer=offered(award, own, others, told.get(thing.pk, Told())),
            is_cut=own is not None and is_cut(own, links),
        )
