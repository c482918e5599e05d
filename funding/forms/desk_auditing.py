from django import forms
from django.utils.translation import gettext_lazy as _

from funding.models import AuditAccess
from funding.services.auditing import Auditor
from portal.forms import DateInput


class AuditForm(forms.ModelForm):
    """Who reads an award, and from when until when."""

    class Meta:
        model = AuditAccess
        fields = ("name", "body", "email", "start", "until", "opens_vouchers")
        widgets = {"start": DateInput, "until": DateInput}
        help_texts = {
            "body": _("Such as the court of audit. The organisation reads both."),
            "email": _("The person gets an invitation and signs in with a second factor."),
            "until": _("Then it ends by itself. At most a year."),
            "opens_vouchers": _(
                "Vouchers can name people. Without it the list is read without names, and no report as PDF. "
                "Tick it only if the audit needs them."
            ),
        }

    def validate_constraints(self) -> None:
        """The service asks for the same before it saves, and says at the field what is wrong."""

    def auditor(self) -> Auditor:
        return Auditor(**{name: self.cleaned_data[name] for name in self.Meta.fields})
