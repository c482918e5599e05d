"""Money of an award: called up by the organisation, decided on and paid out by the Office."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from funding import rules
from funding.choices import DrawdownState, Party, Verb
from funding.models import Award, Drawdown, ProofCheck
from funding.reports.drawdowns import standing_of
from funding.services import bank_accounts, notices
from funding.services.calling_up import due_until, obstacle, refuse_too_much, refuse_unsound_costs
from funding.services.steps import write_log
from portal.accounts.models import User
from portal.lib import money
from portal.lib.dates import day_of, today
from portal.lib.errors import Stale


def locked(award: Award) -> Award:
    """The row of `award` as it is now, locked until the transaction ends."""
    rows = Award.objects.select_for_update(of=("self",)).select_related(
        "request__organisation", "request__office", "request__programme", "request__caseworker",
        "request__submission", "decision__submission", "proof",
    )  # fmt: skip
    return rows.get(pk=award.pk)


@transaction.atomic
def call_up(award: Award, paid: Decimal, due: Decimal, amount: Decimal | None, *, by: User) -> Drawdown:
    """Ask for `amount`, or for all that is possible, with costs `paid` and soon `due` in EUR.

    A second click gives the same call. PermissionDenied, ValidationError by field.
    """
    row = locked(award)
    if not rules.may_request(by, row.request.organisation):
        raise PermissionDenied
    if (same := row.drawdowns.filter(state=DrawdownState.REQUESTED, paid=paid, due=due).first()) is not None:
        return same
    if words := obstacle(row):
        raise ValidationError(words, "state")
    standing = standing_of(row)
    refuse_unsound_costs(standing, paid, due)
    found = standing.drawable(paid, due)
    wanted = found.amount if amount is None else amount
    refuse_too_much(wanted, found, is_checked=standing.is_checked)
    account = bank_accounts.of(row.request.organisation)
    if account is None:
        raise ValidationError(_("Write down first to which account the money goes."), "account")
    made = Drawdown.objects.create(
        award=row,
        number=_next_number(row),
        state=DrawdownState.REQUESTED,
        paid=paid,
        due=due,
        due_until=due_until(row),
        entitled=found.entitled,
        drawn=found.drawn,
        asked=wanted,
        reckoned=standing.reckoned(found),
        requested=timezone.now(),
        requested_by=by,
        **account.as_words(),
    )
    _log(made, Verb.CALL_UP, wanted, by=by, party=Party.APPLICANT)
    notices.tell_caseworker("funding.called_up", row.request, version=_version(made))
    return made


@transaction.atomic
def take_back(drawdown: Drawdown, *, by: User) -> Drawdown:
    """The organisation no longer wants the money now, as long as the Office has not decided."""
    row = locked_drawdown(drawdown)
    if not rules.may_request(by, row.award.request.organisation):
        raise PermissionDenied
    if row.state == DrawdownState.TAKEN_BACK:
        return row
    expect(row, DrawdownState.REQUESTED)
    row.state = DrawdownState.TAKEN_BACK
    return _written(row, Verb.TAKE_BACK, row.asked, by=by, party=Party.APPLICANT)


@transaction.atomic
def decide(drawdown: Drawdown, amount: Decimal, reason: str, *, by: User, version: int) -> Drawdown:
    """Approve `amount` EUR of what is asked for; 0 refuses it. Less than asked for needs a reason.

    What was approved is decided on anew if it is more than is owed by now, or while nobody has released it. A
    second click changes nothing.
    PermissionDenied, ValidationError by field, `Stale`.
    """
    row = locked_drawdown(drawdown)
    refuse_others(by, row.award)
    if row.decided_by == by and row.version == version + 1:
        return row
    payable = standing_of(row.award).payable(row)
    possible = payable.amount
    too_high = row.state == DrawdownState.APPROVED and possible < (row.amount or Decimal(0))
    anew = too_high or row.waits_for_release
    expect(row, DrawdownState.APPROVED if anew else DrawdownState.REQUESTED, version)
    asked = row.asked or Decimal(0)
    if amount > asked:
        raise ValidationError({"amount": _("Not more than was asked for.")})
    if amount > possible:
        text = _("By what is known today at most %(sum)s can be paid.")
        if payable.is_bound_by_year:
            text = _("Until the end of %(year)s the award has at most %(sum)s for this.")
        raise ValidationError({"amount": text % {"sum": money.euros(possible), "year": today().year}})
    if amount < asked and not reason.strip():
        raise ValidationError({"reason": _("Say why it is less than was asked for.")})
    row.state = DrawdownState.APPROVED if amount else DrawdownState.REFUSED
    row.amount, row.reason = amount or None, reason.strip()
    row.decided, row.decided_by, row.upheld, row.upheld_reason = timezone.now(), by, None, ""
    row.released = row.released_by = None
    verb = Verb.ALLOW if amount else Verb.REFUSE
    _written(row, verb, row.amount or asked, by=by, party=Party.CASEWORKER)
    if not row.waits_for_release:
        notices.tell_applicant("funding.payment_decided", row.award.request, version=_version(row))
    return row


@transaction.atomic
def release(drawdown: Drawdown, *, by: User, version: int) -> Drawdown:
    """The second officer has an approved call paid; now the organisation is told. A second click is once.

    Doubtful: funding.md names four eyes for the decision only, from general knowledge. So it is a setting of
    the Office whether payments want them, too. PermissionDenied, ValidationError, `Stale`.
    """
    row = locked_drawdown(drawdown)
    if not rules.may_release(by, row):
        raise PermissionDenied
    if row.released_by == by and row.version == version + 1:
        return row
    expect(row, DrawdownState.APPROVED, version)
    if not row.waits_for_release:
        raise ValidationError(_("This payment is released already."), "state")
    row.released, row.released_by = timezone.now(), by
    _written(row, Verb.RELEASE, row.amount, by=by, party=Party.COUNTERSIGNER)
    notices.tell_applicant("funding.payment_decided", row.award.request, version=_version(row))
    return row


@transaction.atomic
def pay(drawdown: Drawdown, day: date, *, by: User, version: int) -> Drawdown:
    """Record that an approved call was paid out on `day`. A second click changes nothing."""
    row = locked_drawdown(drawdown)
    refuse_others(by, row.award)
    if row.state == DrawdownState.PAID and row.version == version + 1:
        return row
    expect(row, DrawdownState.APPROVED, version)
    if row.waits_for_release:
        raise ValidationError(_("A second officer has to release this payment first."), "state")
    refuse_against_check(row, day, "paid_on")
    return _pay(row, day, by=by)


def refuse_against_check(row: Drawdown, day: date, field: str) -> None:
    """Nobody pays what the check of the proof leaves nothing for; what was paid before it began is a fact."""
    begun = ProofCheck.objects.filter(proof__award=row.award).values_list("begun", flat=True).first()
    if begun is None or day < day_of(begun):
        return
    possible = standing_of(row.award).payable(row).amount
    if (row.amount or Decimal(0)) > possible:
        text = _("By the check of the proof at most %(sum)s can be paid. Decide on the call for money anew.")
        raise ValidationError({field: text % {"sum": money.euros(possible)}})


@transaction.atomic
def correct_day(drawdown: Drawdown, day: date, *, by: User, version: int) -> Drawdown:
    """Put right the day of a payment that was entered wrongly; the log keeps both.

    A second click changes nothing. PermissionDenied, ValidationError by field, `Stale`.
    """
    row = locked_drawdown(drawdown)
    refuse_others(by, row.award)
    if row.paid_on == day and row.version == version + 1:
        return row
    expect(row, DrawdownState.PAID, version)
    before = row.paid_on
    if day == before:
        raise ValidationError({"paid_on": _("This day stands there already.")})
    _refuse_wrong_day(row, day)
    row.paid_on, row.recorded_by, row.version = day, by, row.version + 1
    row.save()
    request, note = row.award.request, f"{row.number}: {row.amount:.2f} EUR, {before} → {day}"
    write_log(request, Verb.PAY, source=request.state, by=by, party=Party.CASEWORKER, note=note)
    notices.tell_applicant("funding.paid_out", request, version=_version(row))
    return row


@transaction.atomic
def record_payment(award: Award, amount: Decimal, day: date, *, by: User, known: int) -> Drawdown:
    """Record what the Office paid out without being asked: by fixed days, or after the proof.

    `known` is how many calls and payments the officer saw, so that a second click records nothing twice.
    """
    row = locked(award)
    refuse_others(by, row)
    if row.drawdowns.count() != known:
        raise ValidationError(_("Something has been recorded in the meantime. Look at it first."), "state")
    left = standing_of(row).left_by_check(day)
    if amount > left.amount:
        text = _("Of the award at most %(sum)s are left.")
        if left.is_bound_by_year:
            text = _("Until the end of %(year)s at most %(sum)s of the award can be paid.")
        raise ValidationError({"amount": text % {"sum": money.euros(left.amount), "year": day.year}})
    made = Drawdown(award=row, number=_next_number(row), state=DrawdownState.PAID, amount=amount)
    return _pay(made, day, by=by)


def _pay(row: Drawdown, day: date, *, by: User) -> Drawdown:
    _refuse_wrong_day(row, day)
    row.state, row.paid_on, row.recorded_by = DrawdownState.PAID, day, by
    _written(row, Verb.PAY, row.amount, by=by, party=Party.CASEWORKER)
    award = row.award
    award.drawn = award.drawdowns.paid_out()
    award.save(update_fields=["drawn"])
    notices.tell_applicant("funding.paid_out", award.request, version=_version(row))
    return row


def _refuse_wrong_day(row: Drawdown, day: date) -> None:
    """Nothing is paid before it was decided: the call for money, or the award where nobody called it up."""
    if day > today():
        raise ValidationError(
            {"paid_on": _("This day is still to come. Enter the day on which it was paid.")}
        )
    text = _("It cannot have been paid before %(day)s: on that day the call for money was approved.")
    decided = row.decided
    if decided is None:
        text = _("It cannot have been paid before %(day)s: on that day the award was signed.")
        decided = row.award.decision.countersigned
    if decided is not None and day < day_of(decided):
        said = date_format(day_of(decided), "SHORT_DATE_FORMAT")
        raise ValidationError({"paid_on": text % {"day": said}})


def locked_drawdown(drawdown: Drawdown) -> Drawdown:
    """The row of `drawdown` as it is now, its award locked first."""
    award = locked(drawdown.award)
    row = Drawdown.objects.select_related("decided_by").get(pk=drawdown.pk)
    row.award = award
    return row


def refuse_others(by: User, award: Award) -> None:
    """PermissionDenied unless `by` pays out money of `award`."""
    if not rules.may_pay_out(by, award.request):
        raise PermissionDenied


def expect(row: Drawdown, state: DrawdownState, version: int | None = None) -> None:
    """ValidationError unless the call is in this state, `Stale` if it was changed since `version`."""
    if row.state != state:
        text = _("This is no longer possible: the state of the call for money has changed.")
        raise ValidationError(text, "state")
    if version is not None and row.version != version:
        raise Stale(row)


def _next_number(award: Award) -> int:
    return (award.drawdowns.aggregate(last=Max("number"))["last"] or 0) + 1


def _written(row: Drawdown, verb: Verb, amount: Decimal | None, *, by: User, party: Party) -> Drawdown:
    row.version += 1
    row.save()
    _log(row, verb, amount, by=by, party=party)
    return row


def _log(row: Drawdown, verb: Verb, amount: Decimal | None, *, by: User, party: Party) -> None:
    """The note is the number and the sum, the same in every language."""
    request = row.award.request
    note = f"{row.number}: {amount:.2f} EUR"
    write_log(request, verb, source=request.state, by=by, party=party, note=note)


def _version(row: Drawdown) -> str:
    return f"{row.award.request.version}-{row.number}-{row.version}"
