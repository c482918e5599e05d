"""What the columns of lists hold that come in or go out, in the words in which people name them."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class PastColumn(models.TextChoices):
    """A column of a list of grants from before the portal."""

    RECIPIENT = "recipient", _("recipient")
    AMOUNT = "amount", _("amount")
    YEAR = "year", _("year")
    START = "start", _("period from")
    END = "end", _("period until")
    KEY = "key", _("number of the grant")
    REGISTER = "register", _("register (VR, HRB …)")
    REGISTER_NUMBER = "register_number", _("register number")
    POSTAL_CODE = "postal_code", _("postal code")
    GRANTED_BY = "granted_by", _("granted by")
    POLICY_AREA = "policy_area", _("policy area")
    PURPOSE = "purpose", _("purpose")
    KIND = "kind", _("kind")


class ExpenseColumn(models.TextChoices):
    """A column of a list of expenses out of a bookkeeping program."""

    PAID = "paid", _("paid on")
    PAYEE = "payee", _("paid to")
    REASON = "reason", _("what for")
    AMOUNT = "amount", _("amount")
    ELIGIBLE = "eligible", _("of which for the project")
    CATEGORY = "category", _("kind of cost")
    VOUCHER_NUMBER = "voucher_number", _("number of the voucher")
    INVOICED = "invoiced", _("date of the invoice")
    OUTSIDE_REASON = "outside_reason", _("why it belongs to the project all the same")


class PaymentColumn(models.TextChoices):
    """What a column of the payment orders for the cash system of an Office can hold."""

    KEY = "key", _("payment key")
    FILE_NUMBER = "file_number", _("file number")
    RECIPIENT = "recipient", _("organisation")
    IBAN = "iban", _("IBAN")
    HOLDER = "holder", _("holder of the account")
    PURPOSE = "purpose", _("title of the project")
    PROGRAMME = "programme", _("programme")
    BUDGET = "budget", _("line of the budget")
    AMOUNT = "amount", _("amount in EUR")
    APPROVED = "approved", _("day of the approval")
    DAY = "day", _("day of the payment")

    @property
    def hint(self) -> "StrOrPromise":
        """What its words alone do not say."""
        return _HINTS.get(self, "")


_HINTS: dict[PaymentColumn, "StrOrPromise"] = {
    PaymentColumn.KEY: _("file number and number of the call; is needed"),
    PaymentColumn.IBAN: _("without blanks; empty where nobody called the money up here"),
    PaymentColumn.PROGRAMME: _("its short name, as in its address"),
    PaymentColumn.DAY: _("stays empty, and is read back from here; is needed"),
}
