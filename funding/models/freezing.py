"""What the database refuses to change once it is decided."""

import pgtrigger


def changes(*columns: str) -> str:
    """SQL condition of a trigger: the update changes at least one of `columns`."""
    return " OR ".join(f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in columns)


def frozen_once(filled: str, *columns: str, unless: str = "") -> pgtrigger.Protect:
    """Refuses an update of `columns` from the moment at which the column `filled` holds something.

    Not where the column `unless` holds something, too.
    """
    exception = f' AND OLD."{unless}" IS NULL' if unless else ""
    return pgtrigger.Protect(
        name=f"frozen_once_{filled}",
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(f'OLD."{filled}" IS NOT NULL AND ({changes(*columns)}){exception}'),
    )
