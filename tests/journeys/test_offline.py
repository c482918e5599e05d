"""A guide that was read is there without a network; one about violence is not."""

import re

import pytest
from playwright.sync_api import Error, Page, expect

from portal.guides.models import Guide

pytestmark = pytest.mark.django_db(transaction=True)

KEPT = """async () => {
  const pages = await caches.open('guides-1');
  return (await pages.keys()).map((request) => new URL(request.url).pathname);
}"""
CONTROLLED = """() => new Promise((done) => {
  if (navigator.serviceWorker.controller) done();
  else navigator.serviceWorker.addEventListener('controllerchange', () => done());
})"""
WHOLE = """async () => {
  const page = await (await caches.open('guides-1')).match(location.href, { ignoreVary: true });
  return page ? (await page.text()).includes('</html>') : false;
}"""


def wait_until_kept(page: Page) -> None:
    """Until the worker of this browser has the page and answers for it."""
    page.evaluate(CONTROLLED)
    while not page.evaluate(WHOLE):
        page.wait_for_load_state()


def kept(page: Page) -> list[str]:
    return page.evaluate(KEPT)


def test_what_was_read_is_read_again_in_the_underground(house, visit):
    page = visit()
    page.goto("/ar/guides/how-school-works/?land=DE-NW")
    title = page.locator("h1").inner_text()
    wait_until_kept(page)

    page.context.set_offline(True)
    page.reload()
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator("main")).to_contain_text("شمال الراين")
    assert page.evaluate("getComputedStyle(document.querySelector('.skip')).position") == "absolute"
    with pytest.raises(Error, match=re.compile("ERR_INTERNET_DISCONNECTED|ERR_FAILED")):
        page.goto("/ar/workshops/")


def test_what_must_leave_no_trace_is_not_kept_and_the_rest_can_be_forgotten(house, visit):
    Guide.objects.filter(slug="starting-school").update(is_sensitive=True)
    page = visit()
    page.goto("/de/guides/how-school-works/")
    wait_until_kept(page)
    page.goto("/de/guides/starting-school/")
    page.reload()
    assert kept(page) == ["/de/guides/how-school-works/"]

    page.locator(".leave summary").click()
    page.locator(".leave a[href*='/forget/']").click()
    page.wait_for_url(re.compile("/de/$"))
    assert kept(page) == []
