"""Which guides, translations and facts a reader sees."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, Self

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db import connection, models
from django.db.models import Case, Exists, F, Model, OuterRef, Q, Sum, Value, When, Window
from django.db.models.functions import Coalesce

from portal.guides.choices import LinkState, RunState, State
from portal.lib.dates import today
from portal.lib.text import search_words, typed_words


class GuideQuerySet(models.QuerySet[Any]):
    """Guides of any language."""

    def public(self) -> Self:
        """Guides whose German text is published: every reader gets at least that."""
        return self.filter(translations__language="de", translations__state=State.PUBLISHED)

    def to_translate(self, user: Any, language: str) -> Self:
        """Public guides, for those who translate into the language: its translators and portal staff."""
        return self.public() if language in translated_by(user) else self.none()


class FormerSlugQuerySet(models.QuerySet[Any]):
    """Addresses that guides had once."""

    def moved(self) -> dict[str, str]:
        """Where the guides are now, by the addresses that they had; a link may still name these."""
        return dict(self.filter(guide__isnull=False).values_list("slug", "guide__slug"))


class TranslationQuerySet(models.QuerySet[Any]):
    """The texts of guides, one for each guide and language."""

    def public(self) -> Self:
        return self.filter(state=State.PUBLISHED)

    def outdated(self) -> Self:
        """Texts made from an earlier revision than the guide has now."""
        older = self.filter(made_from__lt=F("guide__revision"))
        return older.exclude(guide__said_before__contains=[F("made_from")])

    def with_history_for(self, user: Any) -> Self:
        """Texts whose edits a person may read: portal staff those of all, translators of their languages."""
        if user.is_authenticated and user.is_active and user.is_staff:
            return self.all()
        return self.filter(
            guide__translations__language=settings.LANGUAGE_CODE,
            guide__translations__state=State.PUBLISHED,
            language__in=translated_by(user),
        )


def translated_by(user: Any) -> list[str]:
    """The languages a person translates guides into, in the order of the house; portal staff: all of them."""
    codes = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    if not user.is_authenticated or not user.is_active:
        return []
    if user.is_staff:
        return codes
    given = set(user.translator_languages.values_list("language", flat=True))
    return [code for code in codes if code in given]


class PreparedTextQuerySet(models.QuerySet[Any]):
    """The next wordings of German texts."""

    def waiting_for(self, user: Any) -> Self:
        """Those that this editor or any is to read, and those that this one has asked others to read."""
        theirs = Q(reviewer=user) | Q(reviewer__isnull=True) | Q(asked_by=user)
        return self.filter(theirs, asked_on__isnull=False).order_by("asked_on", "pk")


class TranslatorQuerySet(models.QuerySet[Any]):
    """Who translates guides into which language."""

    def visible_to(self, user: Any) -> Self:
        """Portal staff see everybody, others themselves."""
        if user.is_authenticated and user.is_staff:
            return self.all()
        return self.filter(user=user) if user.is_authenticated else self.none()


class TranslationDraftQuerySet(models.QuerySet[Any]):
    """Translations that no reader sees yet."""

    def visible_to(self, user: Any) -> Self:
        """Those into a language that the person translates into."""
        return self.filter(language__in=translated_by(user))


class MachineRunQuerySet(models.QuerySet[Any]):
    """What a machine translates."""

    def waiting(self, now: datetime) -> Self:
        """Those that may go on at `now`."""
        due = Q(not_before__isnull=True) | Q(not_before__lte=now)
        return self.filter(due, state=RunState.QUEUED)

    def silent_since(self, moment: datetime) -> Self:
        """Those whose worker must have died, since it has not shown itself after `moment`."""
        return self.filter(state=RunState.RUNNING, seen__lt=moment)


class LandFactQuerySet(models.QuerySet[Any]):
    """Facts of a Land or of all of Germany, each for a time."""

    def valid(self, day: date) -> Self:
        """Facts that hold on `day`."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_until__isnull=True) | Q(valid_until__gte=day),
        )

    def for_land(self, land: Model) -> Self:
        """Facts of the Land, and those of all of Germany."""
        return self.filter(Q(land=land) | Q(land__isnull=True))

    def in_general(self) -> Self:
        """What holds wherever a Land has no fact of its own."""
        return self.filter(land__isnull=True)

    def behind(self) -> Self:
        """Facts of which some words are older than the German ones: their own, or those of kind or answer."""
        rows = ("behind", "choice__behind", "fact_key__behind")
        return self.filter(reduce(or_, (Q(**{f"{name}__len__gt": 0}) for name in rows)))

    def old(self, day: date) -> Self:
        """Facts that nobody has checked for twelve months on `day`."""
        return self.filter(checked_on__lt=day - relativedelta(months=12))

    def ending_without_successor(self, first: date, last: date) -> Self:
        """Facts that hold until one of these days, and of the time after it nothing is known."""
        later = self.model._default_manager.annotate(place=Coalesce("land", Value(""))).filter(
            fact_key=OuterRef("fact_key"), place=OuterRef("place"), valid_from__gt=OuterRef("valid_until")
        )
        ending = self.filter(valid_until__range=(first, last))
        return ending.annotate(place=Coalesce("land", Value(""))).filter(~Exists(later))


class LinkCheckQuerySet(models.QuerySet[Any]):
    """Outside links and how they fare."""

    def visible_to(self, user: Any) -> Self:
        """Portal staff see all of them, nobody else any."""
        return self.all() if user.is_authenticated and user.is_staff else self.none()

    def in_use(self) -> Self:
        """Those that somebody still links to."""
        return self.filter(due__isnull=False)

    def due(self, moment: datetime) -> Self:
        """Those to be asked, the longest waiting first."""
        return self.filter(due__lte=moment).order_by("due", "pk")

    def to_look_at(self, day: date) -> Self:
        """Those that wait for an editor: broken or moved, and nobody says that it is fine."""
        unsettled = Q(fine_until__isnull=True) | Q(fine_until__lt=day)
        return self.in_use().filter(unsettled, state__in=[LinkState.BROKEN, LinkState.MOVED])


class GuideFeedbackQuerySet(models.QuerySet[Any]):
    """What readers said about guides."""

    def to_be_emptied(self, day: date) -> Self:
        """Those whose words have been kept for long enough on `day`."""
        kept_since = day - timedelta(days=settings.GUIDE_FEEDBACK_DAYS)
        return self.exclude(sentence="").filter(created__date__lt=kept_since)


# The languages whose grammar PostgreSQL knows; the others have words as they stand, and trigrams.
_CONFIGURATIONS = {
    "de": "german", "en": "english", "ar": "arabic", "ro": "romanian", "ru": "russian", "tr": "turkish",
}  # fmt: skip
LIKENESS = 0.45  # of a mistyped word and the word that was meant, by trigrams
TITLE_WEIGHT = 5  # so many passages does it count for when title or summary speak of what was asked for


def text_configuration(language: str) -> str:
    """PostgreSQL's text-search configuration of a language (BCP-47), `simple` where there is none."""
    return _CONFIGURATIONS.get(language.split("-")[0], "simple")


# From so many letters on a German word is looked for within another; a shorter one stands there by chance.
_PART = 5


def _has_word(folded: str, language: str) -> Q:
    """Where `folded` is a word, or is a part of one in the way of the language.

    German puts words together, Arabic and Persian put an article or a preposition before them.
    """
    word, family = re.escape(folded), language.split("-")[0]
    if family in ("ar", "fa") or (family == "de" and len(folded) >= _PART):
        return Q(folded__contains=folded)
    begins = rf"\m{word}"
    return Q(folded__regex=rf"{begins}|{word}\M" if family == "de" else begins)


class PassageQuerySet(models.QuerySet[Any]):
    """Passages of guides, for the search."""

    def public(self, language: str) -> Self:
        """Passages of published texts in a language, of guides whose German text is published as well."""
        master = Q(
            translation__guide__translations__language="de",
            translation__guide__translations__state=State.PUBLISHED,
        )
        return self.filter(master, translation__language=language, translation__state=State.PUBLISHED)

    def matching(self, query: str, language: str) -> Self:
        """Passages with the words of `query`: by stem, by their beginning, or within a compound.

        Best first. A passage need not have every word, but most of the letters that were asked for.
        """
        configuration = text_configuration(language)
        words = " ".join(typed_words(query))
        return self._with_words(
            query,
            lambda word, folded: (
                _has_word(folded, language)
                | Q(vector=SearchQuery(word, config=configuration, search_type="plain"))
            ),
            SearchRank("vector", SearchQuery(words, config="simple", search_type="plain")),
            than_half="gt",
        )

    def resembling(self, query: str) -> Self:
        """Passages with words that look like those of `query`, for typing errors. Best first."""
        folded = search_words(query)
        likeness = {f"like_{n}": TrigramWordSimilarity(word, "folded") for n, word in enumerate(folded)}
        numbers = {word: n for n, word in enumerate(folded)}
        return self.annotate(**likeness)._with_words(
            query,
            lambda word, folded: Q(**{f"like_{numbers[folded]}__gte": LIKENESS}),
            sum((F(name) for name in likeness), Value(0.0)),
            than_half="gte",
        )

    def _with_words(self, query: str, has: Callable[[str, str], Q], rank: Any, *, than_half: str) -> Self:
        """Passages whose words have more than half of the letters asked for: `gt`, or `gte` for half of them.

        Those with most of them come first, then by `rank`, then those of the guide that speaks of it most.
        """
        asked = typed_words(query)
        if not asked:
            return self.none()
        score: Any = Value(0)
        for folded, word in asked.items():
            score = score + Case(When(has(word, folded), then=Value(len(folded))), default=Value(0))
        half = sum(map(len, asked)) / 2
        weight = Case(When(position=0, then=Value(TITLE_WEIGHT)), default=Value(1))
        found = self.annotate(score=score, rank=rank).filter(**{f"score__{than_half}": half})
        found = found.annotate(said=Window(Sum(weight), partition_by="translation"))
        return found.order_by("-score", "-rank", "-said", "translation__guide__slug", "position")


def edition() -> tuple[int, date]:
    """What tells whether a kept page of the guides is old: the count of changes, and the day of the facts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM guides_edition")
        row = cursor.fetchone()
    return (row[0] if row else 0), today()


GuideManager = models.Manager.from_queryset(GuideQuerySet)
FormerSlugManager = models.Manager.from_queryset(FormerSlugQuerySet)
TranslationManager = models.Manager.from_queryset(TranslationQuerySet)
GuideFeedbackManager = models.Manager.from_queryset(GuideFeedbackQuerySet)
PassageManager = models.Manager.from_queryset(PassageQuerySet)
PreparedTextManager = models.Manager.from_queryset(PreparedTextQuerySet)
TranslatorManager = models.Manager.from_queryset(TranslatorQuerySet)
TranslationDraftManager = models.Manager.from_queryset(TranslationDraftQuerySet)
MachineRunManager = models.Manager.from_queryset(MachineRunQuerySet)
LandFactManager = models.Manager.from_queryset(LandFactQuerySet)
LinkCheckManager = models.Manager.from_queryset(LinkCheckQuerySet)
