from django import forms
from django.utils.translation import gettext_lazy as _

from funding.services.payment_orders import parsed
from organisations.forms.tables import TableField


class PaidForm(forms.Form):
    """What comes back from the cash system."""

    file = TableField(
        label=_("File of the cash system"),
        help_text=_(
            "CSV, XLSX, XLS or ODS, with the headings of your payment orders. Rows without a day are left."
        ),
    )


class OrderColumnsForm(forms.Form):
    """Which columns the cash system wants."""

    columns = forms.CharField(
        label=_("Columns, one a line"), max_length=2000,
        widget=forms.Textarea(attrs={"rows": 9, "dir": "ltr"}),
        help_text=_("The heading in your cash system, “=” and what stands there."),
    )  # fmt: skip

    def clean_columns(self) -> str:
        text: str = self.cleaned_data["columns"]
        parsed(text)
        return text
