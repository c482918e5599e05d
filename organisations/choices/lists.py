"""What a list of organisations can say, and how far it is on its way into the registry."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ListColumn(models.TextChoices):
    """A column of a list of organisations, as it comes in and as it goes out."""

    UUID = "uuid", _("identifier in the portal")
    KEY = "key", _("number in the list")
    NAME = "name", _("name")
    LEGAL_FORM = "legal_form", _("legal form")
    REGISTER = "register", _("register (VR, HRB …)")
    REGISTER_NUMBER = "register_number", _("register number")
    REGISTER_COURT = "register_court", _("register court")
    POSTAL_CODE = "postal_code", _("postal code")
    PLACE = "place", _("place")
    STREET = "street", _("street and number")
    EMAIL = "email", _("function mail address")
    PHONE = "phone", _("phone")
    WEBSITE = "website", _("website")
    FOUNDED = "founded", _("founded in")


class ListState(models.TextChoices):
    """How far a list is: a person says what its columns are, a job compares it, a person takes it over."""

    COLUMNS = "columns", _("Say which column is which")
    COMPARING = "comparing", _("is being compared")
    READY = "ready", _("Look at it and take it over")
    TAKING = "taking", _("is being taken over")
    TAKEN = "taken", _("taken over")


# In these a job is at work.
AT_WORK = (ListState.COMPARING, ListState.TAKING)


class Outcome(models.TextChoices):
    """What taking over one row does."""

    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    SAME = "same", _("unchanged")
    KEPT = "kept", _("kept as it is")  # the row says something else, and is not heard
    DOUBTFUL = "doubtful", _("perhaps known")  # a person has to say whether it is one that stands here
    BAD = "bad", _("faulty")


class ListFault(models.TextChoices):
    """Why a job has come to nothing."""

    STALE = "stale", _("Entries of the registry have changed meanwhile. The list was compared anew.")
    BROKEN = "broken", _("That did not work. It is our fault, not yours; nothing was taken over.")
