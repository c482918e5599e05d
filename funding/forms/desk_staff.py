"""A staff plan that comes as a table."""

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.forms.tables import TableField


class StaffUploadForm(forms.Form):
    """A file with the posts of a staff plan."""

    file = TableField(
        label=_("File with the staff plan"),
        help_text=_("XLSX, XLS, ODS or CSV with the headings of the empty table, at most 10 MB."),
    )
