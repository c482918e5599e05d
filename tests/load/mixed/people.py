"""What each kind of person does, request by request, as Locust runs it; between two of them she reads.

Locust starts this file in an environment of its own: nothing of the house can be imported here. The file that
PLACES names says what there is to be asked for, and how a family fills in its form.
"""

import ipaddress
import json
import os
import random
import re
import secrets
import time
import uuid
from pathlib import Path
from typing import Any

from locust import HttpUser, task

PLACES = json.loads(Path(os.environ["PLACES"]).read_text())
THINKS = (0.5, 1.5)  # seconds; real people take longer, so that each of these stands for many
SIGN_IN = "/de/accounts/login/"
DATE = re.compile(r'name="dates" value="(\d+)"')


class Person(HttpUser):
    """Asks as the proxy that ends TLS would."""

    abstract = True

    def anew(self) -> None:
        """Somebody else, at another place."""
        self.client.cookies.clear()
        place = str(ipaddress.IPv4Address(secrets.randbits(32)))
        said = {"X-Forwarded-Proto": "https", "X-Forwarded-For": place}
        self.client.headers.update({"Host": PLACES["host"]} | said)

    def get(self, address: str) -> Any:
        return self._ask("GET", address)

    def post(self, address: str, data: dict[str, str]) -> Any:
        """Sent as a browser does it that has opened the form before."""
        said = data | {"csrfmiddlewaretoken": self.client.cookies.get("csrftoken", "")}
        return self._ask(
            "POST", address, data=said, headers={"Referer": f"https://{PLACES['host']}{address}"}
        )

    def _ask(self, method: str, address: str, **more: Any) -> Any:
        kind = type(self).__name__.lower()
        with self.client.request(
            method, address, name=kind, allow_redirects=False, catch_response=True, timeout=30, **more
        ) as answer:
            if answer.status_code == 422:  # a workshop that is full broke nothing
                answer.success()
            if answer.headers.get("Location", "").startswith(SIGN_IN):
                answer.failure("is not signed in")
        for cookie in self.client.cookies:
            cookie.secure = False  # the proxy that ends TLS gets it in plain, as the house does
        time.sleep(random.uniform(*THINKS))  # not Locust's `wait`, which comes after each task once more
        return answer


class Reader(Person):
    """Reads public pages, first ones and odd ones."""

    fixed_count = 10

    @task
    def read(self) -> None:
        self.anew()
        self.get("/de/")
        for address in random.sample(PLACES["public"], 8):
            self.get(address)


class Booker(Person):
    """Looks at a workshop, fills in the form and reads the page of the booking."""

    fixed_count = 4

    @task
    def book(self) -> None:
        self.anew()
        workshop = random.choice(PLACES["workshops"])
        self.get(workshop)
        form = self.get(f"{workshop}book/")
        dates = DATE.findall(form.text or "")
        if form.status_code != 200 or not dates:
            return
        own = {"token": str(uuid.uuid4()), "phone": f"0231 {random.randrange(1_000_000, 10_000_000)}"}
        family = PLACES["family"] | own | {"dates": random.choice(dates)}
        said = self.post(f"{workshop}book/", family)
        if said.status_code == 302:
            self.get(said.headers["Location"])


class AtTheDesk(Person):
    """Signs in once, and then reads what the work begins with."""

    abstract = True
    work: str

    def on_start(self) -> None:
        self.anew()
        self.get(SIGN_IN)
        self.post(SIGN_IN, {"login": PLACES["people"][self.work], "password": PLACES["password"]})

    @task
    def work_on(self) -> None:
        self.get(random.choice(PLACES[self.work]))


class Staff(AtTheDesk):
    """Works on what an association plans."""

    fixed_count = 3
    work = "association"


class Officer(AtTheDesk):
    """Reads requests."""

    fixed_count = 3
    work = "office"


class Program(Person):
    """Takes whole tables away."""

    fixed_count = 1

    @task
    def take(self) -> None:
        self.anew()
        self.get(random.choice(PLACES["exports"]))
