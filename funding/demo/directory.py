"""Fictional Offices with the demo's officers, and their programmes."""

from decimal import Decimal
from typing import Any

from funding.choices import CostCategory, Financing, OfficeRole, PaperKind, Purpose, Sureness
from funding.imports import texts_of
from funding.models import Budget, BudgetLine, Office, OfficeMember, Programme
from portal.accounts.models import User
from portal.lib.dates import today
from portal.places.models import Land

NW, CITY, BERLIN = "musterstelle-nw", "musterstadt-integration", "musterstelle-be"
_UNIT = "Erfundene Stelle zum Ausprobieren, keine Behörde"
_PRIVACY = """\
Wir brauchen Ihre Angaben, um über den Antrag zu entscheiden und zu prüfen, wofür das Geld verwendet wurde
(Artikel 6 Absatz 1 Buchstabe e DSGVO mit dem Haushaltsrecht des Landes).

- Im Haus lesen sie die Bearbeitung, die Zweitzeichnung und die Rechnungsprüfung.
- Zehn Jahre nach dem Ende der Förderung löschen wir die Akte.
- Namen von Familien bekommen wir nicht, nur Summen.

Sie dürfen Auskunft, Berichtigung und Löschung verlangen und sich bei der Datenschutzaufsicht des Landes
beschweren.
"""
_EASY_PRIVACY = """\
Sie schicken uns einen Antrag. Wir lesen Ihre Angaben.

Wir prüfen damit: Bekommen Sie das Geld? Haben Sie das Geld richtig ausgegeben?

Wir bekommen keine Namen von Familien.

Nach zehn Jahren löschen wir alles."""
_IMPRINT = """\
Diese Stelle gibt es nur in der Vorführung. Sie verantwortet hier ihre Einträge, Programme und Bescheide.

Vertreten durch: Kim Muster. Aufsicht: Musterministerium, Musterplatz 1, Musterstadt.
"""
_EASY_IMPRINT = "Diese Stelle ist ein Beispiel. Es gibt sie nicht wirklich."
_ACCESSIBILITY = """\
Unsere Briefe sind PDF-Dateien, die ein Vorlese-Programm lesen kann. Texte in Leichter Sprache schicken wir
auf Wunsch zu. Schreiben Sie uns.
"""
_EASY_ACCESSIBILITY = "Unser Brief ist zu schwer? Schreiben Sie uns. Wir schicken Ihnen einen leichten Brief."
_REMEDY = (
    "Gegen diesen Bescheid kann innerhalb eines Monats nach Bekanntgabe Klage beim Verwaltungsgericht "
    "Musterstadt, Musterplatz 1, {place}, erhoben werden."
)
_OFFICES: dict[str, dict[str, Any]] = {
    NW: {"name": "Musterstelle Elternarbeit Nordrhein-Westfalen", "land": "DE-NW", "place": "Musterstadt"},
    CITY: {"name": "Stadt Musterstadt, Integrationsbüro", "land": "DE-NW", "place": "Musterstadt"},
    BERLIN: {"name": "Musterstelle Elternarbeit Berlin", "land": "DE-BE", "place": "Berlin"},
}
_OFFICERS = (
    (NW, "land-nw@demo.example", OfficeRole.CASEWORKER),
    (NW, "land-nw@demo.example", OfficeRole.DIRECTORY_EDITOR),
    (NW, "land-nw-2@demo.example", OfficeRole.COUNTERSIGNER),
    (NW, "land-nw-2@demo.example", OfficeRole.BUDGET_HOLDER),
    (BERLIN, "land-be@demo.example", OfficeRole.CASEWORKER),
)
_RULES: dict[str, Any] = {
    "cost_categories": [category.value for category in CostCategory],
    "papers": [PaperKind.STATUTES.value],
    "volunteer_rate": Decimal("15.00"),
    "deviation_rate": Decimal("0.20"),
    "minor_change": Decimal("500.00"),
    "proof_months": 6,
    "drawdown_weeks": 8,
    "retention_years": 5,
    "legal_basis": "Haushaltsordnung des Landes, §§ 23 und 44 (Vorführung)",
    "conditions": "Die Allgemeinen Nebenbestimmungen für Zuwendungen zur Projektförderung (ANBest-P) sind "
    "Bestandteil dieses Bescheids. Mit dem Vorhaben darf nicht vor Bekanntgabe begonnen worden sein.",
    "declarations": "Uns ist bekannt, dass die Angaben im Antrag für die Bewilligung erheblich sind und wir "
    "jede Änderung unverzüglich mitteilen müssen (Vorführung).",
    "calling_up": "Die Zuwendung wird ausgezahlt, sobald der Bescheid bestandskräftig ist und soweit Sie sie "
    "innerhalb von {Wochen} für fällige Zahlungen benötigen. Rufen Sie die Mittel in der Elternbrücke ab "
    "oder formlos per Brief; nennen Sie dann das Aktenzeichen, den Betrag und wofür er fällig wird.",
    "source": "Vorführung",
    "sureness": Sureness.CHECKED,
    "doubt": "Erfundenes Programm zum Ausprobieren.",
}


def load_directory(people: dict[str, User]) -> None:
    """The Offices, who works in them, and a programme for each that reviews."""
    for slug, values in _OFFICES.items():
        _office(slug, **values)
    for slug, email, role in _OFFICERS:
        if email in people:
            office = Office.objects.get(slug=slug)
            OfficeMember.objects.get_or_create(office=office, user=people[email], role=role)
    _programme(
        NW, "muster-elternarbeit-nw", "Elternarbeit vor Ort (Muster)", "Work with parents (sample)",
        financing=Financing.SHARE, rate=Decimal("0.80"), max_amount=Decimal("15000.00"),
        own_share=Decimal("0.20"), volunteer_cap=Decimal("0.15"), overhead_rate=Decimal("0.10"),
    )  # fmt: skip
    _programme(
        NW, "muster-laufend-nw", "Laufende Elternarbeit (Muster)", "Running work with parents (sample)",
        financing=Financing.SHARE, rate=Decimal("0.80"), max_amount=Decimal("8000.00"),
        own_share=Decimal("0.20"), volunteer_cap=Decimal("0.15"), overhead_rate=Decimal("0.10"),
        may_have_begun=True,
        deadlines_de="Jederzeit, auch für Projekte dieses Jahres, die schon laufen.",
        deadlines_en="At any time, also for projects of this year that are running already.",
        conditions="Die Allgemeinen Nebenbestimmungen für Zuwendungen zur Projektförderung (ANBest-P) sind "
        "Bestandteil dieses Bescheids. Gefördert werden auch Ausgaben vor Bekanntgabe, soweit sie im "
        "Bewilligungszeitraum liegen.",
    )  # fmt: skip
    _programme(
        NW, "muster-struktur-nw", "Arbeit von Vereinen (Muster)", "Work of associations (sample)",
        purpose=Purpose.INSTITUTIONAL, financing=Financing.DEFICIT, max_amount=Decimal("60000.00"),
        summary_de="Für die Arbeit eines Vereins in einem ganzen Jahr: Personal, Räume, Verwaltung.",
        summary_en="For the work of an association in a whole year: staff, rooms, administration.",
        deadlines_de="Jedes Jahr neu, für das ganze Kalenderjahr.",
        deadlines_en="Anew each year, for the whole calendar year.",
        conditions="Die Allgemeinen Nebenbestimmungen für Zuwendungen zur institutionellen Förderung "
        "(ANBest-I) sind Bestandteil dieses Bescheids. Wirtschaftsplan und Stellenplan sind verbindlich.",
    )  # fmt: skip
    _programme(
        BERLIN, "muster-elternarbeit-be", "Elternarbeit im Kiez (Muster)", "Parents in the quarter (sample)",
        financing=Financing.DEFICIT, max_amount=Decimal("10000.00"),
    )  # fmt: skip
    _budget()


def _budget() -> None:
    """A line that pays for both programmes, in the running year and in the next."""
    line, _made = BudgetLine.objects.get_or_create(
        office=Office.objects.get(slug=NW),
        code="0711 684 10",
        defaults={
            "name": "Elternarbeit (Muster)",
            "programmes": ["muster-elternarbeit-nw", "muster-laufend-nw", "muster-struktur-nw"],
        },
    )
    for year, amount in ((today().year, "80000.00"), (today().year + 1, "60000.00")):
        Budget.objects.get_or_create(line=line, year=year, defaults={"amount": Decimal(amount)})


def _office(slug: str, *, name: str, land: str, place: str) -> Office:
    values = {
        "name": name,
        "unit": _UNIT,
        "land": Land.objects.get(pk=land),
        "place": place,
        "street": "Musterweg 1",
        "email": f"{slug}@demo.example",
        "hours": "Mo–Do 9–15 Uhr",
        "languages": ["de", "en", "tr"],
        "letterhead": f"{name}\nMusterweg 1\n{place}",
        "remedy": _REMEDY.format(place=place),
        "pay_back_to": "Musterkasse (Vorführung)\nIBAN DE00 0000 0000 0000 0000 00",
        "recovery_basis": "Verwaltungsverfahrensgesetz des Landes, § 49a (Vorführung)",
        "file_prefix": "MU-48" if slug == NW else "MU-11",
        "reviews_here": slug != CITY,
        "advises_here": slug != CITY,
        "answer_days": 10,
        "source": "Vorführung",
        "last_checked": today(),
        "sureness": Sureness.CHECKED,
        "publishes_grants": True,
        "data_protection_officer": f"Datenschutzbeauftragte der Musterstelle\nMusterweg 1, {place}\n"
        f"datenschutz-{slug}@demo.example",
        "imprint_de": _IMPRINT,
        "imprint_de_x_leicht": _EASY_IMPRINT,
        "accessibility_de": _ACCESSIBILITY,
        "accessibility_de_x_leicht": _EASY_ACCESSIBILITY,
        "privacy_de": _PRIVACY,
        "privacy_de_x_leicht": _EASY_PRIVACY,
        **texts_of("helps_with", "grants"),
    }
    return Office.objects.get_or_create(slug=slug, defaults=values)[0]


def _programme(office: str, slug: str, de: str, en: str, **rules: Any) -> Programme:
    values = {
        "office": Office.objects.get(slug=office),
        "name_de": de,
        "name_en": en,
        "summary_de": "Für Vereine, die mit Eltern arbeiten: Abende, Lotsen, Kinderbetreuung, Dolmetschen.",
        "summary_en": "For associations that work with parents: evenings, guides, childcare, interpreters.",
        "who_may_apply_de": "Gemeinnützige Vereine, offen für alle Familien.",
        "who_may_apply_en": "Charitable associations that are open to all families.",
        "deadlines_de": "Jederzeit, vor Beginn des Projekts.",
        "deadlines_en": "At any time, before the project begins.",
        "last_checked": today(),
        **_RULES,
        **rules,
    }
    return Programme.objects.get_or_create(slug=slug, is_current=True, defaults=values)[0]
