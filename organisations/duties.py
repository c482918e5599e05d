"""What waits in the registry: a page that the public does not see yet."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from organisations import rules
from organisations.models import Organisation
from portal.accounts.models import User
from portal.lib.duties import Duty, register

MOST = 10


@register
def of(user: User) -> Iterator[Duty]:
    """Profiles that `user` can complete, and pages that he or she can show to everybody."""
    for organisation in Organisation.objects.of(user).order_by("name", "pk")[:MOST]:
        if organisation.is_listed or organisation.is_suspended:
            continue
        url = reverse("organisations:desk", args=[organisation.slug])
        if organisation.gaps and rules.may_edit_profile(user, organisation):
            yield Duty(_("Complete the profile of your organisation"), url, about=organisation.name)
        elif not organisation.gaps and rules.may_publish(user, organisation):
            yield Duty(_("Show the page of your organisation to everybody"), url, about=organisation.name)
