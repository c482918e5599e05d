"""Outside links: which there are, when one counts as broken, and what editors do about it."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from portal.guides.choices import LinkState
from portal.guides.clock import check_links
from portal.guides.models import LandFact, LinkCheck
from portal.guides.reports.links import outside_links
from portal.guides.services import linkcheck
from portal.guides.tasks import links as job
from portal.lib.links import Answer, Client, Reason, Verdict
from tests.factories.accounts import UserFactory
from tests.factories.guides import LandFactFactory, LinkCheckFactory, TextFactory

pytestmark = pytest.mark.django_db

URL = "https://schule.example/anmelden"
OK = Answer(Verdict.OK, status=200)
GONE = Answer(Verdict.BROKEN, Reason.STATUS, 404)
SILENT = Answer(Verdict.UNREACHABLE, Reason.SILENT)
SHY = Answer(Verdict.UNTELLABLE, Reason.STATUS, 403)
MOVED = Answer(Verdict.MOVED, status=200, location="https://schule.example/neu")


class Web(Client):
    """Answers without a network; whoever asks must not be in a transaction."""

    def __init__(self, answer: Answer = OK, **answers: Answer) -> None:
        super().__init__("test")
        self.answer, self.answers, self.asked = answer, answers, []

    def check(self, url: str) -> Answer:
        assert len(connection.savepoint_ids) == 0, "asked inside a transaction"
        self.asked.append(url)
        return self.answers.get(url.split("/")[2].split(".")[0], self.answer)


@pytest.fixture
def staff(client):
    user = UserFactory(is_staff=True)
    client.force_login(user)
    return user


def ask(web: Client) -> LinkCheck:
    """Ask what is due, and say what has become of the first link."""
    job.ask_due(web, seconds=60)
    return LinkCheck.objects.order_by("pk").first()


def days_later(days: int):
    return time_machine.travel(timezone.now() + dt.timedelta(days=days), tick=False)


def fail_on(days: list[int], answer: Answer = GONE) -> LinkCheck:
    for day in days:
        with days_later(day):
            link = ask(Web(answer, alive=OK))
    return link


def test_every_outside_link_of_texts_in_all_languages_and_of_facts_is_collected():
    german = TextFactory(body=f"[Hier]({URL}#oben), [so](https://a.example/?x=1&y=2), {{{{term:x}}}}")
    TextFactory(guide=german.guide, language="ar", body=f"[هنا]({URL})\n\n<https://b.example>")
    TextFactory(body="[Mail](mailto:a@b.example) [in]({{link:schule}}) [x](/de/guides/) http://bare.example")
    LandFactFactory(source_url="https://amt.example/stichtag")
    assert linkcheck.collect() == 4
    assert sorted(LinkCheck.objects.values_list("url", "host")) == [
        ("https://a.example/?x=1&y=2", "a.example"),
        ("https://amt.example/stichtag", "amt.example"),
        ("https://b.example", "b.example"),
        (URL, "schule.example"),
    ]


def others():
    yield "Amt", "/de/desk/offices/1/", "https://andere.example/"


def test_other_parts_of_the_portal_name_their_links_in_the_settings(settings):
    settings.LINK_SOURCES = [f"{__name__}.others"]
    assert linkcheck.collect() == 1
    assert LinkCheck.objects.get().url == "https://andere.example/"


def test_collecting_twice_changes_nothing_and_a_link_that_is_taken_out_is_not_asked():
    text = TextFactory(body=f"[Hier]({URL})")
    linkcheck.collect()
    before = LinkCheck.objects.values().get()
    linkcheck.collect()
    assert LinkCheck.objects.values().get() == before
    text.body = "Nichts."
    text.save()
    linkcheck.collect()
    assert ask(web := Web()).due is None
    assert web.asked == []
    with days_later(31):
        linkcheck.collect()
    assert not LinkCheck.objects.exists()


def test_a_link_that_comes_back_is_asked_again():
    LinkCheckFactory(url=URL, due=None, state=LinkState.OK)
    TextFactory(body=f"[Hier]({URL})")
    linkcheck.collect()
    assert ask(Web()).checked is not None


def test_a_strange_address_is_collected_and_harms_nobody():
    LandFact.objects.bulk_create([LandFactFactory.build(
        land=None, fact_key=LandFactFactory(land=None, valid_until="2020-01-01").fact_key,
        valid_from="2021-01-01", source_url="http://[::1/",
    )])  # fmt: skip
    linkcheck.collect()
    assert LinkCheck.objects.get().host == ""


def test_a_page_that_is_there_is_asked_again_in_a_week():
    LinkCheckFactory(url=URL)
    link = ask(Web())
    assert (link.state, link.last_ok, link.status) == (LinkState.OK, timezone.localdate(), 200)
    assert dt.timedelta(days=6) < link.due - timezone.now() < dt.timedelta(days=7)
    assert ask(web := Web()).state == LinkState.OK
    assert web.asked == []


@pytest.mark.parametrize("answer", [GONE, SILENT, Answer(Verdict.UNREACHABLE, Reason.CERTIFICATE)])
def test_a_link_is_broken_after_failing_on_three_days(answer):
    LinkCheckFactory(
        url="https://alive.example/", due=timezone.now() + dt.timedelta(days=99), last_ok="2026-01-01"
    )
    link = LinkCheckFactory(url=URL)
    states = []
    for day in range(3):
        fail_on([day], answer)
        link.refresh_from_db()
        states.append((link.state, len(link.failed_on)))
    assert states == [(LinkState.FAILING, 1), (LinkState.FAILING, 2), (LinkState.BROKEN, 3)]


def test_failing_three_times_on_a_day_is_failing_once(staff):
    link = LinkCheckFactory(url=URL)
    for _time in range(3):
        LinkCheck.objects.update(due=timezone.now())
        link = ask(Web(GONE))
    assert (link.state, len(link.failed_on)) == (LinkState.FAILING, 1)


def test_a_link_that_is_there_again_starts_anew():
    LinkCheckFactory(url=URL)
    fail_on([0, 1])
    assert fail_on([2], OK).failed_on == []
    LinkCheck.objects.update(due=timezone.now())
    assert fail_on([9]).state == LinkState.FAILING


@pytest.mark.parametrize("failures", [0, 2, 3])
def test_a_server_that_turns_programs_away_never_makes_a_link_broken(failures):
    LinkCheckFactory(url=URL)
    if failures:
        fail_on(list(range(failures)))
    link = fail_on([20, 40, 60, 80], SHY)
    assert (link.state, link.failed_on, link.last_ok) == (LinkState.UNTELLABLE, [], None)


def test_a_page_that_has_moved_says_where_to():
    LinkCheckFactory(url=URL)
    link = ask(Web(MOVED))
    assert (link.state, link.moved_to) == (LinkState.MOVED, "https://schule.example/neu")


def test_a_state_has_a_beginning():
    with days_later(0):
        link = LinkCheckFactory(url=URL)
    link = fail_on([1, 2])
    assert timezone.localdate(link.since) == timezone.localdate() + dt.timedelta(days=1)


def test_when_nothing_answers_it_is_our_own_network():
    for host in "abc":
        LinkCheckFactory(url=f"https://{host}.example/", last_ok="2026-11-01", state=LinkState.OK)
    for day in range(4):
        with days_later(day):
            assert job.ask_due(Web(SILENT), seconds=60) is False
    assert set(LinkCheck.objects.values_list("state", flat=True)) == {LinkState.OK}
    assert all(link.failed_on == [] for link in LinkCheck.objects.all())


def test_one_that_answers_shows_that_the_others_are_silent():
    for host in "abc":
        LinkCheckFactory(url=f"https://{host}.example/")
    job.ask_due(Web(SILENT, b=GONE), seconds=60)
    assert [len(link.failed_on) for link in LinkCheck.objects.all()] == [1, 1, 1]


def test_what_there_is_no_time_for_is_left_for_the_next_job():
    LinkCheckFactory(url=URL)
    assert job.ask_due(web := Web(), seconds=0) is True
    assert web.asked == []
    assert job.ask_due(web, seconds=60) is False
    assert web.asked == [URL]


def test_what_a_killed_job_had_taken_is_taken_again_later():
    LinkCheckFactory(url=URL)

    class Killed(Web):
        def check(self, url: str) -> Answer:
            raise SystemExit

    with pytest.raises(SystemExit):
        job.ask_due(Killed(), seconds=60)
    assert ask(web := Web()).state == LinkState.NEW
    assert web.asked == []
    with time_machine.travel(timezone.now() + job.LEASE, tick=False):
        assert ask(web).state == LinkState.OK


def test_a_link_that_is_deleted_while_it_is_asked_harms_nobody():
    link = LinkCheckFactory(url=URL)
    LinkCheck.objects.all().delete()
    job.note(link, OK)
    assert not LinkCheck.objects.exists()


def test_the_daily_job_collects_and_asks(monkeypatch, django_capture_on_commit_callbacks):
    TextFactory(body=f"[Hier]({URL})")
    monkeypatch.setattr(job, "client", lambda: Web(GONE))
    check_links()
    assert LinkCheck.objects.get().state == LinkState.FAILING


def test_the_job_of_the_house_looks_up_addresses_by_itself():
    assert job.client()._resolve.__qualname__.startswith("public_addresses.")


# -- the list for editors --------------------------------------------------------------------------------


def page(client, query: str = "") -> str:
    response = client.get(reverse("guides:desk_links") + query)
    assert response.status_code == 200
    return response.content.decode()


def broken(**columns) -> LinkCheck:
    days = [dt.date(2026, 11, day) for day in (3, 4, 5)]
    return LinkCheckFactory(
        **{"url": URL, "state": LinkState.BROKEN, "failed_on": days, "status": 404, "reason": "status"}
        | columns
    )


def test_the_list_says_where_a_broken_link_stands_and_since_when(client, staff):
    broken()
    german = TextFactory(title="Schulanfang", body=f"[Hier]({URL}#x)")
    TextFactory(guide=german.guide, language="tr", title="Okula başlama", body=f"[Burada]({URL})")
    TextFactory(title="Anderes", body=f"[Dort]({URL}/weiter)")
    fact = LandFactFactory(source_url=URL)
    shown = page(client)
    assert "03.11.2026 · 04.11.2026 · 05.11.2026" in shown
    assert "Schulanfang" in shown
    assert '<bdi lang="tr">Okula başlama</bdi> (Türkçe)' in shown
    assert f'href="{reverse("guides:desk_fact", args=[fact.pk])}"' in shown
    assert "Anderes" not in shown


def shown_hosts(client, query: str) -> list[str]:
    rows = client.get(reverse("guides:desk_links") + query).context["rows"]
    return sorted(link.url.split("/")[2] for link, *_rest in rows)


def test_the_list_shows_what_needs_a_look_first(client, staff):
    broken()
    for host, state in (("ok", LinkState.OK), ("shy", LinkState.UNTELLABLE), ("bad", LinkState.FAILING)):
        LinkCheckFactory(url=f"https://{host}.example/", state=state)
    LinkCheckFactory(url="https://unused.example/", due=None, state=LinkState.MOVED)
    asked = ("", "?state=failing", "?state=untellable", "?state=fine", "?state=all", "?state=nonsense")
    seen = {query: shown_hosts(client, query) for query in asked}
    assert seen == {
        "": ["schule.example"],
        "?state=failing": ["bad.example"],
        "?state=untellable": ["shy.example"],
        "?state=fine": [],
        "?state=all": ["bad.example", "ok.example", "schule.example", "shy.example"],
        "?state=nonsense": ["schule.example"],
    }


def test_an_empty_list_says_so(client, staff):
    assert 'class="empty"' in page(client)


def test_a_link_can_be_asked_at_once(client, staff, monkeypatch, django_capture_on_commit_callbacks):
    link = broken(due=timezone.now() + dt.timedelta(days=5))
    monkeypatch.setattr(job, "client", lambda: Web(OK))
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("guides:desk_link_ask", args=[link.pk]), {"state": "all"})
    assert response.headers["Location"] == reverse("guides:desk_links") + "?state=all"
    link.refresh_from_db()
    assert link.state == LinkState.OK


def test_an_editor_says_that_a_link_is_fine_until_a_day(client, staff):
    link = broken()
    until = timezone.localdate() + dt.timedelta(days=90)
    client.post(reverse("guides:desk_link_fine", args=[link.pk]), {"until": until.isoformat()})
    link.refresh_from_db()
    assert (link.fine_until, link.fine_by) == (until, staff)
    assert URL not in page(client)
    assert URL.split("/")[3] in page(client, "?state=fine")
    with days_later(91):
        client.force_login(staff)
        assert URL.split("/")[3] in page(client)


@pytest.mark.parametrize("until", ["", "gestern", "2020-01-01", "9999-01-01"])
def test_a_day_that_is_none_or_too_far_away_is_refused(client, staff, until):
    link = broken()
    response = client.post(reverse("guides:desk_link_fine", args=[link.pk]), {"until": until}, follow=True)
    assert [str(message.level_tag) for message in response.context["messages"]] == ["error"]
    link.refresh_from_db()
    assert link.fine_until is None


def test_only_staff_ask_and_judge():
    link = broken()
    for person in (None, UserFactory()):
        with pytest.raises(PermissionDenied):
            linkcheck.ask_again(link, by=person)
        with pytest.raises(PermissionDenied):
            linkcheck.call_fine(link, timezone.localdate(), by=person)


def test_fine_for_ever_is_refused():
    with pytest.raises(ValidationError):
        linkcheck.call_fine(broken(), dt.date(2999, 1, 1), by=UserFactory(is_staff=True))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(client, staff, django_assert_num_queries, settings, rows):
    for number in range(rows):
        broken(url=f"{URL}/{number}")
        TextFactory(body=f"[Hier]({URL}/{number})")
    with django_assert_num_queries(10 + len(settings.LINK_SOURCES)):
        page(client)


def test_links_of_a_text():
    text = "[a](https://x.example/a_(b)) [b](<https://x.example/c d>) `https://x.example/code`"
    assert outside_links(text) == ["https://x.example/a_(b)", "https://x.example/c%20d"]


def test_a_house_without_links_says_so_and_not_that_all_is_well(client, staff):
    assert "Noch ist kein Link bekannt" in page(client, "?state=all")
    assert "Nichts anzusehen" in page(client)
