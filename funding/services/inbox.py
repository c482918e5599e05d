"""The inbox as a table to be taken away."""

from collections.abc import Mapping

from funding import reports
from funding.models import Office
from portal.accounts.models import User
from portal.documents.models import Document
from portal.documents.services import request_document

_KINDS = {"csv": reports.InboxCsv.key, "xlsx": reports.InboxXlsx.key}


def inbox_table(
    office: Office, filters: Mapping[str, str], form: str, *, by: User, language: str
) -> Document:
    """All rows of the inbox of `by` that fit the filters, as `csv` or `xlsx`; a job makes the file.

    Whether `by` may open the desk of the Office is asked before.
    """
    params = {"office": office.pk, "reader": by.pk, "filters": dict(filters)}
    return request_document(_KINDS.get(form, reports.InboxXlsx.key), params, language=language, by=by)
