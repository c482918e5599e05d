"""Olena brings an outdated Ukrainian guide up to date, Taras publishes it, and readers see the new words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from portal.guides.models import Translation
from portal.guides.services import save_text
from tests.cast import Cast
from tests.factories.guides import TranslatorFactory
from tests.journeys.conftest import DESKTOP, PHONE, assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)

SLUG = "how-school-works"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def outdate(cast: Cast) -> None:
    """The German text says one thing differently and one thing more."""
    german = Translation.objects.get(guide__slug=SLUG, language="de")
    first, *rest = german.body.split("\n\n")
    body = "\n\n".join([f"{first} Das gilt für alle.", "Fragen kostet nichts.", *rest])
    save_text(
        german, title=german.title, summary=german.summary, body=body, version=german.version,
        by=cast.portal_staff,
    )  # fmt: skip


def test_an_outdated_guide_is_brought_up_to_date(house: str, visit: Callable[..., Page], cast: Cast) -> None:
    olena = TranslatorFactory(user__name="Olena", language="uk").user
    taras = TranslatorFactory(user__name="Taras", language="uk").user
    outdate(cast)

    page = visit(olena, size=PHONE)
    page.goto("/en/desk/translations/?status=outdated")
    assert_accessible(page)
    assert_fits(page)
    page.locator("tbody a").first.click()
    press(page, "Work on the translation")
    assert_accessible(page)
    assert_fits(page)
    expect(page.locator("ins", has_text="Das gilt für alle.")).to_be_visible()
    fields = page.locator("textarea")
    assert {fields.nth(at).get_attribute("lang") for at in range(fields.count())} == {"uk"}
    changed = page.locator(".pair", has=page.locator("ins")).locator("textarea")
    changed.fill(f"{changed.input_value()} Це стосується всіх.")
    expect(page.locator("[data-autosave-status]")).to_contain_text("Kept at")
    page.reload()
    expect(changed).to_have_value(f"{changed.input_value()}")
    expect(changed).to_contain_text("Це стосується всіх.")

    press(page, "Hand in for a review")
    expect(page.locator(".error-summary")).to_contain_text("There is no translation yet.")
    assert_accessible(page)
    page.locator(".error-summary a").click()
    page.keyboard.type("Питати нічого не коштує.")
    press(page, "Hand in for a review")
    expect(page.locator(".error-summary")).to_contain_text("that nobody has changed")
    assert_accessible(page)
    page.locator("#id_machine_read").check()
    press(page, "Hand in for a review")
    expect(page.locator(".messages")).to_contain_text("Handed in.")

    second = visit(taras, size=DESKTOP)
    second.goto("/en/desk/")
    second.get_by_role("link", name="Read a translation and publish it").click()
    expect(second.get_by_role("button", name="Publish the translation")).to_be_visible()
    assert_accessible(second)
    press(second, "Publish the translation")
    expect(second.locator(".error-summary")).to_contain_text("that nobody has changed")
    second.locator("#publish_machine_read").check()
    press(second, "Publish the translation")
    expect(second.locator(".messages")).to_contain_text("Published.")
    second.goto(f"/uk/guides/{SLUG}/")
    expect(second.locator("main")).to_contain_text("Питати нічого не коштує.")
    second.goto("/en/desk/translations/overview/")
    assert_accessible(second)
    assert_fits(second)


def test_a_guide_is_translated_without_scripts(browser, house: str, visit: Callable[..., Page]) -> None:
    rana = TranslatorFactory(user__name="Rana", language="ar").user
    signed_in = visit(rana).context.cookies()
    context = browser.new_context(base_url=house, viewport=PHONE, java_script_enabled=False)
    context.add_cookies(signed_in)
    page = context.new_page()
    page.goto(f"/en/desk/translations/ar/{SLUG}/")
    press(page, "Work on the translation")
    page.locator("#id_text-0").fill("كيف تعمل المدرسة في ألمانيا")
    press(page, "Save")
    expect(page.locator(".messages")).to_contain_text("paragraphs are done")
    expect(page.locator("#id_text-0")).to_have_value("كيف تعمل المدرسة في ألمانيا")
    expect(page.locator("#id_text-0")).to_have_attribute("dir", "rtl")
    context.close()
