"""The invitation to a family in its language, with German below."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from parentwork.models import Workshop
from parentwork.reports.naming import NamedByDay
from parentwork.reports.posters import Poster, poster_of
from portal.documents.kinds import register


@dataclass(frozen=True)
class Letter:
    """The same in the language of the letter and in German; `german` is None where that is the same."""

    organisation: str
    own: Poster
    german: Poster | None


@register
class LetterPdf(NamedByDay):
    """A4, without a name: it is handed out, or put into the school bag."""

    key = "parentwork.letter"
    label = _("letter of invitation")
    template = "pdf/parentwork/letter.html"

    def gather(self, params: dict[str, Any], language: str) -> Letter:
        own = poster_of(params["workshop"], language)
        german = None
        if not language.startswith("de"):
            with override("de"):
                german = poster_of(params["workshop"], "de")
        return Letter(organisation=own.organisation, own=own, german=german)

    def visible_to(self, user: Any, params: dict[str, Any]) -> bool:
        return Workshop.objects.visible_to(user).filter(pk=params["workshop"]).exists()

    def about(self, data: Letter) -> str:
        return data.own.about
