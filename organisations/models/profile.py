"""The columns in which an organisation speaks of itself."""

from django.conf import settings

FACTS = (
    "name", "level", "languages", "age_phases", "activities", "open_to_all", "legal_form", "register_court",
    "register_number", "founded", "street", "street_is_public", "postal_code", "email", "phone", "website",
    "mailboxes", "opening_hours", "access", "logo",
)  # fmt: skip
# Of these nobody reads but the organisation's own people and the portal; the street where it says so.
PRIVATE = frozenset({"legal_form", "register_court", "register_number"})
# Texts with a column for each language.
OWN_WORDS = ("summary", "about")


def column_of(field: str, language: str) -> str:
    """The column that holds a text in one language."""
    return f"{field}_{language.replace('-', '_')}"


WORDS = {column_of(field, code): (field, code) for field in OWN_WORDS for code, _name in settings.LANGUAGES}
FIELDS = frozenset([*FACTS, *WORDS])
