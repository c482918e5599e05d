"""What comes after the decision: proofs of use, changes of an award, its money, and past grants."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AmendmentState(models.TextChoices):
    """Where a change that an organisation asks for stands."""

    ASKED = "asked", _("asked for")
    PROPOSED = "proposed", _("answer proposed")
    GRANTED = "granted", _("allowed")
    REFUSED = "refused", _("refused")
    DROPPED = "dropped", _("no longer wanted")


OPEN_AMENDMENTS = (AmendmentState.ASKED, AmendmentState.PROPOSED)
DECIDED_AMENDMENTS = (AmendmentState.GRANTED, AmendmentState.REFUSED)


class ExpenseOutcome(models.TextChoices):
    """What entering one row of such a list does."""

    NEW = "new", _("new")
    DOUBTFUL = "doubtful", _("perhaps entered already")
    OUT = "out", _("left out")
    BAD = "bad", _("faulty")


class Alike(models.TextChoices):
    """What a person says of an expense that looks like one that was entered already."""

    OTHER = "other", _("Another payment that only looks like it")
    DIVIDED = "divided", _("The same payment, divided: each award or kind of cost counts its own part")


class ProofMode(models.TextChoices):
    """How much an organisation has to hand in; source: funding.md section 5."""

    REGULAR = "regular", _("report, figures and list of vouchers")
    SIMPLE = "simple", _("report and figures, no list of vouchers")
    CONFIRMATION = "confirmation", _("figures and a confirmation, no report and no list")


class ProofState(models.TextChoices):
    OPEN = "open", _("open")
    SUBMITTED = "submitted", _("submitted")


class CheckState(models.TextChoices):
    """How far the check of a proof of use is."""

    OPEN = "open", _("under way")
    PROPOSED = "proposed", _("result proposed")
    CLOSED = "closed", _("closed")


class Verdict(models.TextChoices):
    """What an officer says of a line of the voucher list."""

    ACCEPTED = "accepted", _("accepted in full")
    PARTLY = "partly", _("accepted in part")
    REJECTED = "rejected", _("not accepted")


class Effect(models.TextChoices):
    """What becomes of the decision on the grant where its check gives less than was awarded.

    Doubtful: which of them fits follows from the law of the Land and the side conditions of the decision,
    for which the domain facts name no rule. The officer chooses, and names the provision.
    """

    FIXES = "fixes", _("The grant is fixed anew, as the decision had left that open until the proof.")
    LAPSES = "lapses", _("A resolving condition has come true: the decision is ineffective in part.")
    REVOKES = "revokes", _("The decision is revoked in part (Widerruf).")
    TAKES_BACK = "takes_back", _("The decision was unlawful and is taken back in part (Rücknahme).")


class DrawdownState(models.TextChoices):
    """How far a call for money is."""

    REQUESTED = "requested", _("called up")
    APPROVED = "approved", _("approved")
    PAID = "paid", _("paid out")
    REFUSED = "refused", _("refused")
    TAKEN_BACK = "taken_back", _("taken back")
    REVERSED = "reversed", _("reversed")


OPEN_DRAWDOWNS = (DrawdownState.REQUESTED, DrawdownState.APPROVED)
