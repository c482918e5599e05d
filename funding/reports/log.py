"""The log of a request, in words."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from funding.choices import CheckKind, Outcome, RemedyEnd, Verb
from funding.models import Transition
from portal.lib import money

# As the services write it, the same in every language.
_CALL = re.compile(r"(?P<number>\d+): (?P<sum>\d+\.\d\d) EUR")
_ABOUT_CHANGES = {
    Verb.ASK_CHANGE, Verb.DROP_CHANGE, Verb.PROPOSE_CHANGE, Verb.RETURN_CHANGE, Verb.GRANT_CHANGE,
    Verb.REFUSE_CHANGE,
}  # fmt: skip


def note_in_words(line: Transition) -> str:
    """The note of a line of the log; of checks and proposals it is a code, of a remedy its first line is.

    Of calls for money it is their number and the sum, of changes of an award their number and what was said.
    """
    if line.verb in _ABOUT_CHANGES:
        number, _newline, words = line.note.partition("\n")
        return f"{_('Change %(number)s') % {'number': number}}\n{words}".strip()
    if call := _CALL.fullmatch(line.note):
        return f"{call['number']}: {money.euros(Decimal(call['sum']))}"
    if line.verb == Verb.CHECK and line.note in CheckKind:
        return str(CheckKind(line.note).label)
    if line.verb == Verb.PROPOSE and line.note in Outcome:
        return str(Outcome(line.note).label)
    end, _newline, words = line.note.partition("\n")
    if line.verb == Verb.SETTLE and end in RemedyEnd:
        return f"{RemedyEnd(end).label}. {words}".strip()
    return line.note
