"""What the pages of the desk say about requests, and the parts that other pages take in."""

from datetime import date
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django import template
from django.db.models import TextChoices
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from funding import finance, workflow
from funding.choices import (
    Aid,
    Applicant,
    CostCategory,
    IncomeSource,
    PaperKind,
    Party,
    State,
    Sureness,
)
from funding.models import Award, FundingRequest, Office, Transition
from funding.reports import Letter
from funding.reports.amendments import AmendmentData
from funding.reports.checking import ClosingData
from funding.reports.drawdowns import Standing, YearOfAward, years_of
from funding.reports.log import note_in_words
from funding.services import calling_up, decisions, results
from organisations.choices import LegalForm
from portal.lib import languages, markdown, money
from portal.lib.iban import grouped
from portal.lib.lists import listed

register = template.Library()


@register.filter
def applicant_state(row: FundingRequest) -> SafeString:
    """The state as a tag, in the words for the organisation."""
    return _tag(workflow.tone(row.state, officer=False), workflow.applicant_label(row.state))


@register.filter
def officer_state(row: FundingRequest) -> SafeString:
    """The state as a tag, in the words for the Office."""
    return _tag(workflow.tone(row.state, officer=True), workflow.officer_label(row.state))


@register.filter
def officer_word(state: str) -> str:
    return str(workflow.officer_label(state)) if state else ""


def _tag(tone: str, text: Any) -> SafeString:
    return format_html('<span class="tag tag-{}">{}</span>', tone, text)


@register.filter
def applicant_turn(row: FundingRequest) -> str:
    """Whose turn it is, said to the organisation; after an award it is about the proof of use."""
    if row.state == State.CONTESTED:
        return _("It is the Office's turn.")
    if text := _turn_in_review(row) or results.asked_of_applicant(row):
        return text
    award = getattr(row, "award", None)
    proof = getattr(award, "proof", None)
    if proof is None and (text := _turn_after_decision(row)):
        return text
    if award and proof is None and not award.has_begun:
        return _("Nothing is open.")
    if award and (proof is None or proof.is_open):
        return _("It is your turn.")
    if award and proof and (text := _turn_of_check(award)):
        return text
    said = {Party.APPLICANT: _("It is your turn."), Party.NOBODY: _("Nothing is open.")}
    return said.get(row.turn, _("It is the Office's turn."))


def _turn_of_check(award: Award) -> str:
    """What the check of a proof that was sent leaves to be done by the Office; "" for nothing."""
    if award.proof.checked is None:
        return _("It is the Office's turn.")
    check = getattr(award.proof, "checking", None)
    if check is not None and award.drawn < check.granted:
        return _("The check is closed. The rest of the grant is still to be paid out.")
    return ""


def _turn_in_review(row: FundingRequest) -> str:
    """What the organisation can do while the Office works on its request; "" for nothing."""
    if until := getattr(row, "heard_until", None):
        day = date_format(until, "SHORT_DATE_FORMAT")
        return _("You can say something before it is decided, until %(day)s.") % {"day": day}
    if row.to_sign_since and row.is_to_be_signed:
        return _("It is your turn: sign the corrected request.")
    return ""


def _turn_after_decision(row: FundingRequest) -> str:
    """What comes after the announcement, for rows `with_announced()`; "" for what has begun or is over."""
    decision = next(iter(getattr(row, "announced_decisions", [])), None)
    award = getattr(row, "award", None)
    if decision is not None and decision.is_withdrawn(row.office):
        return _("It is the Office's turn.")
    if decision is not None and decision.waits_to_be_retrieved:
        return _("It is your turn: read the decision.")
    if decision is None or (award and award.has_begun):
        return ""
    if row.state == State.ANNOUNCED and decision.opened is None:
        return _("It is your turn: read the decision.")
    last = decisions.contestable_until(row, decision)
    if last and decisions.is_contestable(row, decision):
        day = date_format(last, "SHORT_DATE_FORMAT")
        return _("You need do nothing now. Legal remedy is possible until %(day)s.") % {"day": day}
    if award:
        day = date_format(award.start, "SHORT_DATE_FORMAT")
        return _("Nothing is open until the award period begins on %(day)s.") % {"day": day}
    return ""


@register.filter
def award_years(award: Award) -> list[YearOfAward]:
    """What each calendar year bears of an award; empty where one bears all."""
    return years_of(award)


@register.filter
def obstacle(standing: Standing) -> str:
    """Why nothing of an award that stands so can be called up now; empty if something can."""
    return calling_up.obstacle(standing.award, standing)


@register.filter
def log_note(line: Transition) -> str:
    """The note of a line of the log in words."""
    return note_in_words(line)


@register.filter
def iso_day(text: str | None) -> str:
    """An ISO day of a frozen figure as the reader writes days."""
    try:
        return date_format(date.fromisoformat((text or "")[:10]), "SHORT_DATE_FORMAT")
    except ValueError:
        return ""


@register.filter
def signed_euro(change: Any) -> str:
    """`200` as `+200,00 €`, nothing as a dash."""
    if not change:
        return "–"
    return ("+" if change > 0 else "") + money.euros(change)


@register.filter
def minus(amount: Any, other: Any) -> Decimal:
    return Decimal(amount) - Decimal(other)


@register.filter
def legal_form(code: str) -> str:
    """The words for a legal form; empty where it is not known."""
    if code not in LegalForm or code == LegalForm.UNKNOWN:
        return ""
    return str(LegalForm(code).label)


@register.filter
def iban(text: str | None) -> str:
    """The number of a bank account in groups of four."""
    return grouped(text or "")


@register.filter
def percent(part: Any) -> str:
    return money.percent(Decimal(part)) if part is not None else ""


@register.filter
def sent_plan(data: dict[str, Any]) -> finance.Plan:
    """The plan of what was sent."""
    return finance.Plan.sent(data["costs"], data["incomes"])


@register.filter
def share_of(amount: Decimal, eligible: Decimal) -> str:
    """`2000` of `2500` as `80 %`."""
    return money.percent(finance.granted_share(amount, eligible))


@register.filter
def hours(text: Any) -> str:
    """`12.50` hours as `12,5` in German."""
    return str(format_decimal(text, locale=(get_language() or "de").split("-")[0]))


@register.filter
def counted(number: int | str) -> str:
    """A number as it is, and the part of one, "1.5", as the reader writes it."""
    return hours(number) if isinstance(number, str) else str(number)


@register.filter
def plural(number: int | str) -> int:
    """The whole number that decides on the plural: 1 for one alone, else more."""
    return number if isinstance(number, int) else max(2, int(Decimal(number)))


@register.filter
def language_name(code: str) -> str:
    """The name of one language in the reader's language."""
    return languages.name_of(code, get_language() or "de")


@register.filter
def cost_label(code: str) -> str:
    return str(CostCategory(code).label) if code in CostCategory else code


@register.filter
def source_label(code: str) -> str:
    return str(IncomeSource(code).label) if code in IncomeSource else code


@register.filter
def paper_label(code: str) -> str:
    return str(PaperKind(code).label) if code in PaperKind else code


@register.filter
def aids_listed(codes: list[str]) -> str:
    """What a programme gives, in one line."""
    return _listed(Aid, codes)


@register.filter
def applicants_listed(codes: list[str]) -> str:
    """Who may ask for it, in one line."""
    return _listed(Applicant, codes)


def _listed(kind: type[TextChoices], codes: list[str]) -> str:
    return listed([str(kind(code).label) for code in codes if code in kind], get_language() or "de")


@register.filter
def published(text: str) -> SafeString:
    """A text of the funding database as a part of a page; nothing of it is left out."""
    return markdown.published(text)


@register.simple_tag
def letter_preview(letter: Letter | ClosingData | AmendmentData, top: int) -> SafeString:
    """The letter in its own language, whatever the page speaks; `top` is the level of its heading."""
    with translation.override("de"):
        html = render_to_string(
            f"pdf/funding/parts/{letter.part}.html", {"data": letter, "top": top, "sub": top + 1}
        )
    return mark_safe(html)  # noqa: S308 - a template of ours


@register.inclusion_tag("funding/parts/sureness.html")
def sureness(entry: Any) -> dict[str, Any]:
    """Source, day of the last check, and a mark where something is not certain."""
    doubtful = entry.sureness != Sureness.CHECKED
    return {"entry": entry, "doubtful": doubtful, "is_due": getattr(entry, "is_due_for_checking", False)}


@register.inclusion_tag("funding/parts/office_texts.html")
def office_texts(office: Office) -> dict[str, Any]:
    """Imprint, accessibility and privacy of an Office: its own words, with easy German beside them."""
    words = {field: _office_words(office, field) for field in ("imprint", "accessibility", "privacy")}
    return {"office": office, **words}


def _office_words(office: Office, field: str) -> dict[str, Any]:
    reader = get_language() or "de"
    text, language = languages.best_words(office, field, reader)
    easy = getattr(office, f"{field}_de_x_leicht") if language != languages.EASY_GERMAN else ""
    return {
        "language": language,
        "is_foreign": bool(text) and language == "de" and not reader.startswith("de"),
        "text": markdown.to_html(text, top=3) if text else "",
        "easy": markdown.to_html(easy, top=3) if easy else "",
    }


@register.inclusion_tag("funding/parts/home.html")
def funding_home() -> dict[str, Any]:
    """The card of the public home page that leads to contact points."""
    return {}
