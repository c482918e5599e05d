"""Requests, from the plan to the end of legal remedy."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CostCategory(models.TextChoices):
    """The categories (Einzelansätze) of the cost side, in the order of the plan."""

    PERSONNEL = "personnel", _("Staff")
    FEES = "fees", _("Fees for lecturers and interpreters")
    MATERIAL = "material", _("Rooms, material, printing, catering")
    CHILDCARE = "childcare", _("Childcare")
    TRAVEL = "travel", _("Travel")
    INVESTMENT = "investment", _("Things bought to keep")
    OVERHEAD = "overhead", _("Flat rate for administration")
    IN_KIND = "in_kind", _("Volunteer work (as a cost)")


class IncomeSource(models.TextChoices):
    """Where the money of a plan comes from, in the order of the plan."""

    OWN = "own", _("Own money")
    FEES = "fees", _("Participants' fees and sales")
    PRIVATE = "private", _("Donations and foundations")
    PUBLIC = "public", _("Other public grants")
    IN_KIND = "in_kind", _("Volunteer work (as income)")
    GRANT = "grant", _("The grant of this Office")


class State(models.TextChoices):
    """The states of a funding request. What people read is in `workflow`."""

    DRAFT = "draft", _("draft")
    UNSIGNED = "unsigned", _("signature awaited")
    SUBMITTED = "submitted", _("submitted")
    RECEIVED = "received", _("received")
    CLARIFICATION = "clarification", _("clarification wanted")
    IN_REVIEW = "in_review", _("in review")
    WAITING = "waiting", _("on the waiting list")
    PROPOSED = "proposed", _("proposed")
    APPROVED = "approved", _("approved")
    PARTLY = "partly", _("approved in part")
    REJECTED = "rejected", _("rejected")
    ANNOUNCED = "announced", _("announced")
    CONTESTED = "contested", _("contested")
    FINAL = "final", _("final")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Verb(models.TextChoices):
    """What may be done with a funding request."""

    START = "start", _("started")
    RECORD = "record", _("recorded from paper")
    SUBMIT = "submit", _("submitted")
    SIGN = "sign", _("signed")
    SIGN_AGAIN = "sign_again", _("signed paper added")
    RECEIVE = "receive", _("receipt confirmed")
    ASSIGN = "assign", _("handed over")
    STEP_BACK = "step_back", _("stepped back")
    ASK = "ask", _("correction asked for")
    ANSWER = "answer", _("answered")
    CHECK = "check", _("checked")
    EARLY_START = "early_start", _("early start allowed")
    HEAR = "hear", _("hearing opened")
    REPLY = "reply", _("hearing answered")
    CALL_OFF = "call_off", _("hearing taken back")
    EXTEND = "extend", _("more time given")
    WAIT = "wait", _("put on the waiting list")
    RESUME = "resume", _("taken from the waiting list")
    PROPOSE = "propose", _("decision proposed")
    RECONSIDER = "reconsider", _("proposal taken back")
    SEND_BACK = "send_back", _("proposal sent back")
    COUNTERSIGN = "countersign", _("countersigned")
    ANNOUNCE = "announce", _("decision announced")
    SEND_ANEW = "send_anew", _("sent anew by post")
    CONTEST = "contest", _("decision contested")
    SETTLE = "settle", _("legal remedy ended")
    FINALISE = "finalise", _("became final")
    WITHDRAW = "withdraw", _("withdrawn")
    CALL_UP = "call_up", _("money called up")
    TAKE_BACK = "take_back", _("call for money taken back")
    ALLOW = "allow", _("payment approved")
    RELEASE = "release", _("payment released")
    REFUSE = "refuse", _("payment refused")
    PAY = "pay", _("paid out")
    UNDO_PAYMENT = "undo_payment", _("payment reversed")
    HAND_OUT = "hand_out", _("case file taken out")
    ASK_CHANGE = "ask_change", _("change asked for")
    DROP_CHANGE = "drop_change", _("change no longer wanted")
    PROPOSE_CHANGE = "draft_change", _("answer to a change proposed")
    RETURN_CHANGE = "back_change", _("answer to a change sent back")
    UNDO_CHANGE = "undo_change", _("answer to a change taken back")
    GRANT_CHANGE = "grant_change", _("change allowed")
    REFUSE_CHANGE = "deny_change", _("change refused")
    POST_CHANGE = "post_change", _("letter about a change sent by post")
    DROP_EXPENSE = "drop_expense", _("expense deleted")
    SEND_PROOF = "proof", _("proof of use submitted")
    QUERY = "query", _("question about the proof asked")
    EXPLAIN = "explain", _("question about the proof answered")
    BEGIN_CHECK = "begin_check", _("check of the proof begun")
    SAMPLE = "sample", _("vouchers drawn by lot")
    PROPOSE_RESULT = "draft_result", _("result of the check proposed")
    RETURN_RESULT = "back_result", _("result of the check sent back")
    UNDO_RESULT = "undo_result", _("result of the check taken back")
    CLOSE_PROOF = "close_proof", _("proof of use closed")
    POST_RESULT = "post_result", _("letter about the proof sent by post")
    PAID_BACK = "paid_back", _("money paid back")
    CONTEST_RESULT = "remedy_begin", _("result of the check contested")
    SETTLE_RESULT = "remedy_end", _("legal remedy against the result ended")
    GIVE_BACK = "give_back", _("money given back to the organisation")
    UNDO_RETURN = "undo_return", _("wrong entry of money taken back")
    SEND_INTERIM = "interim", _("interim proof submitted")
    NOTE_INTERIM = "note_interim", _("note taken of an interim proof")
    OPEN_AUDIT = "open_audit", _("opened to an auditor")
    END_AUDIT = "end_audit", _("closed to an auditor")
    FILE = "file", _("taken into the records of the Office")
    OFFER = "offer", _("offered to the archive")


class Thread(models.TextChoices):
    """What the Office wants an answer to by a day: a correction, a hearing on what burdens, the proof."""

    CORRECTION = "correction", _("correction")
    DECISION = "decision", _("hearing before the decision")
    RECOVERY = "recovery", _("hearing before money is asked back")
    RESULT = "result", _("hearing before a check gives less")
    PROOF = "proof", _("question about the proof of use")


# What the check of a proof may come to, on which the organisation is heard before.
AFTER_CHECKS = (Thread.RECOVERY, Thread.RESULT)
# On these the organisation is heard before something burdens it; each names a sum.
HEARINGS = (Thread.DECISION, *AFTER_CHECKS)


class Party(models.TextChoices):
    """Who acts on a request, seen from the request."""

    APPLICANT = "applicant", _("the organisation")
    CASEWORKER = "caseworker", _("the caseworker")
    COUNTERSIGNER = "countersigner", _("the second officer")
    NOBODY = "nobody", _("nobody")


class Task(models.TextChoices):
    """The pages of a request's form, in the order in which a form on paper has them."""

    PROJECT = "project", _("The project")
    GOALS = "goals", _("Need and goals")
    STAFF = "staff", _("Staff plan")
    PLAN = "plan", _("Cost and financing plan")
    DECLARATIONS = "declarations", _("Declarations")
    PAPERS = "papers", _("Papers")


class PaperKind(models.TextChoices):
    STATUTES = "statutes", _("Statutes")
    CHARITY = "charity", _("Notice that the organisation is charitable")
    REGISTER = "register", _("Extract from the register of associations")
    OFFER = "offer", _("Offer or price")
    PARTNER = "partner", _("Letter of a school or partner")
    OTHER = "other", _("Other paper")


# What is true of the organisation, whatever it asks for: kept once for all its requests.
OF_THE_ORGANISATION = (PaperKind.STATUTES, PaperKind.CHARITY, PaperKind.REGISTER)


class CheckKind(models.TextChoices):
    FORMAL = "formal", _("formal check")
    CONTENT = "content", _("check of the content")
    CALCULATIVE = "calculative", _("check of the figures")


class Ground(models.TextChoices):
    """Why a recipient of such a grant is taken for an organisation of the registry."""

    NUMBER = "number", _("the same register number")
    NAME = "name", _("a similar name in the same place")


class CheckResult(models.TextChoices):
    GOOD = "good", _("fit for funding")
    PARTLY = "partly", _("fit in part")
    NOT = "not", _("not fit")


class Outcome(models.TextChoices):
    APPROVED = "approved", _("approved")
    PARTLY = "partly", _("approved in part")
    REJECTED = "rejected", _("rejected")


class Notice(models.TextChoices):
    """How a decision is made known to the organisation. A mail alone makes nothing known."""

    POST = "post", _("by post")
    RETRIEVAL = "retrieval", _("retrieved here after signing in, where the organisation agrees; else by post")


class Remedy(models.TextChoices):
    """With what something is contested. Which of them there is, the law of the Land says."""

    OBJECTION = "objection", _("objection (Widerspruch)")
    LAWSUIT = "lawsuit", _("lawsuit (Klage)")


class RemedyEnd(models.TextChoices):
    """How it ended that a decision, or the result of a check, was contested."""

    UPHELD = "upheld", _("the decision stands")
    WITHDRAWN = "withdrawn", _("the organisation took it back")
    REMEDIED = "remedied", _("less is asked back")
    RAISED = "raised", _("the grant is higher")
    CHANGED = "changed", _("the decision is changed or annulled")


ENDS_OF_DECISIONS = (RemedyEnd.UPHELD, RemedyEnd.WITHDRAWN, RemedyEnd.CHANGED)
ENDS_OF_RESULTS = (RemedyEnd.UPHELD, RemedyEnd.WITHDRAWN, RemedyEnd.REMEDIED, RemedyEnd.RAISED)
