"""Every page of the house, as the people who may see it: three screens, both lights."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Page

from funding.services import proofs
from portal.accounts.models import User
from tests import matrix
from tests.factories.accounts import PASSWORD, UserFactory
from tests.journeys.conftest import (
    DESKTOP,
    PHONE,
    assert_accessible,
    assert_fits,
    assert_legible_by_night,
)

pytestmark = pytest.mark.django_db(transaction=True)

# 320 px is also what 1280 px is at 400 % zoom.
NARROW = {"width": 320, "height": 640}
SCREENS = (NARROW, PHONE, DESKTOP)
# How the first language of the public pages is looked at, and how the second.
DAY = {"size": PHONE}
NIGHT = {"size": DESKTOP, "dark": True}

FILE = "a file, or an answer for machines"
MADE = "a file that is being made: one waits for it on the page of documents:detail"
LEADS_ON = "leads on to another page"
ROWS = {name: row for name, row in matrix.all_rows().items() if row.sees and not row.post}
# What nobody sees as a page, and why. An address that becomes one must leave this list.
NO_PAGE = {
    **dict.fromkeys(
        (
            "django.contrib.sitemaps.views.sitemap", "healthz", "picture", "readyz", "robots",
            "service_worker", "sitemap", "accounts:copy", "funding:advice_case_file", "funding:advice_file",
            "funding:land_csv", "funding:amendment_letter_file", "funding:case_amendment_letter_file",
            "funding:case_closing_letter_file", "funding:orders_csv", "funding:case_voucher",
            "funding:closing_letter_file",
            "funding:case_consent", "funding:case_letter_file", "funding:case_picture", "funding:deadlines",
            "funding:own_advice_file",
            "funding:case_paper", "funding:case_proof_tables", "funding:case_report_file",
            "funding:award_days", "funding:case_signed", "funding:plan_table", "funding:proof_tables",
            "funding:case_plan", "funding:sent_plan", "funding:staff_table",
            "funding:signed", "funding:case_hearing_paper", "funding:hearing_paper",
            "funding:case_submission_file", "funding:expense_faults", "funding:figures_csv",
            "funding:past_list_rows",
            "funding:kept_paper", "funding:letter_file", "funding:paper", "funding:picture",
            "funding:receipt",
            "funding:report_file", "funding:interim_report_file", "funding:audit_report",
            "funding:audit_voucher",
            "funding:case_interim_report_file", "funding:sent_paper_file", "guides:desk_xliff_export",
            "mfa_download_recovery_codes",
            "funding:structure_csv", "organisations:claim_extract", "organisations:csv",
            "organisations:export", "organisations:figures_file", "organisations:list_faults",
            "organisations:logo_file", "organisations:network_export", "organisations:survey_answers",
            "parentwork:desk_figures_file", "parentwork:desk_material", "parentwork:desk_school_paper",
            "parentwork:desk_time_sheet_file", "parentwork:helping_ics", "parentwork:ics",
            "parentwork:list_ics", "parentwork:slip_file",
        ),
        FILE,
    ),
    **dict.fromkeys((name for name in ROWS if name.startswith(("api:", "open_data:"))), FILE),
    **dict.fromkeys(("guides:booklet", "guides:pdf"), MADE),
    **dict.fromkeys(
        (
            "account_set_password", "documents:file", "funding:ask_for", "funding:case_file_waits",
            "funding:drawdown_new",
            "funding:find_for",
            "funding:drawdown_pay", "funding:drawdown_reverse", "funding:drawdown_uphold",
            "funding:expense_list", "guides:helped",
            "funding:give_back", "funding:settle_result",
            "funding:amendment_new", "funding:proof_submit", "funding:send_anew",
            "mfa_reauthenticate_webauthn", "parentwork:desk_date_list",
            "parentwork:door_count", "parentwork:door_finish", "parentwork:door_others",
            "parentwork:door_tick", "parentwork:desk_invite_picture",
            "parentwork:desk_letter",
            "parentwork:desk_poster", "parentwork:desk_sign",
        ),
        LEADS_ON,
    ),
}  # fmt: skip

OPEN = {name for name, row in ROWS.items() if "anonymous" in row.sees}
# Families need no account: the pages of signing in speak the languages of the desk.
PUBLIC = sorted(name for name in OPEN if not name.startswith("account"))
DESK = sorted(set(ROWS) - set(PUBLIC))
# Who looks at a page that several may see: the person who works with it most.
ORDER = ["anonymous", "coordinator", "caseworker", "countersigner", "translator", "portal_staff"]
# Pages that lead others on.
SEEN_BY = {
    "account_logout": "coordinator",
    "mfa_activate_totp": "newcomer",
    "mfa_edit_webauthn": "keyholder",
    "mfa_remove_webauthn": "keyholder",
}

HEADINGS = "() => [...document.querySelectorAll('h1,h2,h3,h4')].map(h => Number(h.tagName[1]))"
# Links inside a sentence may be smaller (WCAG 2.5.8); buttons, fields and lists of links may not. What Enter
# presses and nobody sees is no target.
SMALL_TARGETS = """() => [...document.querySelectorAll(
  'button:not([aria-hidden=true]), .button, summary, select, textarea, .doors a, .foot a, .languages a,' +
  '.side a, .pager a, .tabs a,' +
  'input:not([type=hidden]):not([type=checkbox]):not([type=radio]), .choice label, .field-check label'
)].filter(element => {
  const box = element.getBoundingClientRect();
  const sentence = element.closest('.para, .term');
  return box.width > 0 && !sentence && (box.height < 43.5 || box.width < 43.5);
}).map(element => element.outerHTML.slice(0, 80))"""


def assert_headings_in_order(page: Page) -> None:
    """One h1 first, and no level left out on the way down."""
    levels = page.evaluate(HEADINGS)
    assert levels.count(1) == 1, f"{page.url}: {levels}"
    for above, below in pairwise(levels):
        assert below <= above + 1, f"{page.url}: {levels}"


def assert_fits_every_screen(page: Page) -> None:
    """No screen scrolls sideways, and on each a finger hits what it means."""
    size = page.viewport_size
    assert size is not None
    try:
        for screen in sorted(SCREENS, key=lambda screen: screen != size):  # changing it takes long
            if page.viewport_size != screen:
                page.set_viewport_size(screen)  # type: ignore[arg-type]
            assert_fits(page)
            small = page.evaluate(SMALL_TARGETS)
            assert small == [], f"{page.url} at {screen['width']}px: {small}"
    finally:
        page.set_viewport_size(size)


CHECKS = (assert_accessible, assert_headings_in_order, assert_fits_every_screen)
# German words are longer than English ones: where they fit, the others do.
AT_THE_DESK = (*CHECKS, assert_legible_by_night)


@pytest.fixture
def furnished(cast: Any, house: str) -> Any:
    matrix.furnish(cast)
    cast.newcomer = UserFactory(second_factor=False)
    cast.keyholder = cast.passkey.user
    proofs.report(cast.funding_receipt.proof, by=cast.coordinator)
    return cast


@pytest.mark.parametrize(("language", "look"), [("de", DAY), ("ar", NIGHT)], ids=["de", "ar"])
def test_every_public_page_is_open_to_everybody(
    language: str, look: dict[str, Any], visit: Callable[..., Page], furnished: Any
) -> None:
    addresses = _addresses(PUBLIC, furnished, language)
    # A guide as it is shipped has more parts than those of the factories.
    addresses |= {f"/{language}/guides/how-school-works/?land=DE-NW": 200, f"/{language}/nowhere/": 404}
    complaints = _complaints(visit(**look), addresses, CHECKS)
    assert complaints == [], "\n".join(complaints)


@pytest.mark.parametrize("language", ["ru", "de-x-leicht"])
def test_long_words_fit_every_screen(language: str, visit: Callable[..., Page], furnished: Any) -> None:
    # The slip has been asked for in German and Arabic only; before that its address leads back.
    names = [name for name in PUBLIC if name != "parentwork:slip"]
    addresses = _addresses(names, furnished, language)
    complaints = _complaints(visit(), addresses, (assert_fits_every_screen,))
    assert complaints == [], "\n".join(complaints)


def test_every_page_of_the_desk_is_open_to_everybody(visit: Callable[..., Page], furnished: Any) -> None:
    complaints: list[str] = []
    for role, names in _by_person(DESK).items():
        page = visit(_person(role, furnished), **DAY)
        if role != "anonymous":
            _give_the_password_again(page)
        complaints += _complaints(page, _addresses(names, furnished, "de"), AT_THE_DESK)
    assert complaints == [], "\n".join(complaints)


def test_what_is_left_out_is_no_page(visit: Callable[..., Page], furnished: Any) -> None:
    assert sorted(set(NO_PAGE) - set(ROWS)) == []
    for role, names in _by_person(name for name, why in NO_PAGE.items() if why != MADE).items():
        page = visit(_person(role, furnished))
        for name in names:
            answer = page.request.get(_address(name, furnished, "de"), max_redirects=0)
            is_page = answer.status == 200 and answer.headers["content-type"].startswith("text/html")
            assert not is_page, name


def _give_the_password_again(page: Page) -> None:
    """As the pages of the second factor ask for."""
    page.goto("/en/accounts/reauthenticate/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()


def _by_person(names: Iterable[str]) -> dict[str, list[str]]:
    """Addresses by who looks at them, so that each person needs one browser."""
    people: dict[str, list[str]] = {}
    for name in names:
        sees = ROWS[name].sees
        role = SEEN_BY.get(name) or next((role for role in ORDER if role in sees), sorted(sees)[0])
        people.setdefault(role, []).append(name)
    return people


def _person(role: str, cast: Any) -> User | None:
    return None if role == "anonymous" else getattr(cast, role)


def _addresses(names: Iterable[str], cast: Any, language: str) -> dict[str, int]:
    """Where these pages are, and the status with which each of them answers."""
    return {_address(name, cast, language): 200 for name in names if name not in NO_PAGE}


def _address(name: str, cast: Any, language: str) -> str:
    with translation.override(language):
        return reverse(name, kwargs=ROWS[name].kwargs(cast)) + ROWS[name].query


def _complaints(page: Page, addresses: dict[str, int], checks: Iterable[Callable[[Page], None]]) -> list[str]:
    """What is wrong with these pages, all of it at once: walking them again takes long."""
    found = []
    for address, status in addresses.items():
        answer = page.goto(address)
        assert answer is not None
        if answer.status != status or answer.request.redirected_from:
            found.append(f"{address} answers {answer.status} at {answer.url}")
            continue
        for check in checks:
            try:
                check(page)
            except AssertionError as error:
                found.append(str(error))
    return found
