"""The log of a case says days, sums and codes as its reader writes them, whoever has written them."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from funding.choices import Verb
from funding.models import Transition
from funding.reports.log import note_in_words, office_log
from funding.services import extensions
from portal.lib.dates import today
from tests.cast import Cast
from tests.funding import scenes

pytestmark = pytest.mark.django_db
WRITTEN = [
    (Verb.PAID_BACK, "54.88 EUR · 2026-12-01", "54,88 € · 01.12.2026", "€54.88 · 01/12/2026"),
    (
        Verb.UNDO_RETURN,
        "54.88 EUR · 2026-12-01\nZahl vertauscht",
        "54,88 € · 01.12.2026\nZahl vertauscht",
        "€54.88 · 01/12/2026\nZahl vertauscht",
    ),
    (Verb.PROPOSE_RESULT, "1300.00 EUR", "1.300,00 €", "€1,300.00"),
    (Verb.EXTEND, "2026-12-01 → 2026-12-24\nbis 2027-01-01", "01.12.2026 → 24.12.2026\nbis 2027-01-01", None),
    (Verb.SIGN_AGAIN, "2026-12-01, 2", "01.12.2026, Einreichung 2", "01/12/2026, Submission 2"),
    (Verb.SIGN, "2026-12-01", "01.12.2026", "01/12/2026"),
    (Verb.OPEN_AUDIT, "Ayşe Kaya, Rechnungshof (2026-12-01)", "Ayşe Kaya, Rechnungshof (01.12.2026)", None),
    (Verb.DROP_EXPENSE, "2026-12-01, 20.00 EUR", "01.12.2026, 20,00 €", "01/12/2026, €20.00"),
    (
        Verb.CONTEST_RESULT,
        "objection 2026-12-01 suspends\nRA Kaya",
        "Widerspruch, 01.12.2026. Bis dahin muss nichts gezahlt werden. RA Kaya",
        "objection (Widerspruch), 01/12/2026. Nothing has to be paid meanwhile. RA Kaya",
    ),
    (Verb.CONTEST_RESULT, "lawsuit 2026-12-01", "Klage, 01.12.2026.", "lawsuit (Klage), 01/12/2026."),
    (
        Verb.SETTLE_RESULT,
        "remedied 2026-12-01, 30.00 EUR → 2026-12-24",
        "es wird weniger zurückgefordert, 01.12.2026, 30,00 €. Zurückzuzahlen bis 24.12.2026.",
        "less is asked back, 01/12/2026, €30.00. To be paid back until 24/12/2026.",
    ),
    (Verb.SETTLE, "upheld\nVG Köln", "die Entscheidung bleibt bestehen. VG Köln", None),
    (Verb.PAY, "1: 900.00 EUR", "1: 900,00 €", "1: €900.00"),
    (Verb.ASK, "Bitte bis 2026-12-01 12.00 EUR nennen.", "Bitte bis 2026-12-01 12.00 EUR nennen.", None),
]


@pytest.mark.parametrize(("verb", "note", "german", "english"), WRITTEN)
def test_codes_become_words_of_the_reader(verb: Verb, note: str, german: str, english: str | None) -> None:
    line = Transition(verb=verb, note=note)
    with translation.override("de"):
        assert note_in_words(line).replace("\xa0", " ") == german
    if english is not None:
        with translation.override("en"):
            assert note_in_words(line) == english


def test_what_an_officer_did_on_an_english_page_is_german_on_a_german_one(cast: Cast) -> None:
    row, day = scenes.clarification(cast), date(today().year + 1, 12, 24)
    with translation.override("en"):
        extensions.extend(row, day, "Ferien.", by=cast.caseworker, version=row.version)
    officer = Client()
    officer.force_login(cast.caseworker)
    page = officer.get(reverse("funding:case", args=[cast.office.slug, row.public_id])).text
    assert f"→ 24.12.{day.year}<br>Ferien." in page
    english = officer.get(
        reverse("funding:case", args=[cast.office.slug, row.public_id]).replace("/de/", "/en/")
    )
    assert f"→ 24/12/{day.year}<br>Ferien." in english.text


@pytest.mark.usefixtures("in_english")
def test_an_office_does_not_read_when_the_draft_was_begun(
    cast: Cast, officer: Client, applicant: Client
) -> None:
    row = scenes.submitted(cast)
    case = officer.get(reverse("funding:case", args=[cast.office.slug, row.public_id])).context["log"]
    assert [line.verb for line in case] == [Verb.SUBMIT]
    own = applicant.get(row.get_absolute_url()).context["log"]
    assert [line.verb for line in own] == [Verb.START, Verb.SUBMIT]
    assert [line.verb for line in office_log(row)] == [Verb.SUBMIT], "nor in the case file"
