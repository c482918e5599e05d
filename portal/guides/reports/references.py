"""Whether everything that a text asks for exists, and which texts ask for something."""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from portal.guides.models import (
    FactKey,
    FormerSlug,
    Guide,
    LandFact,
    Picture,
    PreparedText,
    Term,
    Translation,
)
from portal.guides.reports import tokens

_KNOWN = {
    "fact": (FactKey, "key"), "term": (Term, "slug"), "link": (Guide, "slug"), "picture": (Picture, "slug"),
}  # fmt: skip


def check_references(body: str) -> None:
    """Raise ValidationError if the text asks for a fact, a word, a guide or a picture that does not exist."""
    if missing := unknown(body):
        raise ValidationError({"body": _("There is no %(names)s.") % {"names": ", ".join(missing)}})


def unknown(body: str) -> list[str]:
    """The tokens of a text that lead nowhere."""
    missing = []
    for kind, (model, column) in _KNOWN.items():
        asked = {token.slug for token in tokens.find(body) if token.kind == kind}
        if not asked:
            continue
        known = set(model._default_manager.filter(**{f"{column}__in": asked}).values_list(column, flat=True))
        if kind == "link":
            known |= FormerSlug.objects.moved().keys()
        missing += [f"{{{{{kind}:{slug}}}}}" for slug in sorted(asked - known)]
    return missing


def titles_with(kind: str, *slugs: str, besides: Guide | None = None) -> list[str]:
    """The titles of all texts that ask for one of these, those in preparation included, `besides` its own."""
    asked = {tokens.Token(kind, slug) for slug in slugs}
    holds = Q()
    for slug in slugs:
        holds |= Q(body__contains=slug)
    texts: list[Translation | PreparedText] = [
        *Translation.objects.filter(holds).exclude(guide=besides),
        *PreparedText.objects.filter(holds).exclude(text__guide=besides),
    ]
    return sorted({text.title for text in texts if not asked.isdisjoint(tokens.find(text.body))})


def places_of_term(slug: str) -> list[str]:
    """The texts and facts that a German word stands in."""
    facts = LandFact.objects.filter(terms__contains=[slug]).select_related("fact_key", "land")
    return [*titles_with("term", slug), *(str(fact) for fact in facts)]
