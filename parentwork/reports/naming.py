"""How papers of workshops are called where people save them."""

from datetime import date

from django.utils.text import capfirst
from django.utils.translation import get_language

from parentwork.models import Workshop, WorkshopDate
from portal.documents.kinds import NamedByLabel
from portal.lib.languages import best_words
from portal.lib.text import file_name

# Letters of a title: day, kind and language have room behind it.
MOST_OF_A_TITLE = 34


class NamedByDay(NamedByLabel):
    """Day and title first, which a phone shows; then what kind of paper it is, and its language."""

    def saved_as(self, filename: str, language: str) -> str:
        about, _dot, suffix = filename.rpartition(".")
        other = language if language != get_language() else ""
        return file_name(about, capfirst(str(self.label)), other, suffix=suffix)


def about_workshop(workshop: Workshop) -> str:
    """The day of its next date, or of its last one, and its German title: the same in every language."""
    row = workshop.dates.upcoming().first() or workshop.dates.order_by("-starts").first()
    return about_day(row.day if row else None, best_words(workshop, "title", "de")[0])


def about_date(row: WorkshopDate) -> str:
    """Its day and the German title."""
    return about_day(row.day, best_words(row.workshop, "title", "de")[0])


def about_day(day: date | None, title: str, *more: str) -> str:
    """A day, a title that is not too long, and what else tells one paper from another."""
    short = title
    if len(title) > MOST_OF_A_TITLE:
        short = title[: MOST_OF_A_TITLE + 1].rpartition(" ")[0] or title[:MOST_OF_A_TITLE]
    return " ".join([*([f"{day:%Y-%m-%d}"] if day else []), short, *more])
