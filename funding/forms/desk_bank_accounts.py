from django import forms
from django.utils.translation import gettext_lazy as _

from funding.models.bank_accounts import HOLDER_LENGTH
from portal.lib.iban import IbanField


class BankAccountForm(forms.Form):
    """To which account grants are paid."""

    iban = IbanField(
        label=_("IBAN"),
        help_text=_(
            "It stands on your bank card and on the statement of your account. For example "
            "DE89 3704 0044 0532 0130 00."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    holder = forms.CharField(
        label=_("Holder of the account"),
        help_text=_("As the bank has it. Mostly the name of your organisation."),
        max_length=HOLDER_LENGTH,
    )
