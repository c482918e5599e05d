"""To which account the grants of an organisation are paid."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from funding import rules
from funding.models import BankAccount
from funding.services import notices
from organisations.models import Organisation
from portal.accounts.models import User
from portal.erasures.services import erase


@transaction.atomic
def keep(organisation: Organisation, values: Mapping[str, Any], *, by: User) -> BankAccount:
    """Write down the account, in place of a former one. PermissionDenied, ValidationError by field.

    What was sent or called up before keeps the account with which it was sent. Of another number those who
    ask for money hear by mail, so that nobody turns it aside unseen.
    """
    if not rules.may_request(by, organisation):
        raise PermissionDenied
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    row = of(organisation) or BankAccount(organisation=organisation)
    former = row.iban
    row.iban, row.holder, row.saved_by = values["iban"], values["holder"].strip(), by
    row.full_clean()
    row.save()
    if former and former != row.iban:
        notices.tell_askers("funding.account_changed", organisation, row.pk, row.version)
    return row


@transaction.atomic
def delete(account: BankAccount, *, by: User) -> None:
    """Forget the account; what was sent with it keeps it."""
    if not rules.may_request(by, account.organisation):
        raise PermissionDenied
    erase(BankAccount.objects.filter(pk=account.pk))


def of(organisation: Organisation) -> BankAccount | None:
    """The account of `organisation`, if it has written one down."""
    return BankAccount.objects.filter(organisation=organisation).first()
