"""The bands in which an organisation says once a year how it stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Members(models.TextChoices):
    UNDER_20 = "1-19", "1–19"
    UNDER_50 = "20-49", "20–49"
    UNDER_100 = "50-99", "50–99"
    UNDER_250 = "100-249", "100–249"
    FROM_250 = "250+", _("250 and more")


class StaffHeads(models.TextChoices):
    NONE = "0", _("none")
    ONE = "1", "1"
    FEW = "2-3", "2–3"
    SEVERAL = "4-9", "4–9"
    MANY = "10+", _("10 and more")


class FullTime(models.TextChoices):
    """Paid work in full-time equivalents: 1 is one full position."""

    NONE = "0", _("none")
    UNDER_HALF = "0-0.5", _("less than half a position")
    TO_ONE = "0.5-1", _("half a position to one")
    TO_THREE = "1-3", _("more than one, at most three")
    OVER_THREE = "3+", _("more than three")


class Volunteers(models.TextChoices):
    NONE = "0", _("none")
    UNDER_5 = "1-4", "1–4"
    UNDER_10 = "5-9", "5–9"
    UNDER_25 = "10-24", "10–24"
    UNDER_50 = "25-49", "25–49"
    FROM_50 = "50+", _("50 and more")


class VolunteerHours(models.TextChoices):
    """Hours of all volunteers together in a usual month."""

    NONE = "0", _("none")
    UNDER_20 = "1-19", "1–19"
    UNDER_50 = "20-49", "20–49"
    UNDER_100 = "50-99", "50–99"
    UNDER_250 = "100-249", "100–249"
    FROM_250 = "250+", _("250 and more")


class Premises(models.TextChoices):
    OWN = "own", _("our own")
    RENTED = "rented", _("rented")
    SHARED = "shared", _("shared with others")
    NONE = "none", _("none")


class PremisesFeature(models.TextChoices):
    ROOMS = "rooms", _("more than one room")
    STEP_FREE = "step-free", _("no steps")
    CHILDCARE = "childcare", _("room for childcare")


class Share(models.TextChoices):
    """A share of the money of a year, in percent."""

    NONE = "0", _("nothing")
    QUARTER = "1-25", _("up to a quarter")
    HALF = "26-50", _("up to half")
    MOST = "51-75", _("up to three quarters")
    ALL = "76-100", _("more than three quarters")

    @property
    def bounds(self) -> tuple[int, int]:
        """The least and the most percent that this can mean."""
        least, _dash, most = self.value.partition("-")
        return int(least), int(most or least)


class ChildProtection(models.TextChoices):
    NONE = "none", _("not yet")
    BEGUN = "begun", _("being written")
    WRITTEN = "written", _("written and in use")


class RecordChecks(models.TextChoices):
    YES = "yes", _("yes")
    NO = "no", _("no")


class Quality(models.TextChoices):
    NONE = "none", _("nothing fixed yet")
    OWN = "own", _("our own way, such as a yearly self-evaluation")
    STANDARD = "standard", _("a recognised standard or seal")


# The questions of the structure profile that are answered by one band, in the order in which they are asked.
BANDS: dict[str, type[models.TextChoices]] = {
    "members": Members,
    "staff_heads": StaffHeads,
    "full_time": FullTime,
    "volunteers": Volunteers,
    "volunteer_hours": VolunteerHours,
    "premises": Premises,
    "institutional": Share,
    "projects": Share,
    "own_money": Share,
    "ending": Share,
    "child_protection": ChildProtection,
    "record_checks": RecordChecks,
    "quality": Quality,
}
# The three parts of the year's money; together they are all of it.
FUNDING_MIX = ("institutional", "projects", "own_money")
