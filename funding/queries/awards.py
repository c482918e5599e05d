from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, Exists, F, Max, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce, Greatest

from funding.choices import AmendmentState, Notice, State, Verb
from funding.queries.offices import reviewable
from funding.workflow import ANNOUNCED
from organisations.models import Organisation

if TYPE_CHECKING:
    from portal.accounts.models import User

# When what a check has left of a grant, or what was paid of it, is another sum than before.
_NEWS_OF_A_CHECK = (Verb.PAID_BACK, Verb.SETTLE_RESULT, Verb.GIVE_BACK, Verb.UNDO_RETURN)


class AwardQuerySet(models.QuerySet[Any]):
    """Awards, from the side of those who got them."""

    def of_applicants(self, user: "User | AnonymousUser") -> Self:
        """Awards of the organisations in which `user` may see the funding, once they are known to them."""
        rows = self.filter(request__organisation__in=Organisation.objects.funding_open_to(user))
        return rows.exclude(decision__way=Notice.RETRIEVAL, decision__known__isnull=True)

    def of_offices(self, user: "User | AnonymousUser") -> Self:
        """Awards of the Offices in which `user` reviews, his or her own cause left out."""
        return reviewable(self, user, "request")

    def unaccounted(self) -> Self:
        """Awards whose proof of use is still to be submitted, those that end first before the others."""
        return self.exclude(proof__submitted__isnull=False).order_by("end", "pk")

    def with_spent(self) -> Self:
        """Each with `spent`: what was entered as paid for the project."""
        return self.annotate(spent=Sum("proof__expenses__eligible", default=Decimal(0)))

    def known(self) -> Self:
        """Awards that those who asked for them have been told."""
        rows = self.filter(request__state__in=ANNOUNCED)
        return rows.exclude(decision__way=Notice.RETRIEVAL, decision__known__isnull=True)

    def to_be_called_up(self) -> Self:
        """Known awards of which money can be called up now: some of it, and no call is under way."""
        rows = self.known().filter(request__state=State.FINAL, drawn__lt=F("amount"))
        return rows.exclude(Exists(self._drawdowns().open().filter(award=OuterRef("pk"))))  # type: ignore[attr-defined]

    def with_called_up(self) -> Self:
        """Each with `called_up`: since when money waits to be decided on or paid; None if none does."""
        rows = self._drawdowns().open().filter(award=OuterRef("pk"))  # type: ignore[attr-defined]
        return self.annotate(called_up=Subquery(rows.values(since=Coalesce("decided", "requested"))))

    def unproven(self) -> Self:
        """Awards whose proof of use is owed by a day and has not been submitted."""
        return self.filter(proof_due__isnull=False).exclude(proof__submitted__isnull=False)

    def published(self) -> Self:
        """Grants for everybody: their decision is final, and their Office publishes them."""
        return self.filter(request__state=State.FINAL, request__office__publishes_grants=True)

    def with_modified(self) -> Self:
        """Each with `modified`: when its decision became final or changed, or money last went or came back.

        Money that came back is news from the moment in which that is recorded, whatever the day.
        """
        rows = self._drawdowns().filter(award=OuterRef("pk")).order_by().values("award")
        last = Subquery(rows.annotate(last=Max("updated")).values("last"))
        changes = self._related("amendments").filter(award=OuterRef("pk"), state=AmendmentState.GRANTED)
        changed = changes.order_by().values("award").annotate(last=Max("decided")).values("last")
        log = self._related("request", "transitions")
        log = log.filter(request=OuterRef("request"), verb__in=_NEWS_OF_A_CHECK)
        returned = log.order_by().values("request").annotate(last=Max("at")).values("last")
        # Few have it: of no other one the log is read.
        entries = self._related("proof", "checking", "repayments").filter(
            checking=OuterRef("proof__checking")
        )
        has_it = Q(Exists(entries)) | Q(proof__checking__contested__isnull=False)
        back = Case(When(has_it, then=Subquery(returned)))
        moments = ("request__state_since", last, "proof__checking__closed", Subquery(changed), back)
        return self.annotate(modified=Greatest(*moments))

    def _drawdowns(self) -> models.QuerySet[Any]:
        return self._related("drawdowns")

    def _related(self, *way: str) -> models.QuerySet[Any]:
        """The rows of the model at the end of this way from an award."""
        model: Any = self.model
        for name in way:
            model = model._meta.get_field(name).related_model
        rows: models.QuerySet[Any] = model._default_manager.all()
        return rows


AwardManager = models.Manager.from_queryset(AwardQuerySet)
