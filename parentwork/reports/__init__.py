"""Papers: the slip of a family, lists of an evening, what hangs on walls and doors, the invitation."""

from parentwork.reports.letters import Letter, LetterPdf
from parentwork.reports.lists import (
    AttendanceListPdf,
    ChildcareListPdf,
    SignedListPdf,
    attendance_list,
)
from parentwork.reports.pictures import InvitePicture, next_dates
from parentwork.reports.posters import Poster, PosterPdf, SignPdf, languages_there, poster_of
from parentwork.reports.slips import BookingSlip

__all__ = [
    "AttendanceListPdf",
    "BookingSlip",
    "ChildcareListPdf",
    "InvitePicture",
    "Letter",
    "LetterPdf",
    "Poster",
    "PosterPdf",
    "SignPdf",
    "SignedListPdf",
    "attendance_list",
    "languages_there",
    "next_dates",
    "poster_of",
]
