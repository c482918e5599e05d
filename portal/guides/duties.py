"""What waits for translators and editors: guides in their languages, and texts of others to be read."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.accounts.models import User
from portal.guides import rules
from portal.guides.models import LandFact, PreparedText
from portal.guides.queries import translated_by
from portal.guides.reports.translations import board
from portal.guides.reports.translations.board import Place, Status
from portal.lib.dates import day_of, today
from portal.lib.duties import Duty, register
from portal.lib.languages import PUBLIC

MOST = 10
NAMES = dict(PUBLIC)


@register
def of(user: User) -> Iterator[Duty]:
    """New wordings and facts for editors, translations for everybody who translates."""
    yield from _wordings(user)
    yield from _facts(user)
    yield from _translations(user)


def _wordings(user: User) -> Iterator[Duty]:
    """Those that wait for this editor or for any, and those that this one has handed over."""
    if not rules.may_edit(user):
        return
    for prepared in PreparedText.objects.waiting_for(user).select_related("text__guide", "reviewer")[:MOST]:
        url = reverse("guides:desk_edit", args=[prepared.text.guide.slug])
        since = prepared.asked_on and day_of(prepared.asked_on)
        if user.pk in prepared.hands:
            who = str(prepared.reviewer or _("another editor"))
            yield Duty(prepared.text.title, url, since=since, who=who)
        else:
            yield Duty(_("Read a new wording and publish it"), url, about=prepared.text.title, since=since)


def _facts(user: User) -> Iterator[Duty]:
    """One for all of them: they are brought up to date by those who know the fact."""
    if rules.may_edit(user) and LandFact.objects.valid(today()).behind().exists():
        yield Duty(_("Bring the words of facts up to date"), reverse("guides:desk_facts") + "?state=behind")


def _translations(user: User) -> Iterator[Duty]:
    """Staff hear of texts to be read alone: the rest of all languages would bury what is theirs."""
    languages = translated_by(user)
    if not languages:
        return
    found = [place for place in board.queue(languages) if place.has_draft or not user.is_staff]
    duties = [duty for place in found if (duty := _duty(place, user))]
    yield from duties[:MOST]
    if rest := sum(duty.is_mine for duty in duties[MOST:]):
        yield _more(rest)


def _more(number: int) -> Duty:
    said = ngettext("%(number)s more translation", "%(number)s more translations", number)
    return Duty(said % {"number": number}, reverse("guides:desk_translations"))


def _duty(place: Place, user: User) -> Duty | None:
    url = reverse("guides:desk_translate", args=[place.language, place.slug])
    about, since = f"{place.title} ({NAMES[place.language]})", day_of(place.since)
    own = place.author is not None and place.author.pk == user.pk
    match place.status:
        case Status.REVIEW if user.pk in place.hands:
            return Duty(about, url, since=since, who=_("a second person"))
        case Status.REVIEW:
            return Duty(_("Read a translation and publish it"), url, about=about, since=since)
        case Status.RETURNED if own:
            return Duty(_("Change a translation that was sent back"), url, about=about, since=since)
        case Status.WRITING if own:
            return Duty(_("Finish a translation"), url, about=about, since=since)
        case Status.OUTDATED:
            return Duty(_("Bring a translation up to date"), url, about=about, since=since)
        case Status.MISSING:
            return Duty(_("Translate a guide"), url, about=about, since=since)
        case Status.UNCONFIRMED:
            return Duty(_("Check a translation that was made with a machine"), url, about=about, since=since)
    return None
