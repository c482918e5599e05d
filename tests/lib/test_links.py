"""The client that looks after outside links, against servers of our own."""

from __future__ import annotations

import socket
import ssl
import time

import pytest

from portal.lib.links import Answer, Client, Reason, Refused, Verdict, is_public, public_addresses
from tests.lib.linked import AGENT, PUBLIC, Handler, check, client, leading_to


def test_a_page_that_is_there(server):
    assert check(server, "") == Answer(Verdict.OK, status=200)
    assert server.seen == [("HEAD", "guide.example", AGENT)]


@pytest.mark.parametrize("status", [404, 410, 500, 503])
def test_a_page_that_is_not_there_is_asked_for_twice(server, status):
    assert check(server, str(status)) == Answer(Verdict.BROKEN, Reason.STATUS, status)
    assert [method for method, *_rest in server.seen] == ["HEAD", "GET"]


@pytest.mark.parametrize("status", [401, 403, 405, 429, 999])
def test_answers_for_programs_say_nothing_about_the_page(server, status):
    assert check(server, str(status)) == Answer(Verdict.UNTELLABLE, Reason.STATUS, status)


@pytest.mark.parametrize("status", [403, 404, 405, 500, 501])
def test_a_server_that_does_not_understand_head_is_asked_by_get(server, status):
    assert check(server, f"shy/{status}") == Answer(Verdict.OK, status=200)


@pytest.mark.parametrize("status", [301, 308])
def test_a_page_that_has_moved_for_good_says_where_to(server, status):
    there = "http://other.example/new"
    Handler.new = Handler.page
    assert check(server, f"{status}/{there}") == Answer(Verdict.MOVED, status=200, location=there)


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_page_that_is_elsewhere_for_now_is_there(server, status):
    assert check(server, f"{status}/http://other.example/") == Answer(Verdict.OK, status=200)


def test_a_page_that_has_moved_to_nowhere_is_broken(server):
    assert check(server, "301//404") == Answer(Verdict.BROKEN, Reason.STATUS, 404)


def test_five_redirects_are_followed_and_no_more(server):
    five = "302//" * 5
    assert check(server, five).verdict == Verdict.OK
    server.seen.clear()
    assert check(server, "loop") == Answer(Verdict.UNTELLABLE, Reason.REDIRECTS)
    assert len(server.seen) == 6


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1/", "http://localhost/", "http://10.0.0.8/", "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://[::ffff:127.0.0.1]/",
        "http://0.0.0.0/", "http://2130706433/", "http://0x7f.1/", "http://[fd00:ec2::254]/",
        "https://127.0.0.1/",
    ],
)  # fmt: skip
def test_no_link_and_no_redirect_leads_into_our_own_network(server, target):
    assert client(server).check(target) == Answer(Verdict.UNREACHABLE, Reason.INNER)
    assert server.seen == []
    assert check(server, f"302/{target}") == Answer(Verdict.UNREACHABLE, Reason.INNER)
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    "address",
    [
        "ftp://guide.example/", "file:///etc/passwd", "gopher://guide.example/", "javascript:alert(1)",
        "http://guide.example:8080/", "http://guide.example:22/", "http://guide.example:99999/",
        "http://user:secret@guide.example/", "http:///nowhere", "http://[::1/", "",
        "http://xn--.example\u2488/", "http://" + "a" * 70 + "ä.example/",
    ],
)  # fmt: skip
def test_only_plain_web_addresses_are_asked(server, address):
    assert client(server).check(address).verdict == Verdict.UNREACHABLE
    assert check(server, f"302/{address}").verdict in (Verdict.UNREACHABLE, Verdict.BROKEN)
    assert all(host == "guide.example" for _method, host, _agent in server.seen)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1",
        "100.100.100.200", "0.0.0.0", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1",
        "168.63.129.16", "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8%lo", "::127.0.0.1", "fe80::1%eth0",
        "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "2002:7f00:1::", "64:ff9b::7f00:1",
        "64:ff9b:1::7f00:1", "2001:0:1::1", "not an address", "",
    ],
)  # fmt: skip
def test_inner_addresses_in_all_their_disguises(address):
    if address == "::ffff:8.8.8.8%lo":
        assert is_public(address)
    else:
        assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2a00:1450:4001:80b::200e", "::ffff:8.8.8.8"])
def test_public_addresses(address):
    assert is_public(address)


def test_one_inner_address_among_public_ones_refuses_them_all():
    with pytest.raises(Refused) as refused:
        public_addresses(lambda host, port: [PUBLIC, "127.0.0.1"])("guide.example", 80)
    assert refused.value.reason == Reason.INNER


def test_a_name_that_means_something_else_a_moment_later_leads_nowhere_else(server):
    """DNS rebinding: the second answer is inner. HEAD and GET both go to the address that was looked at."""
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    looked_at = public_addresses(lambda host, port: next(answers))
    connected: list[str] = []

    def resolve(host: str, port: int) -> list[tuple[str, int]]:
        connected.extend(address for address, _port in looked_at(host, port))
        return [server.server_address]

    rebound = client(server, resolve=resolve)
    assert rebound.check("http://guide.example/shy/405") == Answer(Verdict.OK, status=200)
    assert connected == [PUBLIC]
    assert rebound.check("http://guide.example/") == Answer(Verdict.UNREACHABLE, Reason.INNER)
    assert len(server.seen) == 2


def test_a_name_without_an_address():
    def nothing(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    answer = Client(AGENT, resolve=public_addresses(nothing)).check("http://gone.example/")
    assert answer == Answer(Verdict.UNREACHABLE, Reason.NAME)


def test_nothing_listens():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        answer = Client(AGENT, resolve=lambda host, port: [taken.getsockname()], pace=0).check("http://a.b/")
    assert answer == Answer(Verdict.UNREACHABLE, Reason.SILENT)


@pytest.mark.parametrize("path", ["hangs_up", "babble"])
def test_an_answer_that_is_none(server, path):
    assert check(server, path) == Answer(Verdict.UNREACHABLE, Reason.SILENT)


def test_an_endless_page_is_not_read(server):
    assert check(server, "endless") == Answer(Verdict.OK, status=200)
    assert server.cut_off.wait(5)


@pytest.mark.parametrize("path", ["silent", "drips"])
def test_a_slow_server_is_given_up_on(server, path):
    began = time.monotonic()
    assert check(server, path, seconds=0.3) == Answer(Verdict.UNREACHABLE, Reason.SILENT)
    assert time.monotonic() - began < 2


def test_a_certificate_that_nobody_vouches_for(safe_server):
    answer = client(safe_server).check("https://guide.example/")
    assert answer == Answer(Verdict.UNREACHABLE, Reason.CERTIFICATE)
    assert safe_server.seen == []


def test_a_certificate_of_another_host(safe_server):
    trust = ssl.create_default_context(cafile=safe_server.certificate)
    trusting = client(safe_server, trust=trust)
    assert trusting.check("https://guide.example/") == Answer(Verdict.OK, status=200)
    assert trusting.check("https://other.example/") == Answer(Verdict.UNREACHABLE, Reason.CERTIFICATE)


def test_plain_http_where_tls_was_asked_for(server):
    assert client(server).check("https://guide.example/") == Answer(Verdict.UNREACHABLE, Reason.SILENT)


def test_a_host_is_asked_once_a_second(server, monkeypatch):
    slept: list[float] = []
    monkeypatch.setattr("portal.lib.links.time.sleep", slept.append)
    patient = client(server, pace=1)
    patient.check("http://guide.example/")
    patient.check("http://other.example/")
    assert slept == []
    patient.check("http://guide.example/404")
    assert [round(seconds) for seconds in slept] == [1, 1]


def test_letters_of_every_alphabet_are_asked_for(server):
    known = leading_to(server, **{"xn--bcher-kva.example": PUBLIC})
    asking = client(server, resolve=known)
    Handler.schön = Handler.page
    assert asking.check("http://bücher.example/404/ä ö?q=ü#here").status == 404
    assert server.seen[0][1] == "xn--bcher-kva.example"
