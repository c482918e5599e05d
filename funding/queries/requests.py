from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, Max, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Greatest

from funding.choices import Notice, State
from funding.queries import afterwards
from funding.queries.offices import counted_by, ones_own, reviewed_by, stepped_back_from
from funding.workflow import ANNOUNCED, CLOSED, DECIDED, OPEN
from organisations.models import Organisation
from portal.lib.dates import today

if TYPE_CHECKING:
    from portal.accounts.models import User

APPLICANTS_TURN = (State.UNSIGNED, State.CLARIFICATION)
FEW = 500  # submissions that are looked up one by one
CASEWORKERS_TURN = (State.SUBMITTED, State.RECEIVED, State.IN_REVIEW, *DECIDED)


class FundingRequestQuerySet(models.QuerySet[Any]):
    """Requests, from the side of those who ask and of those who review."""

    def of_applicants(self, user: "User | AnonymousUser") -> Self:
        """Requests of the organisations in which `user` may see the funding; networks see nothing."""
        return self.filter(organisation__in=Organisation.objects.funding_open_to(user))

    def with_touched(self) -> Self:
        """Each with `touched`: when somebody worked at it last, typing and papers included."""
        typed = self._last("drafts", "saved")
        papers = self._last("attachments", "uploaded")
        return self.annotate(touched=Greatest("updated", typed, papers))

    def last_touched(self, pk: int) -> datetime:
        """When somebody worked at this request last."""
        found: datetime = self.with_touched().get(pk=pk).touched
        return found

    def _last(self, parts: str, moment: str) -> Subquery:
        own = self.model._default_manager.filter(pk=OuterRef("pk"))
        return Subquery(own.values("pk").annotate(last=Max(f"{parts}__{moment}")).values("last"))

    def never_sent(self, *, untouched_since: datetime) -> Self:
        """Requests that no Office has seen, at which nobody has worked since then; each with `touched`."""
        return self.filter(submission__isnull=True).with_touched().filter(touched__lt=untouched_since)

    def unwarned(self) -> Self:
        """Of `never_sent`: drafts whose people have not heard of it since somebody worked on them."""
        return self.filter(state=State.DRAFT).exclude(warned__gt=F("touched"))

    def warned_or_withdrawn(self, before: datetime) -> Self:
        """Of `never_sent`: drafts whose people heard of the deletion before then, and what they gave up."""
        return self.filter(Q(state=State.WITHDRAWN) | Q(warned__gt=F("touched"), warned__lt=before))

    def in_the_records(self, *, begun_before: datetime) -> Self:
        """Begun before then, taken into the records of their Office, and offered to the archive."""
        return self.filter(filed__isnull=False, offered__isnull=False, created__lt=begun_before)

    def with_hearing(self) -> Self:
        """Each with `heard_until`: the last day of the hearing that runs, None where none does."""
        return self.annotate(heard_until=Subquery(self._hearings_that_run().values("deadline")[:1]))

    def _is_heard(self) -> Q:
        """A hearing runs: those are few, and all of them are looked up once instead of one for each row."""
        return Q(pk__in=self._all_hearings_that_run().order_by().values("request"))

    def _hearings_that_run(self) -> models.QuerySet[Any]:
        return self._all_hearings_that_run().filter(request=OuterRef("pk"))

    def _all_hearings_that_run(self) -> models.QuerySet[Any]:
        threads = self.model._meta.get_field("clarifications").related_model._default_manager
        running: models.QuerySet[Any] = threads.awaited()
        return running.filter(deadline__gte=today())

    def with_question_about_proof(self) -> Self:
        """Each with `asked_until`: the last day of the open question about its proof, None where none is."""
        threads = self.model._meta.get_field("clarifications").related_model._default_manager
        open_ = threads.about_proofs().open().filter(request=OuterRef("pk"))
        return self.annotate(asked_until=Subquery(open_.values("deadline")[:1]))

    def with_turn_after_award(self) -> Self:
        """Each with `asked_until` as above, and `to_be_signed_from` and `to_be_done_from`.

        These say since when the award waits for a second officer or for the caseworker.
        """
        waiting = {
            "to_be_signed_from": afterwards.to_be_signed_from(),
            "to_be_done_from": afterwards.to_be_done_from(),
        }
        return self.with_question_about_proof().annotate(**waiting)

    def _is_asked_about_proof(self) -> Q:
        threads = self.model._meta.get_field("clarifications").related_model._default_manager
        return Q(pk__in=threads.about_proofs().open().order_by().values("request"))

    def asked_by(self, user: "User | AnonymousUser") -> Self:
        """Requests of the organisations for which `user` makes them."""
        return self.filter(organisation__in=Organisation.objects.asking_through(user))

    def unfinished(self) -> Self:
        """Not yet announced, or awarded, begun and not yet accounted for."""
        begun = Q(award__start__lte=today()) | Q(award__proof__isnull=False)
        owing = Q(state__in=ANNOUNCED, award__isnull=False, award__proof__checked__isnull=True)
        unknown = Q(award__decision__way=Notice.RETRIEVAL, award__decision__known__isnull=True)
        return self.filter(Q(state__in=OPEN | DECIDED) | (owing & begun & ~unknown))

    def with_announced(self) -> Self:
        """Each with `announced_decisions`: the one that it was told, if it was told any."""
        told = self.model._meta.get_field("decisions").related_model._default_manager.filter(
            voided__isnull=True, announced__isnull=False
        )
        light = told.defer("plan", "frozen")
        return self.prefetch_related(Prefetch("decisions", light, to_attr="announced_decisions"))

    def unread(self) -> Self:
        """Decided, and nobody of the organisation has opened the letter yet, nor begun to account for it."""
        known = Q(decisions__voided__isnull=True, decisions__announced__isnull=False)
        rows = self.filter(known, state=State.ANNOUNCED, decisions__opened__isnull=True)
        return rows.filter(award__proof__isnull=True)

    def of_offices(self, user: "User | AnonymousUser") -> Self:
        """What was submitted to the Offices in which `user` reviews: never a draft, never another Office's.

        Nor what is `not_ones_own`: nobody judges in his or her own cause.
        """
        if not user.is_authenticated:
            return self.none()
        rows = self.filter(submission__isnull=False, office__in=reviewed_by(user))
        return rows.not_ones_own(user)

    def counted_for(self, user: "User | AnonymousUser") -> Self:
        """What stands in the sums that `user` reads: as `of_offices`, and for budget holders too."""
        if not user.is_authenticated:
            return self.none()
        rows = self.filter(submission__isnull=False, office__in=counted_by(user))
        return rows.not_ones_own(user)

    def not_ones_own(self, user: "User") -> Self:
        """Without the organisations of `user`, and without what he or she has stepped back from."""
        rows = self.exclude(organisation__in=Organisation.objects.of(user))
        return rows.exclude(pk__in=stepped_back_from(user))

    def owing_a_proof(self, day: date) -> Self:
        """Awarded, and the proof of use was due before `day` and is not there."""
        late = self.filter(award__proof_due__lt=day)
        return late.exclude(award__proof__submitted__isnull=False)

    def ending_without_another(self, day: date, until: date) -> Self:
        """Awarded and ending from `day` to `until`, while the organisation asks this Office for no more.

        It does if it has asked since, or if what it asked for before is not decided yet.
        """
        others = self.model._default_manager.filter(
            organisation=OuterRef("organisation"), office=OuterRef("office"), submission__isnull=False
        )
        more = others.undecided() | others.filter(submitted_at__gt=OuterRef("submitted_at"))
        return self.filter(award__end__range=(day, until)).exclude(Exists(more))

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Both sides together."""
        return self.of_applicants(user) | self.of_offices(user)

    def waiting_for_caseworker(self) -> Self:
        """While a hearing runs, nobody of the Office goes on."""
        return self.filter(self.is_caseworkers_turn())

    def is_caseworkers_turn(self) -> Q:
        """The same, to be counted by."""
        return Q(state__in=CASEWORKERS_TURN) & ~self._is_heard()

    def waiting_for_countersigner(self) -> Self:
        return self.filter(state=State.PROPOSED)

    def is_for_signing_by(self, user: "User") -> Q:
        """A proposal that somebody else than `user` made, to be counted by."""
        decisions = self.model._meta.get_field("decisions").related_model._default_manager
        own = decisions.filter(request=OuterRef("pk"), voided__isnull=True, proposed_by=user)
        return Q(~Exists(own), state=State.PROPOSED)

    def waiting_for_applicant(self) -> Self:
        """The organisation has something to do or, in a hearing, something to say."""
        return self.filter(Q(state__in=APPLICANTS_TURN) | self._is_heard() | self._is_asked_about_proof())

    def waiting_after_award(self) -> Self:
        """The award waits for somebody of the Office, and for no word of the organisation."""
        return self.filter(afterwards.is_waiting(), self._is_not_answering())

    def mine_after_award(self, *, working: "User | None", signing: "User | None") -> Self:
        """The award waits for `working` as caseworker (or nobody is that), or for `signing` to sign."""
        wanted = afterwards.is_to_be_signed(signing) if signing else Q(pk__in=[])
        if working:
            wanted |= afterwards.is_to_be_done() & ones_own(working)
        return self.filter(wanted, self._is_not_answering())

    def _is_not_answering(self) -> Q:
        return Q(state__in=ANNOUNCED) & ~self._is_heard() & ~self._is_asked_about_proof()

    def waiting_for(self, user: "User", *, working: Collection[int], signing: Collection[int]) -> Self:
        """What `user` has to do in these Offices, `working` or `signing`, and what applicants have to do."""
        others = Q(state__in=APPLICANTS_TURN) | Q(state__in=CASEWORKERS_TURN) & self._is_heard()
        to_work_on = Q(state__in=CASEWORKERS_TURN) & ones_own(user)
        to_sign = self.is_for_signing_by(user)
        return self.filter(Q(office__in=working) & (others | to_work_on) | Q(office__in=signing) & to_sign)

    def undecided(self) -> Self:
        """Submitted and not yet announced."""
        return self.exclude(state__in=[State.DRAFT, *ANNOUNCED, *CLOSED])

    def matching(self, words: str) -> Self:
        """By title or applicant as submitted, or by file number.

        Which submissions have the words is asked first: where they are few, no other one is read. Words
        that many have in common are looked for in the requests of `self` alone.
        """
        snapshots = self.model._meta.get_field("submission").related_model._default_manager
        said = snapshots.filter(Q(title__icontains=words) | Q(applicant__icontains=words)).order_by()
        few = list(said.values_list("pk", flat=True)[: FEW + 1])
        has_them = Q(submission__in=few)
        if len(few) > FEW:
            has_them = Q(submission__title__icontains=words) | Q(submission__applicant__icontains=words)
        return self.filter(has_them | Q(file_number__icontains=words))

    def due_by(self, day: date) -> Self:
        return self.undecided().filter(due__lte=day)


FundingRequestManager = models.Manager.from_queryset(FundingRequestQuerySet)
