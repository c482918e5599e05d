"""Money that came in besides the grant: entered in the proof or told with a change, but counted once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from funding.choices import AlikeIncome
from funding.models import Amendment, Award, Income, ProofOfUse
from funding.services.proofs import editable_proof
from portal.accounts.models import User
from portal.erasures.services import erase
from portal.lib.dates import today
from portal.lib.money import euros

# So far apart two days of the same money can be, where one of them was mistyped.
NEAR = timedelta(days=31)


@transaction.atomic
def add_income(proof: ProofOfUse, values: Mapping[str, Any], alike: str = "", *, by: User) -> Income:
    """Enter money that came in besides the grant. ValidationError by field.

    What looks like money that is known already needs an answer (`alike`): nothing is counted twice. The same
    money that was entered before is not entered again; what the Office was told of counts as it is entered.
    """
    row = editable_proof(proof, by=by)
    income = Income(proof=row, **values)
    income.full_clean()
    if income.received > today():
        raise ValidationError({"received": _("This day is still to come.")})
    if known := _entered_alike(income):
        if alike == AlikeIncome.SAME:
            return known
        demand_answer(alike, known.payer, known.received, known.amount)
    if told := _told_alike(income):
        demand_answer(alike, told.payer, told.received or income.received, told.income)
        if alike == AlikeIncome.SAME:
            if known := _entered_as(told, row):
                return known
            income.told_with = told
    income.save()
    return income


@transaction.atomic
def delete_income(income: Income, *, by: User) -> None:
    editable_proof(income.proof, by=by)
    erase(Income.objects.filter(pk=income.pk))


def entered_like(award: Award, said: Mapping[str, Any]) -> Income | None:
    """What was entered and is perhaps the money of which a change is to tell; the very same asks nothing."""
    if not said["income"]:
        return None
    rows = _near(Income.objects.filter(proof__award=award), said["received"], said["income"], "amount")
    free = rows.exclude(told_with__in=award.amendments.telling_of_income())
    alike = free.filter(_kind_or_giver(said["source"], said["payer"])).order_by("pk")
    exact = alike.filter(_one_giver(said["payer"]), received=said["received"], source=said["source"])
    return None if exact.exists() else alike.first()


def same_as_entered(known: Income, change: Amendment) -> None:
    """The money that was entered is that of which `change` tells."""
    known.told_with = change
    known.save(update_fields=["told_with"])


def demand_answer(alike: str, payer: str, received: date, amount: Decimal) -> None:
    """Ask whether income is the same money as this; ValidationError at `alike` where that is not said."""
    if alike in AlikeIncome.values:
        return
    words = _(
        "It looks as if this is known already: %(sum)s, %(day)s, “%(payer)s”. Is it the same money, or other?"
    )
    known = {"sum": euros(amount), "day": date_format(received, "DATE_FORMAT"), "payer": payer or "–"}
    raise ValidationError({"alike": words % known})


def _entered_alike(income: Income) -> Income | None:
    """What was entered in the same words, or is known to be what the Office was told of in these words."""
    said = Q(received=income.received, source=income.source, payer__iexact=income.payer)
    told = Q(told_with__received=income.received, told_with__source=income.source)
    return income.proof.incomes.filter(said | told, amount=income.amount).order_by("pk").first()


def _entered_as(told: Amendment, proof: ProofOfUse) -> Income | None:
    """What was entered of the day, kind and giver of which the Office was told: it counts as the same."""
    same = {"received": told.received, "source": told.source, "amount": told.income}
    return proof.incomes.filter(_one_giver(told.payer), told_with=None, **same).order_by("pk").first()


def _told_alike(income: Income) -> Amendment | None:
    """What the Office was told of and is perhaps the same money, of another day, kind or giver."""
    rows = income.proof.award.amendments.telling_of_income().exclude(entered__isnull=False)
    near = _near(rows, income.received, income.amount, "income")
    alike = near.filter(_kind_or_giver(income.source, income.payer)).order_by("number")
    exact = alike.filter(_one_giver(income.payer), received=income.received, source=income.source)
    return None if exact.exists() else alike.first()


def _near(rows: Any, received: date, amount: Decimal, field: str) -> Any:
    return rows.filter(received__range=(received - NEAR, received + NEAR), **{field: amount})


def _kind_or_giver(source: str, payer: str) -> Q:
    return Q(source=source) | Q(payer__iexact=payer.strip())


def _one_giver(payer: str) -> Q:
    """Not of two givers, as `reports.incomes` counts it: who is not named can be any."""
    return Q(payer__iexact=payer.strip()) | Q(payer="") if payer.strip() else Q()
