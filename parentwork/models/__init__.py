from parentwork.models.bookings import Booking, Seat
from parentwork.models.calendars import CalendarEntry
from parentwork.models.concepts import Concept, Material
from parentwork.models.consents import Consent
from parentwork.models.counts import Attendance, AttendanceWithdrawal, CountedPart, Headcount
from parentwork.models.dates import WorkshopDate
from parentwork.models.doors import DoorLink, TickSlip
from parentwork.models.feedback import AnswerCount
from parentwork.models.formats import Format
from parentwork.models.lands import LandSums
from parentwork.models.needs import Need, NeedCount
from parentwork.models.openings import ListOpening
from parentwork.models.partnerships import Partnership, PartnershipPaper
from parentwork.models.people import Assignment, DaysAway, Helper, HoursReview, VolunteerHours
from parentwork.models.places import School, Venue
from parentwork.models.workshops import Workshop

__all__ = [
    "AnswerCount",
    "Assignment",
    "Attendance",
    "AttendanceWithdrawal",
    "Booking",
    "CalendarEntry",
    "Concept",
    "Consent",
    "CountedPart",
    "DaysAway",
    "DoorLink",
    "Format",
    "Headcount",
    "Helper",
    "HoursReview",
    "LandSums",
    "ListOpening",
    "Material",
    "Need",
    "NeedCount",
    "Partnership",
    "PartnershipPaper",
    "School",
    "Seat",
    "TickSlip",
    "Venue",
    "VolunteerHours",
    "Workshop",
    "WorkshopDate",
]
