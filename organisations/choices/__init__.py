from django.db import models
from django.utils.translation import gettext_lazy as _


class ListingState(models.TextChoices):
    """How far an entry of the registry is, and so what the public sees of it."""

    UNCLAIMED = "unclaimed", _("by name and town only")  # imported, or not shown yet
    LISTED = "listed", _("listed")
    SUSPENDED = "suspended", _("suspended")  # nothing at all
    REMOVED = "removed", _("removed on request")  # for good; see `services.remove`


# Of what is in one of these the public sees nothing, and in its name nobody acts on others.
HIDDEN = (ListingState.SUSPENDED, ListingState.REMOVED)


class Role(models.TextChoices):
    """What a member may do in an organisation."""

    COORDINATOR = "coordinator", _("coordinator")
    EDITOR = "editor", _("editor")
    HELPER = "helper", _("helper")
    READER = "reader", _("reader")


# Who sees names and contacts of families: helpers no more than those of dates on which they help.
FAMILY_READERS = (Role.COORDINATOR, Role.EDITOR, Role.HELPER)
# Who plans workshops, and reads what came of them.
PLANNERS = (Role.COORDINATOR, Role.EDITOR)
# Who sees requests for money, decisions and proofs of an organisation; and who makes them.
FUNDING_READERS = (Role.COORDINATOR, Role.EDITOR, Role.READER)
FUNDING_APPLICANTS = (Role.COORDINATOR,)


# What an invitation to register an organisation gives; see `services.grants`.
FOUNDING = "organisations.founding"


class Level(models.TextChoices):
    LOCAL = "local", _("in its town or district")
    LAND = "land", _("in its Land")
    FEDERAL = "federal", _("in all of Germany")


class LegalForm(models.TextChoices):
    REGISTERED = "ev", _("registered association (e. V.)")
    UNREGISTERED = "unregistered", _("association that is not registered")
    COMPANY = "ggmbh", _("charitable company (gGmbH)")
    FOUNDATION = "foundation", _("foundation")
    OTHER = "other", _("other")
    UNKNOWN = "unknown", _("not known")


class AgePhase(models.TextChoices):
    EARLY = "early", _("0 to 3 years")
    KITA = "kita", _("Kita")
    PRIMARY = "primary", _("primary school")
    SECONDARY = "secondary", _("secondary school")
    WORK = "work", _("school to work")


class Activity(models.TextChoices):
    """What an organisation does for families; a format of the calendar that is the same has its code."""

    OPEN_MEETING = "open-meeting", _("parents’ café, open meeting")
    INFORMATION = "information", _("evenings about school")
    COURSE = "course", _("courses for parents")
    TOGETHER = "together", _("groups for parents with their children")
    VISITS = "visits", _("visits at home")
    GUIDES = "parent-guides", _("parents who guide parents")
    MEDIATION = "mediation", _("company and interpreting for talks at school")
    ADVICE = "advice", _("advice for families")
    HOMEWORK = "homework", _("help with homework")
    TRAINING = "training", _("training for volunteers")
    NETWORKING = "networking", _("meetings of associations and schools")


class Access(models.TextChoices):
    """How the rooms of an organisation can be reached and used, in the words of the places of workshops."""

    STEP_FREE = "step-free", _("reached without steps")
    TOILET = "toilet", _("toilet for wheelchairs")
    PRAMS = "prams", _("room for prams")
    LOOP = "loop", _("hearing loop")


class Purpose(models.TextChoices):
    """What a mail address of an organisation is for, besides the general one."""

    PARENTS = "parents", _("work with parents")
    VOLUNTEERS = "volunteers", _("volunteers")
    FUNDING = "funding", _("funding and administration")
    PRESS = "press", _("press")


class HoursNote(models.TextChoices):
    """What has to be known about the opening hours of a day; a code, so that each reader can read it."""

    APPOINTMENT = "appointment", _("by appointment")
    PHONE = "phone", _("by phone only")
    TERM = "term", _("not in the school holidays")
    CHILDCARE = "childcare", _("with childcare")


class Verb(models.TextChoices):
    """What is decided about an entry of the registry; `workflow` says from where to where."""

    IMPORT = "import", _("taken over from a list")
    REGISTER = "register", _("registered")
    CLAIM = "claim", _("claim confirmed")
    HAND_OVER = "handover", _("handed over to another coordinator")
    PUBLISH = "publish", _("published")
    WITHDRAW = "withdraw", _("taken off the net")
    SUSPEND = "suspend", _("suspended")
    RESTORE = "restore", _("suspension lifted")
    REMOVE = "remove", _("removed on request")
    MERGE = "merge", _("merged with another entry")
    VERIFY = "verify", _("checked")
    REVOKE = "revoke", _("check revoked")
    LAPSE = "lapse", _("check lapsed")
    HEAR = "hear", _("hearing before a suspension")
    DROP = "drop", _("not suspended after the hearing")
    APPEAL = "appeal", _("appeal against the suspension")
    UPHOLD = "uphold", _("appeal refused")
    RECOVER = "recover", _("another coordinator, since nobody could be reached")


class Actor(models.TextChoices):
    """In which capacity somebody decided; it stays when the account is deleted."""

    COORDINATOR = "coordinator", _("coordinator of the organisation")
    UMBRELLA = "umbrella", _("coordinator of a network")
    MAILBOX = "mailbox", _("reader of the organisation’s mail address")
    PORTAL = "portal", _("portal staff")
    PROGRAM = "program", _("the portal itself")


class ClaimKind(models.TextChoices):
    """Whether somebody looks after the entry already."""

    CLAIM = "claim", _("nobody looks after it")
    RECOVERY = "recovery", _("whoever looks after it can not be reached")


class ClaimState(models.TextChoices):
    """What has become of the wish to look after an entry."""

    OPEN = "open", _("open")
    CONFIRMED = "confirmed", _("confirmed")
    REFUSED = "refused", _("refused")
    ENDED = "ended", _("not answered in time")


class AffiliationKind(models.TextChoices):
    """In which way an organisation belongs to a network."""

    MEMBER = "member", _("member")
    BRANCH = "branch", _("branch in a Land or place")
    PARTNER = "partner", _("partner without a vote")


class Side(models.TextChoices):
    """Of an affiliation."""

    MEMBER = "member", _("the organisation")
    UMBRELLA = "umbrella", _("the network")


class Gap(models.TextChoices):
    """What an entry still lacks before its page can be shown to everybody."""

    SUMMARY = "summary", _("one sentence about what you do")
    LANGUAGES = "languages", _("the languages that you speak")
    PLACE = "place", _("your postal code")
    CONTACT = "contact", _("a way to reach you")


# Who reads and who writes what an organisation says of itself once a year. Nobody of the portal or a Land.
YEARLY_READERS = (Role.COORDINATOR, Role.EDITOR, Role.READER)
YEARLY_EDITORS = (Role.COORDINATOR, Role.EDITOR)
