"""Who may do what with a document. Who sees it is said by its kind."""

from typing import Any

from portal.documents.kinds import kind_of
from portal.documents.models import Document


def may_see(user: Any, document: Document) -> bool:
    """What the kind says of these parameters; a kind that is gone shows nothing to anybody."""
    try:
        kind = kind_of(document.kind)
    except KeyError:
        return False
    return kind.visible_to(user, document.params)


def may_cancel(user: Any, document: Document) -> bool:
    """Others may be waiting for the same file: only who requested it first, or portal staff."""
    if not user.is_authenticated:
        return False
    return bool(user.is_staff or (document.owner_id == user.pk and may_see(user, document)))


def may_redo(user: Any, document: Document) -> bool:
    """Whoever sees it, and portal staff from the administration."""
    return bool(user.is_authenticated and (user.is_staff or may_see(user, document)))
