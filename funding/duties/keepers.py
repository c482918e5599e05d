"""What waits for those who advise and who keep the directory."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funding.choices import Party
from funding.duties.shared import MOST, Parties, day
from funding.models import AdviceRequest, Office
from portal.accounts.models import User
from portal.lib.dates import today
from portal.lib.duties import Duty


def of_adviser(user: User, parties: Parties) -> Iterator[Duty]:
    """Questions that wait for the caseworkers of an Office."""
    offices = [office for office, mine in parties.items() if Party.CASEWORKER in mine]
    if not offices:
        return
    rows = AdviceRequest.objects.visible_to(user).filter(office__in=offices).waiting()
    for row in rows.select_related("office")[:MOST]:
        yield Duty(
            _("Answer the question “%(subject)s”") % {"subject": row.subject},
            reverse("funding:advice_case", args=[row.office.slug, row.pk]),
            about=row.name,
            since=day(row.state_since),
        )


def of_editor(user: User, is_editor: bool) -> Iterator[Duty]:
    """Entries of the directory that are to be checked again; those that no officer keeps are for staff."""
    due = Office.objects.due_for_checking(today())
    for office in due.kept_by(user)[:MOST] if is_editor else ():
        yield Duty(
            _("Check the entry of the contact point"),
            reverse("funding:keep_entry", args=[office.slug]),
            about=office.name,
            since=office.last_checked,
        )
    if user.is_superuser and (number := due.kept_by_nobody().count()):
        yield Duty(
            ngettext(
                "%(number)d contact point is to be checked",
                "%(number)d contact points are to be checked",
                number,
            )
            % {"number": number},
            reverse("admin:funding_office_changelist"),
        )
