"""What each kind of person does, request by request; between two of them she reads."""

import http.client
import ipaddress
import random
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.faults.families import family
from tests.load.mixed.places import Places
from tests.servers.web import Answer, Web

THINKS = (0.5, 1.5)  # seconds; real people take longer, so that each of these stands for many
DATE = re.compile(r'name="dates" value="(\d+)"')
NOTHING = Answer(0, http.client.HTTPMessage(), "")


@dataclass(frozen=True)
class Asked:
    """One answer, and how long it took; status 0 is none at all."""

    kind: str
    status: int
    milliseconds: float


@dataclass
class Browser:
    """Asks as one kind of person, and writes down what came."""

    web: Web
    kind: str
    asked: list[Asked] = field(default_factory=list)
    place: dict[str, str] = field(default_factory=dict)

    def anew(self) -> None:
        """Somebody else, at another place."""
        self.web = self.web.somebody_else()
        self.place = {"X-Forwarded-For": str(ipaddress.IPv4Address(secrets.randbits(32)))}

    def get(self, address: str) -> Answer:
        return self._timed(lambda: self.web.get(address, **self.place))

    def post(self, address: str, data: dict[str, str]) -> Answer:
        return self._timed(lambda: self.web.post(address, data, **self.place))

    def _timed(self, ask: Callable[[], Answer]) -> Answer:
        begin = time.perf_counter()
        try:
            answer = ask()
        except (OSError, http.client.HTTPException):
            answer = NOTHING
        self.asked.append(Asked(self.kind, answer.status, (time.perf_counter() - begin) * 1000))
        return answer


type Life = Callable[[Browser, Places], Iterator[Answer]]


def reader(browser: Browser, places: Places) -> Iterator[Answer]:
    """Reads public pages, first ones and odd ones."""
    while True:
        browser.anew()
        yield browser.get("/de/")
        for address in random.sample(places.public, 8):
            yield browser.get(address)


def booker(browser: Browser, places: Places) -> Iterator[Answer]:
    """Looks at a workshop, fills in the form and reads the page of the booking."""
    for number in range(1_000_000):
        browser.anew()
        workshop = random.choice(places.workshops)
        yield browser.get(workshop)
        form = browser.get(f"{workshop}book/")
        yield form
        dates = DATE.findall(form.text)
        if form.status != 200 or not dates:
            continue
        said = browser.post(f"{workshop}book/", family(number) | {"dates": random.choice(dates)})
        yield said
        if said.status == 302:
            yield browser.get(said.headers["Location"])


def staff(browser: Browser, places: Places) -> Iterator[Answer]:
    """Works on what an association plans."""
    yield from _at_the_desk(browser, "verein@demo.example", places.password, places.of_the_association)


def officer(browser: Browser, places: Places) -> Iterator[Answer]:
    """Reads requests."""
    yield from _at_the_desk(browser, "land-nw@demo.example", places.password, places.of_the_office)


def program(browser: Browser, places: Places) -> Iterator[Answer]:
    """Takes whole tables away."""
    while True:
        browser.anew()
        yield browser.get(random.choice(places.exports))


def _at_the_desk(browser: Browser, email: str, password: str, pages: list[str]) -> Iterator[Answer]:
    browser.anew()
    sign_in = "/de/accounts/login/"
    yield browser.get(sign_in)
    yield browser.post(sign_in, {"login": email, "password": password})
    while True:
        yield browser.get(random.choice(pages))


# How many of each are there at the same time.
PEOPLE: dict[Life, int] = {reader: 10, booker: 4, staff: 3, officer: 3, program: 1}


def live(web: Web, places: Places, seconds: float) -> list[Asked]:
    """All of them ask for so long; what they were answered."""
    browsers = [
        (Browser(web.somebody_else(), life.__name__), life)
        for life, times in PEOPLE.items()
        for _one in range(times)
    ]
    over = threading.Event()

    def go_on(browser: Browser, life: Life) -> None:
        for _answer in life(browser, places):
            if over.wait(random.uniform(*THINKS)):
                return

    threads = [threading.Thread(target=go_on, args=pair) for pair in browsers]
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    over.set()
    for thread in threads:
        thread.join()
    return [asked for browser, _life in browsers for asked in browser.asked]
