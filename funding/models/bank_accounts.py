from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation
from portal.lib.iban import MAX_LENGTH, grouped, validate

HOLDER_LENGTH = 70  # as long as a name can be in a transfer (SEPA)


class BankAccount(models.Model):
    """To which account the grants of an organisation are paid, kept once for all its requests.

    An Office reads it only in a request that was sent to it and in a call for money, as it was then.
    """

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="bank_account")
    iban = models.CharField(_("IBAN"), max_length=MAX_LENGTH, validators=[validate])
    holder = models.CharField(_("holder of the account"), max_length=HOLDER_LENGTH)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    saved = models.DateTimeField(auto_now=True)

    objects: ClassVar[models.Manager[BankAccount]] = models.Manager()

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")

    def __str__(self) -> str:
        return f"{grouped(self.iban)}, {self.holder}"

    @property
    def version(self) -> str:
        """When it was saved last: another mail for another change."""
        return self.saved.isoformat()

    def as_words(self) -> dict[str, str]:
        """IBAN and holder, to be frozen where somebody is to pay."""
        return {"iban": self.iban, "holder": self.holder}
