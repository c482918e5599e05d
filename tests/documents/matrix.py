"""Who sees the documents' pages: the kind of the tests shows its documents to the association's people."""

from typing import Any

from tests.cast import Cast
from tests.matrix import MEMBERS, Row


def furnish(cast: Cast) -> None:
    from portal.documents.models import Document
    from tests.documents import kinds

    assert kinds.Report.key == "tests.report"
    people = [getattr(cast, name).pk for name in sorted(MEMBERS)]
    cast.document = Document.objects.create(
        kind="tests.matrix", params={"people": people}, language="de", owner=cast.coordinator
    )


def _document(cast: Cast) -> dict[str, Any]:
    return {"uuid": cast.document.pk}


MATRIX = {
    "documents:detail": Row(kwargs=_document, sees=MEMBERS),
    "documents:file": Row(kwargs=_document, sees=MEMBERS),
    "documents:cancel": Row(kwargs=_document, sees={"coordinator"}, post=True),
    "documents:redo": Row(kwargs=_document, sees=MEMBERS, post=True),
}
