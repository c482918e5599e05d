"""One award, as its auditor reads it."""

from django.urls import path
from django.urls.resolvers import URLPattern

from funding.views import desk_auditing

_AUDIT = "desk/funding/audits/<int:pk>/"
AUDITOR: list[URLPattern] = [
    path(_AUDIT, desk_auditing.audit, name="audit"),
    path(f"{_AUDIT}report/", desk_auditing.report, name="audit_report"),
    path(f"{_AUDIT}interim/<int:number>/", desk_auditing.interim, name="audit_interim"),
    path(f"{_AUDIT}interim/<int:number>/report/", desk_auditing.interim_report, name="audit_interim_report"),
    path(f"{_AUDIT}vouchers/<uuid:receipt_id>/", desk_auditing.voucher, name="audit_voucher"),
]
