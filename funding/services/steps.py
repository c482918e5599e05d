"""One step of a request through its states: the lock, the questions, and the line of the log."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from funding import rules, workflow
from funding.choices import Party, State, Verb
from funding.models import FundingRequest, Transition
from portal.accounts.models import User
from portal.lib.errors import Stale


@dataclass
class Step:
    """A locked request, what is being done to it, by whom and as whom."""

    request: FundingRequest
    verb: Verb
    by: User
    party: Party

    def write(self, target: State, *, note: str = "") -> FundingRequest:
        """Write the new state and its line of the log together."""
        if target not in workflow.MOVES[self.verb, self.party].targets:
            raise ValueError(f"{self.verb} does not lead to {target}")
        source = self.request.state
        self.request.version += 1
        if source != target:
            self.request.state, self.request.state_since = target, timezone.now()
        self.request.save()
        write_log(self.request, self.verb, source=source, by=self.by, party=self.party, note=note)
        return self.request


def locked(request: FundingRequest) -> FundingRequest:
    """The row of `request` as it is now, locked until the transaction ends."""
    rows = FundingRequest.objects.select_for_update(of=("self",))
    return rows.select_related("organisation", "office", "programme", "submission").get(pk=request.pk)


def take(
    request: FundingRequest, verb: Verb, *, by: User, version: int | None, note: str | None = None
) -> Step | None:
    """Lock `request` and ask whether `by` may do `verb` now; None if the same click has done it already.

    `note` is what the log will say, where that tells two clicks of the same verb apart.
    Raises PermissionDenied, `Stale` when somebody changed it since `version`, ValidationError when its
    state does not allow the verb.
    """
    row = locked(request)
    party = rules.acting_as(by, row, verb)
    if party is None:
        raise PermissionDenied
    if _was_done(row, verb, by, version, note):
        return None
    if not workflow.allows(verb, row.state, party):
        raise ValidationError(_("This is no longer possible: the state of the request has changed."), "state")
    if version is not None and version != row.version:
        raise Stale(row)
    return Step(row, verb, by, party)


def _was_done(row: FundingRequest, verb: Verb, by: User, version: int | None, note: str | None) -> bool:
    """A double click: the last line of the log is this very verb by this person, from this version."""
    if version is None or version + 1 != row.version:
        return False
    last = row.transitions.order_by("-at", "-id").first()
    if last is None or note not in (None, last.note):
        return False
    return (last.verb, last.actor_id, last.target) == (verb, by.pk, row.state)


def write_log(
    request: FundingRequest, verb: Verb, *, source: str, by: User | None, party: Party, note: str = ""
) -> Transition:
    """Append a line; role, body and Land stand in it so that they outlive the account."""
    body = request.organisation if party == Party.APPLICANT else request.office
    return Transition.objects.create(
        request=request,
        actor=by,
        party=party,
        body=body.name,
        land=body.land_id or "",
        verb=verb,
        source=source,
        target=request.state,
        note=note,
    )


def refuse_unread(read: str | None, sha256: str) -> None:
    """ValidationError if the letter that an officer signs is not the one that was `read`, by their hashes.

    None where nobody else reads it first.
    """
    if read is not None and read != sha256:
        raise ValidationError(_("The letter has changed since you read it. Please read it again."), "changed")


def last_note(lines: Iterable[Transition], verb: Verb, *, over_by: Collection[Verb]) -> str:
    """What was said with the last `verb` among `lines`, the newest last; empty once one of `over_by` came."""
    steps = [line for line in lines if line.verb == verb or line.verb in over_by]
    return steps[-1].note if steps and steps[-1].verb == verb else ""
