from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    DRAFT = "draft", _("draft")
    REVIEW = "review", _("waits for a second pair of eyes")
    PUBLISHED = "published", _("published")


class Step(TextChoices):
    """How far a translation has come that no reader sees yet; the desk has the words for it."""

    WRITING = "writing"
    REVIEW = "review"
    RETURNED = "returned"


class Kind(TextChoices):
    """What the value of a fact is."""

    DATE = "date", _("a day of the year")
    NUMBER = "number", _("a number")
    MONEY = "money", _("an amount in euros")
    CHOICE = "choice", _("one of a few answers")
    WORD = "word", _("a German word")
    TERMS = "terms", _("German words of the glossary")
    TEXT = "text", _("a text in each language")


class SchoolStart(TextChoices):
    """Whether a child starts school in the summer of a year."""

    YES = "yes", _("yes")
    ASK = "ask", _("ask the school")
    NO = "no", _("not yet")


class Certainty(TextChoices):
    SURE = "sure", _("found in a source")
    OWN = "own", _("own knowledge, to be verified")
    UNCERTAIN = "uncertain", _("uncertain, sources differ or are old")


class RunState(TextChoices):
    """How far a machine is with a translation."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"


OPEN_RUNS = (RunState.QUEUED, RunState.RUNNING)


class Fault(TextChoices):
    """Why a machine has not translated a paragraph."""

    LATER = "later", _("The provider did not answer. Try it again later.")
    REFUSED = "refused", _("The provider refused this paragraph.")
    CLOSED = (
        "closed",
        _("The provider refuses everything: the key is wrong, or what was paid for is used up."),
    )
    DAMAGED = "damaged", _("A word in braces or a link was lost in the translation.")
    LANGUAGE = "language", _("The answer is not in the language that was asked for.")
    GERMAN = "german", _("The German text has changed meanwhile. Bring the draft up to date, then try again.")


class LinkState(TextChoices):
    """How an outside link fares; the desk has the words for it."""

    NEW = "new"  # not asked yet
    OK = "ok"
    MOVED = "moved"
    UNTELLABLE = "untellable"
    FAILING = "failing"  # not there, but not for long enough
    BROKEN = "broken"
