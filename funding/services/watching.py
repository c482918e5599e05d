"""Being told of the deadline of a programme: switched on and off by whoever wants it, told once."""

from datetime import timedelta

from django.db import transaction

from funding.models import Programme, Watch
from portal.accounts.models import User
from portal.lib.dates import today
from portal.outbox.services import Recipient, post

BEFORE = timedelta(days=28)  # so long before the deadline: a request takes time to write


@transaction.atomic
def watch(programme: Programme, *, by: User) -> Watch:
    """Tell `by` before the next deadline; twice is once."""
    return Watch.objects.get_or_create(user=by, programme=programme.slug)[0]


@transaction.atomic
def stop_watching(programme: Programme, *, by: User) -> None:
    """Tell `by` no more. What is written and not yet sent is not sent."""
    Watch.objects.filter(user=by, programme=programme.slug).delete()


@transaction.atomic
def remind() -> int:
    """Write to those who watch a programme whose deadline is near, once for each deadline; how many."""
    day = today()
    near = Programme.objects.current().filter(open=True, next_deadline__range=(day, day + BEFORE))
    programmes = {row.slug: row for row in near}
    watches = Watch.objects.filter(programme__in=programmes, user__is_active=True).select_related("user")
    for row in watches:
        version = str(programmes[row.programme].next_deadline)
        post("funding.watched_deadline", row.pk, to=Recipient.by_mail(row.user), version=version)
    return len(watches)
