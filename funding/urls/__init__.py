"""The addresses of the desk, by who reads there."""

from funding.urls.applicants import APPLICANT
from funding.urls.auditors import AUDITOR
from funding.urls.offices import EDITOR, OFFICER
from funding.urls.public import PUBLIC

app_name = "funding"
urlpatterns = PUBLIC + APPLICANT + EDITOR + OFFICER + AUDITOR
