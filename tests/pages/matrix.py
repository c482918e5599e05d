"""Who sees the pages of the house itself."""

from tests.cast import Cast
from tests.factories.pages import ReportFactory
from tests.matrix import EVERYBODY, Row


def furnish(cast: Cast) -> None:
    cast.report = ReportFactory()


MATRIX = {
    "pages:imprint": Row(sees=EVERYBODY),
    "pages:privacy": Row(sees=EVERYBODY),
    "pages:accessibility": Row(sees=EVERYBODY),
    "pages:report": Row(sees=EVERYBODY),
    # Whoever has the long address sees the day of the answer, and nothing else.
    "pages:reported": Row(sees=EVERYBODY, kwargs=lambda cast: {"key": cast.report.key}),
    "pages:styleguide": Row(sees={"portal_staff"}, hidden=True),
}
