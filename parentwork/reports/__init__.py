"""Papers: the slip of a family, lists of an evening, what hangs on walls and doors, the invitation."""

from parentwork.reports.letters import Letter, LetterPdf
from parentwork.reports.lists import (
    AttendanceListPdf,
    ChildcareListPdf,
    SignedListPdf,
    attendance_list,
)
from parentwork.reports.posters import Poster, PosterPdf, SignPdf, poster_of
from parentwork.reports.slips import BookingSlip

__all__ = [
    "AttendanceListPdf",
    "BookingSlip",
    "ChildcareListPdf",
    "Letter",
    "LetterPdf",
    "Poster",
    "PosterPdf",
    "SignPdf",
    "SignedListPdf",
    "attendance_list",
    "poster_of",
]
