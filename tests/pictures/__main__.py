"""Starts a house with demo data in a folder of its own and takes the pictures of the README."""

import io
import os
import secrets
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.servers.processes import free_port, running

FOLDER = Path(__file__).resolve().parent
PHONE = {"width": 360, "height": 720}
DESKTOP = {"width": 1200, "height": 800}
COLOURS = 64


@dataclass(frozen=True)
class Picture:
    """A page as a person has it on the screen; `follow` are links to click one after the other."""

    name: str
    path: str
    size: dict[str, int]
    dark: bool = False
    who: str = ""
    follow: tuple[str, ...] = ()


HOW_SCHOOL_WORKS = "guides/how-school-works/?land=DE-"
INBOX = "a[href*='/desk/offices/']:not([href*='/requests/'])"
CASE = "main a[href*='/desk/offices/'][href*='/requests/']"
PICTURES = (
    Picture("home-ar-phone", "/ar/", PHONE),
    Picture("guide-ar-phone-dark", f"/ar/{HOW_SCHOOL_WORKS}NW", PHONE, dark=True),
    Picture("workshop-ar-phone", "/ar/workshops/", PHONE, follow=("main h3 a",)),
    Picture("home-de-desktop", "/de/", DESKTOP),
    Picture("guide-de-desktop-dark", f"/de/{HOW_SCHOOL_WORKS}BE", DESKTOP, dark=True),
    Picture("association-de-desktop", "/de/desk/", DESKTOP, who="verein@demo.example"),
    Picture("inbox-de-desktop", "/de/desk/", DESKTOP, who="land-nw@demo.example", follow=(INBOX,)),
    Picture("case-de-desktop", "/de/desk/", DESKTOP, who="land-nw@demo.example", follow=(CASE,)),
)


def main() -> None:
    """Write all pictures beside this file."""
    password = secrets.token_urlsafe(9)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        _say("Starting a house with demo data …")
        with running(Path(folder) / "data", free_port(), DEMO="1", DEMO_PASSWORD=password) as house:
            browser = playwright.chromium.launch(executable_path=_chromium(), args=_options())
            for picture in PICTURES:
                size = _take(browser, picture, f"http://localhost:{house.port}", password)
                _say(f"{picture.name}: {size / 1024:.0f} kB")
            browser.close()


def _take(browser: Browser, picture: Picture, house: str, password: str) -> int:
    context = browser.new_context(
        base_url=house,
        viewport=picture.size,
        device_scale_factor=2 if picture.size == PHONE else 1,
        color_scheme="dark" if picture.dark else "light",
        reduced_motion="reduce",
        locale="de-DE",
        timezone_id="Europe/Berlin",
    )
    page = context.new_page()
    if picture.who:
        _sign_in(page, picture.who, password)
    page.goto(picture.path)
    for link in picture.follow:
        page.locator(link).first.click()
        page.wait_for_load_state()
    shot = page.screenshot(animations="disabled", caret="hide")
    context.close()
    target = FOLDER / f"{picture.name}.png"
    few = Image.open(io.BytesIO(shot)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(target, optimize=True)
    return target.stat().st_size


def _say(words: str) -> None:
    sys.stdout.write(f"· {words}\n")
    sys.stdout.flush()


def _sign_in(page: Page, who: str, password: str) -> None:
    page.goto("/de/accounts/login/")
    page.locator("[name=login]").fill(who)
    page.locator("[name=password]").fill(password)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/desk/**")


def _chromium() -> str | None:
    """Debian's, or the one that Playwright fetched."""
    return "/usr/bin/chromium" if Path("/usr/bin/chromium").exists() else None


def _options() -> list[str]:
    return ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]


if __name__ == "__main__":
    main()
