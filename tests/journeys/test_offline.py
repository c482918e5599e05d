"""A guide that was read is there without a network; one about violence is not."""

from collections.abc import Iterator

import pytest
from django.core.signals import request_started
from playwright.sync_api import Error, Page, expect

from portal.guides.models import Guide, GuideFeedback
from tests.journeys.conftest import assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)

KEPT = """async (shelf) => {
  const kept = await caches.open(shelf);
  return (await kept.keys()).map((request) => request.url.slice(location.origin.length));
}"""
CONTROLLED = """() => new Promise((done) => {
  if (navigator.serviceWorker.controller) done();
  else navigator.serviceWorker.addEventListener('controllerchange', () => done());
})"""
LISTENS = """if (navigator.serviceWorker) window.kept = new Promise((done, fail) => {
  navigator.serviceWorker.addEventListener('message', (event) => { if (event.data.kept) done(); });
  setTimeout(() => fail(new Error('The worker said nothing.')), 15000);
});"""
FORGOTTEN = "Dieses Portal hat auf Ihrem Gerät nichts mehr"


@pytest.fixture
def reader(visit) -> Page:
    """A page that hears when the worker has kept what there was to keep."""
    page = visit()
    page.add_init_script(LISTENS)
    return page


def read(page: Page, address: str) -> None:
    """Open the page, and wait until the worker is done with it and answers for it."""
    page.goto(address)
    page.evaluate("window.kept")
    page.evaluate(CONTROLLED)


def kept(page: Page, shelf: str = "guides-2") -> list[str]:
    return page.evaluate(KEPT, shelf)


def test_what_was_read_is_read_again_in_the_underground(house, reader):
    read(reader, "/ar/guides/how-school-works/?land=DE-NW")
    title = reader.locator("h1").inner_text()
    expect(reader.locator("[data-offline]")).to_be_hidden()

    reader.context.set_offline(True)
    reader.reload()
    expect(reader.locator("[data-offline]")).to_be_visible()
    expect(reader.locator("h1")).to_have_text(title)
    expect(reader.locator("main")).to_contain_text("شمال الراين")
    assert reader.evaluate("getComputedStyle(document.querySelector('.skip')).position") == "absolute"


def listed(page: Page) -> list[str]:
    """The guides that the page says are kept on this phone."""
    expect(page.locator("[data-kept]")).to_be_visible()
    return page.locator("[data-kept] a").all_inner_texts()


@pytest.mark.parametrize("wanted", ["/ar/guides/starting-school/", "/ar/workshops/", "/tr/guides/"])
def test_where_nothing_is_kept_the_portal_says_so_and_lists_what_is(house, reader, wanted):
    read(reader, "/ar/guides/how-school-works/?land=DE-NW")
    title = reader.locator("h1").inner_text()
    reader.context.set_offline(True)
    reader.goto(wanted)
    expect(reader.locator("[data-offline]")).to_be_visible()
    assert reader.locator("html").get_attribute("dir") == "rtl"
    assert [title in name for name in listed(reader)] == [True]
    assert_accessible(reader)
    assert_fits(reader)

    reader.locator("[data-kept] a").click()
    expect(reader.locator("h1")).to_have_text(title)
    assert reader.url.endswith("/ar/guides/how-school-works/?land=DE-NW")


def test_a_tap_counts_through_the_worker_and_without_a_network_the_portal_says_so(house, reader):
    read(reader, "/ar/guides/how-school-works/")
    reader.locator("button[name=helped][value=yes]").click()
    expect(reader.locator("textarea")).to_be_visible()
    assert GuideFeedback.objects.get().helped
    read(reader, "/ar/guides/how-school-works/")
    reader.context.set_offline(True)
    reader.locator("button[name=helped][value=no]").click()
    expect(reader.locator("[data-offline]")).to_be_visible()
    assert GuideFeedback.objects.count() == 1


def test_what_is_kept_can_be_looked_at_and_forgotten_with_or_without_a_network(house, reader):
    Guide.objects.filter(slug="starting-school").update(is_sensitive=True)
    read(reader, "/de/guides/how-school-works/")
    read(reader, "/de/guides/starting-school/")
    for other in ("", "words/", "laender/"):
        reader.goto(f"/de/guides/{other}")
    reader.goto("/de/guides/offline/")
    expect(reader.locator("[data-offline]")).to_be_hidden()
    assert listed(reader) == ["So funktioniert die Schule"]

    reader.context.set_offline(True)
    reader.locator("main [data-forget]").click()
    expect(reader.get_by_role("status").filter(has_text="noch kein Wegweiser")).to_be_visible()
    expect(reader.get_by_role("status").filter(has_text=FORGOTTEN)).to_be_visible()
    expect(reader.locator("[data-kept]")).to_be_hidden()
    assert reader.evaluate("caches.keys()") == []
    assert_accessible(reader)


def test_a_guide_says_too_that_all_is_forgotten_where_there_is_no_network(house, reader):
    Guide.objects.filter(slug="starting-school").update(is_sensitive=True)
    read(reader, "/de/guides/how-school-works/")
    read(reader, "/de/guides/starting-school/")
    reader.context.set_offline(True)
    reader.locator(".traces summary").click()
    reader.locator(".traces [data-forget]").click()
    expect(reader.get_by_role("status").filter(has_text=FORGOTTEN)).to_be_visible()
    assert reader.evaluate("caches.keys()") == []


SHELVES = "async () => (await caches.keys()).filter((name) => name.startsWith('offline-'))"
EARLIER = """async (shelves) => {
  for (const shelf of shelves) await caches.delete(shelf);
  const earlier = await caches.open("offline-1");
  await earlier.put("/tr/guides/offline/", new Response("of an earlier release"));
  await earlier.put("/static/earlier.css", new Response(""));
}"""


@pytest.fixture
def asked_for() -> Iterator[list[str]]:
    """The pages for no network that were asked for, by whomever."""
    seen: list[str] = []

    def note(environ: dict[str, str], **kwargs: object) -> None:
        if environ["PATH_INFO"].endswith("/offline/"):
            seen.append(environ["PATH_INFO"])

    request_started.connect(note)
    yield seen
    request_started.disconnect(note)


def test_the_page_for_no_network_is_fetched_once_in_each_language(house, reader, asked_for):
    read(reader, "/de/guides/how-school-works/")
    read(reader, "/de/guides/starting-school/")
    assert asked_for == ["/de/guides/offline/"]
    read(reader, "/ar/guides/starting-school/")
    assert asked_for == ["/de/guides/offline/", "/ar/guides/offline/"]


def test_of_an_earlier_release_the_page_is_fetched_anew_and_no_file_stays(house, reader, asked_for):
    read(reader, "/de/guides/how-school-works/")
    reader.evaluate(EARLIER, reader.evaluate(SHELVES))
    asked_for.clear()
    read(reader, "/de/guides/how-school-works/")
    assert sorted(asked_for) == ["/de/guides/offline/", "/tr/guides/offline/"]
    (shelf,) = reader.evaluate(SHELVES)
    names = kept(reader, shelf)
    assert {"/de/guides/offline/", "/tr/guides/offline/"} < set(names)
    assert "/static/earlier.css" not in names


@pytest.mark.parametrize("path", ["/admin/", "/api/services", "/desk/"])
def test_no_page_stands_in_for_what_is_no_public_page(house, reader, path):
    read(reader, "/de/guides/how-school-works/")
    reader.context.set_offline(True)
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        reader.goto(path)


def test_no_page_of_another_land_stands_in_for_the_one_asked_for(house, reader):
    read(reader, "/de/guides/starting-school/?land=DE-NW")
    reader.context.set_offline(True)
    reader.goto("/de/guides/starting-school/?land=DE-BY")
    expect(reader.locator("[data-offline]")).to_be_visible()
    reader.goto("/de/guides/starting-school/")  # names no Land, so the one that was read is an answer
    expect(reader.locator("h2#glance")).to_have_text("Nordrhein-Westfalen")

    reader.context.set_offline(False)
    read(reader, "/de/guides/starting-school/")
    reader.context.set_offline(True)
    reader.goto("/de/guides/starting-school/?land=DE-BY")
    expect(reader.locator("h2#glance")).to_have_count(0)
    expect(reader.locator("#id_land")).to_be_visible()


def test_what_must_leave_no_trace_is_not_kept_and_the_rest_can_be_forgotten(house, reader):
    Guide.objects.filter(slug="starting-school").update(is_sensitive=True)
    read(reader, "/de/guides/how-school-works/")
    read(reader, "/de/guides/starting-school/")
    reader.goto("/de/guides/search/?q=Herbst")
    assert kept(reader) == ["/de/guides/how-school-works/"]
    assert [name for name in kept(reader, "files-1") if "leave" in name] == []

    reader.goto("/de/guides/starting-school/")
    reader.locator(".traces summary").click()
    reader.locator(".traces a[href*='/forget/']").click()
    reader.wait_for_url("**/de/guides/forget/")
    assert kept(reader) == []


def test_a_browser_that_does_not_know_the_header_forgets_by_script(house, reader):
    Guide.objects.filter(slug="starting-school").update(is_sensitive=True)
    read(reader, "/de/guides/how-school-works/")
    read(reader, "/de/guides/starting-school/")
    reader.route("**/guides/forget/", lambda route: route.fulfill(body="<p>ok</p>", content_type="text/html"))
    reader.locator(".traces summary").click()
    reader.locator(".traces [data-forget]").click()
    reader.wait_for_url("**/de/guides/forget/")
    assert reader.evaluate("caches.keys()") == []
    assert reader.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0


def test_on_paper_all_laender_are_unfolded(house, reader):
    read(reader, "/de/guides/starting-school/")
    folded = reader.locator("article details")
    assert folded.evaluate_all("all => all.filter((one) => one.open).length") == 0
    reader.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert folded.evaluate_all("all => all.filter((one) => !one.open).length") == 0
    reader.evaluate("dispatchEvent(new Event('afterprint'))")
    assert folded.evaluate_all("all => all.filter((one) => one.open).length") == 0
    assert folded.count() > 0


def test_a_guide_that_must_leave_no_trace_from_now_on_is_forgotten_in_every_language(house, reader):
    read(reader, "/ar/guides/starting-school/?land=DE-NW")
    read(reader, "/de/guides/starting-school/")
    read(reader, "/de/guides/how-school-works/")
    Guide.objects.filter(slug="starting-school").update(is_sensitive=True)
    read(reader, "/de/guides/starting-school/?land=DE-BY")
    assert kept(reader) == ["/de/guides/how-school-works/"]
