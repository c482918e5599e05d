"""Whether the columns that a person has named can be those of a list."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def refuse_columns(columns: Mapping[str, str], headers: Iterable[str]) -> None:
    """Raise `ValidationError` for a heading that the list does not have, or that is named twice."""
    known = set(headers)
    if unknown := [header for header in columns.values() if header not in known]:
        raise ValidationError(_("The list has no column “%(name)s”.") % {"name": unknown[0]})
    named = list(columns.values())
    for column, header in columns.items():
        if named.count(header) > 1:
            raise ValidationError({column: _("This column is named twice.")})
