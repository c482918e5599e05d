"""What readers say about a guide: store it, forget its words."""

from uuid import UUID

from django.core.exceptions import PermissionDenied

from portal.accounts.models import User
from portal.guides import rules
from portal.guides.models import Guide, GuideFeedback
from portal.lib.dates import today
from portal.places.models import Land


def give_feedback(
    guide: Guide, *, key: UUID, language: str, land: Land | None, helped: bool, sentence: str = ""
) -> GuideFeedback:
    """Store what a reader said; `key` comes with the form, so that a double tap stores it once."""
    said = {
        "guide": guide,
        "language": language,
        "land": land,
        "helped": helped,
        "sentence": sentence.strip(),
    }
    return GuideFeedback.objects.get_or_create(key=key, defaults=said)[0]


def add_words(said: GuideFeedback, sentence: str) -> None:
    """Store what a reader wrote after the answer, once: nobody who comes later changes it."""
    GuideFeedback.objects.filter(pk=said.pk, sentence="").update(sentence=sentence.strip())


def forget_words(said: GuideFeedback, *, by: User | None) -> None:
    """Delete what a reader wrote, for example a name or a number; whether it helped still counts.

    Raises PermissionDenied.
    """
    if not rules.may_edit(by):
        raise PermissionDenied
    GuideFeedback.objects.filter(pk=said.pk).update(sentence="")


def purge() -> dict[str, int]:
    """Empty the words whose deletion date has come, and keep that it helped or not; returns how many."""
    return {"words of readers": GuideFeedback.objects.to_be_emptied(today()).update(sentence="")}
