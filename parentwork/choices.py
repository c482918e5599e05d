from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class WorkshopState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    CANCELLED = "cancelled", _("cancelled")


class DateState(models.TextChoices):
    PLANNED = "planned", _("takes place")
    CANCELLED = "cancelled", _("cancelled")


class SignUp(models.TextChoices):
    """How families come to a workshop."""

    SERIES = "series", _("for all dates together")
    PER_DATE = "per_date", _("for each date")
    OPEN = "open", _("open, without sign-up")


class Audience(models.TextChoices):
    ALL = "all", _("all parents")
    MOTHERS = "mothers", _("mothers")
    FATHERS = "fathers", _("fathers")


class VenueKind(models.TextChoices):
    ROOM = "room", _("room")
    ONLINE = "online", _("online")
    HOME = "home", _("private home")


class SchoolKind(models.TextChoices):
    """Kinds of school that the Länder have in common; the Land's own word stands beside it."""

    PRIMARY = "primary", _("primary school")
    HAUPTSCHULE = "hauptschule", _("Hauptschule")
    REALSCHULE = "realschule", _("Realschule")
    COMBINED = "combined", _("school with several courses of education")
    COMPREHENSIVE = "comprehensive", _("comprehensive school")
    GYMNASIUM = "gymnasium", _("Gymnasium")
    SPECIAL = "special", _("special school")
    VOCATIONAL = "vocational", _("vocational school")
    ADULT = "adult", _("school for adults")
    OTHER = "other", _("other school")


class HelperRole(models.TextChoices):
    LEAD = "lead", _("leads")
    INTERPRETER = "interpreter", _("interprets")
    CHILDCARE = "childcare", _("looks after the children")
    HELP = "help", _("helps")


class AssignmentState(models.TextChoices):
    ASKED = "asked", _("asked")
    AGREED = "agreed", _("agreed")
    DECLINED = "declined", _("declined")
    RELEASED = "released", _("no longer needed")


# Who may come on a date as far as the organisation knows.
EXPECTED = (AssignmentState.AGREED, AssignmentState.ASKED)


class PartnershipState(models.TextChoices):
    """Where the work of an organisation with a school stands."""

    NOTED = "noted", _("noted")
    ASKED = "asked", _("school asked")
    CONFIRMED = "confirmed", _("confirmed by the school")
    DECLINED = "declined", _("declined by the school")


class InterpreterWish(models.TextChoices):
    WOMAN = "woman", _("a woman")
    MAN = "man", _("a man")


class ContactWay(models.TextChoices):
    """The one way in which a family wants to be reached."""

    SMS = "sms", _("SMS")
    MAIL = "mail", _("e-mail")
    CALL = "call", _("please call me")
    ASSOCIATION = "association", _("through the association")


# The same ways as the organisation speaks of them, which is who calls.
DESK_WAYS = {
    ContactWay.SMS: _("SMS"),
    ContactWay.MAIL: _("e-mail"),
    ContactWay.CALL: _("by phone"),
    ContactWay.ASSOCIATION: _("in person"),
}


class SeatState(models.TextChoices):
    CONFIRMED = "confirmed", _("confirmed")
    OFFERED = "offered", _("offered, no answer yet")
    WAITING = "waiting", _("on the waiting list")
    CANCELLED = "cancelled", _("cancelled")


# Places in these states are nobody else's: given ones and offered ones.
HOLDING = (SeatState.CONFIRMED, SeatState.OFFERED)


class HoursVerb(models.TextChoices):
    """What a coordinator decided about recorded hours, other than to confirm them as they are."""

    CORRECT = "correct", _("corrected")
    REFUSE = "refuse", _("refused")


class CountKind(models.TextChoices):
    """Where an anonymous count comes from."""

    WALK_IN = "walk_in", _("came without a booking")
    KEPT = "kept", _("kept from deleted bookings")
    # Nobody had typed in who came when the bookings were deleted: what was booked, and who came of them, as
    # it was typed in without names later.
    BOOKED = "booked", _("booked")
    LATER = "later", _("typed in later")


class CountedBy(models.TextChoices):
    """What is known of the people who are counted without a name, besides their number."""

    AGE = "age", _("age of the children")
    LANGUAGE = "language", _("language of the adults")


class AgeBand(models.TextChoices):
    """Ages of children, by the names of the columns of a booking."""

    SMALL = "children_0_2", _("0 to 2 years")
    KITA = "children_3_5", _("3 to 5 years")
    PRIMARY = "children_6_9", _("6 to 9 years")
    OLDER = "children_10", _("10 years and older")


# The youngest and oldest age of each.
BANDS = {"children_0_2": (0, 2), "children_3_5": (3, 5), "children_6_9": (6, 9), "children_10": (10, 17)}


# The code of "a language that is not on the sheet", as ISO 639 has it, and how it is called.
ANOTHER_LANGUAGE = "und"
ANOTHER_LANGUAGE_WORDS = _("another language")


class Asker(models.TextChoices):
    """Who posts a need."""

    PARENTS = "parents", _("I am a mother or a father")
    SCHOOL = "school", _("I write for a school or a Kita")


class SuitingTime(models.TextChoices):
    """When people can come; none named is any time."""

    MORNING = "morning", _("on weekdays in the morning")
    AFTERNOON = "afternoon", _("on weekdays in the afternoon")
    EVENING = "evening", _("on weekdays in the evening")
    SATURDAY = "saturday", _("on Saturday")
    SUNDAY = "sunday", _("on Sunday")


class NeedAnswer(models.TextChoices):
    """What an organisation does about a need."""

    WORKSHOP = "workshop", _("with a workshop")
    CONTACT = "contact", _("you get in touch yourselves")


class NeedEnd(models.TextChoices):
    """What had become of a need when it was deleted."""

    ANSWERED = "answered", _("answered")
    UNMET = "unmet", _("over without an answer")
    TAKEN_BACK = "taken_back", _("taken back")


class Question(models.TextChoices):
    """What families are asked after a meeting."""

    HOW = "how", _("How was it?")
    USEFUL = "useful", _("Was it useful for you?")
    UNDERSTOOD = "understood", _("Did you understand everything?")
    AGAIN = "again", _("Would you come again?")


class Answer(models.TextChoices):
    """Best first; the first question has words of its own for them."""

    GOOD = "good", _("yes")
    PARTLY = "partly", _("partly")
    BAD = "bad", _("no")


SMILEYS = {Answer.GOOD: _("good"), Answer.PARTLY: _("so-so"), Answer.BAD: _("not good")}


class Source(models.TextChoices):
    """How answers came in."""

    ONLINE = "online", _("on the phone")
    PAPER = "paper", _("on paper")


class ConsentPurpose(models.TextChoices):
    """What a family may allow; each for itself, and nothing depends on it."""

    PICTURES = "pictures", _("Pictures of me")
    CHILDREN = "children", _("Pictures of my children")
    INVITATIONS = "invitations", _("Invitations to later meetings")


# What a family agrees to, by version. A text that was agreed to is never changed: the next one is added.
CONSENT_TEXTS: dict[str, dict[int, str | Promise]] = {
    ConsentPurpose.PICTURES: {
        1: _(
            "This organisation may take pictures of me at this meeting and show them: on its website, on"
            " paper and in its reports. My name does not stand beside them."
        )
    },
    ConsentPurpose.CHILDREN: {
        1: _(
            "This organisation may take pictures of my children at this meeting and show them: on its"
            " website, on paper and in its reports. No name stands beside them. My children want it too."
        )
    },
    ConsentPurpose.INVITATIONS: {
        1: _(
            "This organisation may invite me to later meetings. For that it keeps my name and how it"
            " reaches me."
        )
    },
}
