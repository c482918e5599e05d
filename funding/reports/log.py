"""The log of a request, in words."""

import re
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from funding import workflow
from funding.choices import CheckKind, Outcome, Remedy, RemedyEnd, Verb
from funding.models import FundingRequest, Transition
from portal.lib import money

# As the services write it, the same in every language.
_CALL = re.compile(r"\d+: \d+\.\d\d EUR")
_SUM = re.compile(r"\b(\d+\.\d\d) EUR")
_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_SIGNED = re.compile(r"(?P<day>\S*), (?P<number>\d+)")
_WITH_DAYS_AND_SUMS = {
    Verb.RECORD, Verb.SIGN, Verb.SIGN_AGAIN, Verb.EARLY_START, Verb.EXTEND, Verb.SEND_ANEW, Verb.OPEN_AUDIT,
    Verb.END_AUDIT, Verb.ALLOW, Verb.PAY, Verb.PROPOSE_RESULT, Verb.PAID_BACK, Verb.POST_RESULT,
    Verb.GIVE_BACK, Verb.UNDO_RETURN, Verb.UNDO_PAYMENT, Verb.DROP_EXPENSE,
}  # fmt: skip
_ABOUT_CHANGES = {
    Verb.ASK_CHANGE, Verb.DROP_CHANGE, Verb.PROPOSE_CHANGE, Verb.RETURN_CHANGE, Verb.UNDO_CHANGE,
    Verb.GRANT_CHANGE, Verb.REFUSE_CHANGE, Verb.POST_CHANGE,
}  # fmt: skip


def office_log(request: FundingRequest) -> list[Transition]:
    """The log of a request with its actors, as far as it is the Office's to read."""
    log = request.transitions.select_related("actor").order_by("at", "pk")
    return [line for line in log if workflow.officer_sees(line.verb)]


def note_in_words(line: Transition) -> str:
    """The note of a line of the log; of checks and proposals it is a code, of a remedy its first line is.

    Of calls for money it is their number and the sum, of changes of an award their number and what was said.
    Days and sums are written in it as every language writes its own.
    """
    if line.verb in _ABOUT_CHANGES:
        number, _newline, words = line.note.partition("\n")
        words = _as_written(words) if line.verb == Verb.POST_CHANGE else words
        return f"{_('Change %(number)s') % {'number': number}}\n{words}".strip()
    if line.verb in (Verb.SEND_INTERIM, Verb.NOTE_INTERIM):
        return _("Interim proof %(number)s") % {"number": line.note}
    if _CALL.fullmatch(line.note):
        return _as_written(line.note)
    if line.verb == Verb.CHECK and line.note in CheckKind:
        return str(CheckKind(line.note).label)
    if line.verb == Verb.PROPOSE and line.note in Outcome:
        return str(Outcome(line.note).label)
    end, _newline, words = line.note.partition("\n")
    if said := _of_remedy(line.verb, end):
        return f"{said} {words}".strip()
    if line.verb in (Verb.SIGN, Verb.SIGN_AGAIN) and (signed := _SIGNED.fullmatch(line.note)):
        what = _("Submission %(number)s") % {"number": signed["number"]}
        return _as_written(f"{signed['day']}, {what}")
    if line.verb in _WITH_DAYS_AND_SUMS:
        return f"{_as_written(end)}\n{words}".strip()
    return line.note


def _of_remedy(verb: str, codes: str) -> str:
    """How legal remedy ended, or of a result with what it was contested, too; "" for other lines."""
    if verb == Verb.SETTLE and codes.partition(" ")[0] in RemedyEnd:
        code, _space, day = codes.partition(" ")  # older lines have no day
        return f"{', '.join(filter(None, (str(RemedyEnd(code).label), _as_written(day))))}."
    if verb not in (Verb.CONTEST_RESULT, Verb.SETTLE_RESULT):
        return ""
    code, _space, rest = codes.partition(" ")
    rest, _arrow, pay_by = rest.partition(" → ")
    label = Remedy(code).label if code in Remedy else RemedyEnd(code).label
    said = [f"{label}, {_as_written(rest.removesuffix(' suspends'))}."]
    if rest.endswith(" suspends"):
        said.append(_("Nothing has to be paid meanwhile."))
    if pay_by:
        said.append(_("To be paid back until %(day)s.") % {"day": _as_written(pay_by)})
    return " ".join(said)


def _as_written(codes: str) -> str:
    """Days and sums as the language of the reader writes them."""
    with_sums = _SUM.sub(lambda it: money.euros(Decimal(it[1])), codes)
    return _DAY.sub(lambda it: date_format(date.fromisoformat(it[0]), "SHORT_DATE_FORMAT"), with_sums)
