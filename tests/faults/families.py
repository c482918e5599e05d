"""What families do in these tests, and what comes of it."""

import ipaddress
import secrets
import uuid

from celery import Celery


def family(number):
    """What a family sends that books."""
    return {
        "token": str(uuid.uuid4()), "name": f"Familie {number}", "adults": "1",
        "way": "call", "phone": f"0231 {1000000 + number}", "language": "de",
    }  # fmt: skip


def fresh(page):
    """An address that no process has kept."""
    return f"{page}?fresh={uuid.uuid4().hex}"


def tick(house):
    """As beat does it every half minute."""
    url = house.extra["REDIS_URL"].replace("unix://", "redis+socket://", 1)
    with Celery(broker=url, set_as_current=False) as app:
        app.send_task("portal.outbox.clock.tick", queue="mail")


def address_of(name):
    return f"{name.lower()}@verein.example"


def book_by_mail(house, name):
    """Each from a place of its own: nobody is to be told that these were too many."""
    way = {"name": name, "way": "mail", "email": address_of(name), "phone": ""}
    place = str(ipaddress.IPv4Address(secrets.randbits(32)))
    return house.web.post(house.page["book"], family(1) | way, **{"X-Forwarded-For": place})


def mails_to(mailbox, *names):
    """Each of these families as often as it got a mail. A worker also sends what earlier tests have left."""
    by_address = {address_of(name): name for name in names}
    return [by_address[mail["To"]] for mail in mailbox.mails if mail["To"] in by_address]


def unsent(house):
    return house.all("SELECT name FROM outbox_message WHERE channel = 'mail' AND state <> 'sent' ORDER BY id")
