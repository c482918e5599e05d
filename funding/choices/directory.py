"""Offices, their programmes, and who asks them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OfficeLevel(models.TextChoices):
    LAND = "land", _("authority of the Land")
    FEDERAL = "federal", _("federal authority")
    MUNICIPAL = "municipal", _("town or district")
    CARRIER = "carrier", _("carrier of a programme")


class OfficeRole(models.TextChoices):
    """What a member may do in an Office, each with what it needs to see and no more. One may hold several.

    Who reads a request sees the board of an association, its bank account and its plans, so only those two
    read requests who decide on them. The directory editor keeps what is public anyway. The budget holder
    needs the sums of requests and awards, not the cases behind them.
    """

    CASEWORKER = "caseworker", _("caseworker")
    COUNTERSIGNER = "countersigner", _("countersigner")
    DIRECTORY_EDITOR = "editor", _("directory editor")
    BUDGET_HOLDER = "budget", _("budget holder")


REVIEWERS = (OfficeRole.CASEWORKER, OfficeRole.COUNTERSIGNER)
READERS_OF_SUMS = (*REVIEWERS, OfficeRole.BUDGET_HOLDER)


class Sureness(models.TextChoices):
    """How well an entry of the directory is known."""

    CHECKED = "checked", _("checked")
    DATED = "dated", _("from an older source")
    UNCERTAIN = "uncertain", _("not certain")


class Purpose(models.TextChoices):
    """Whether money is for one delimited project or for an organisation's whole work."""

    PROJECT = "project", _("for a project")
    INSTITUTIONAL = "institutional", _("for the work of the organisation")


class Financing(models.TextChoices):
    """The four types of financing (Finanzierungsarten)."""

    SHARE = "share", _("share of the costs (Anteilfinanzierung)")
    DEFICIT = "deficit", _("what is missing (Fehlbedarfsfinanzierung)")
    FIXED = "fixed", _("fixed sum (Festbetragsfinanzierung)")
    FULL = "full", _("all costs (Vollfinanzierung)")


class Aid(models.TextChoices):
    """What a programme of the federal funding database gives."""

    GRANT = "grant", _("money that is not paid back")
    LOAN = "loan", _("a loan")
    SURETY = "surety", _("a surety (Bürgschaft)")
    GUARANTEE = "guarantee", _("a guarantee")
    EQUITY = "equity", _("a share in a company")
    OTHER = "other", _("something else")


class Applicant(models.TextChoices):
    """Who may ask for money of a programme of the federal funding database."""

    ASSOCIATION = "association", _("an association")
    COMPANY = "company", _("a company")
    PUBLIC = "public", _("a public body")
    MUNICIPALITY = "municipality", _("a town or district")
    EDUCATION = "education", _("a school or place of education")
    RESEARCH = "research", _("a research institute")
    UNIVERSITY = "university", _("a university")
    PERSON = "person", _("a private person")
    FOUNDER = "founder", _("somebody who starts a business")


class AdviceState(models.TextChoices):
    """Whose turn it is with a question to a contact point."""

    OPEN = "open", _("The Office answers.")
    ANSWERED = "answered", _("Answered. You can ask on.")
