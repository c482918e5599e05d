"""The logo of an organisation: what is taken in, who sees it, what is kept."""

import io
import json
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from organisations import services
from organisations.models import Logo, Organisation
from organisations.services import logos
from tests.factories.organisations import LogoFactory, OrganisationFactory
from tests.parentwork.hsds import faults
from tests.realdata import real_data

pytestmark = pytest.mark.django_db
DESK = "/en/desk/organisations/elterntreff-nordstadt/"
LOGO = f"{DESK}logo/"
PUBLIC = "/en/organisations/elterntreff-nordstadt/"


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def association(cast) -> Organisation:
    cast.association.email, cast.association.summary_de = "info@nordstadt.example", "Wir helfen."
    cast.association.save()
    return cast.association


@pytest.fixture
def editor(client, cast, association):
    client.force_login(cast.editor)
    return client


def picture(colour: str = "red", size: tuple[int, int] = (900, 300), kind: str = "PNG", **more):
    content = io.BytesIO()
    Image.new("RGB", size, colour).save(content, kind, **more)
    return SimpleUploadedFile(f"logo.{kind.lower()}", content.getvalue())


def send(editor, file, version: int = 1):
    return editor.post(LOGO, {"version": version, "file": file})


def shown(association: Organisation) -> Logo:
    association.refresh_from_db()
    assert association.logo is not None
    return association.logo


def files(media: Path) -> int:
    return len([path for path in media.rglob("*") if path.is_file()])


def test_it_is_drawn_anew_small_and_without_hidden_data(editor, association):
    exif = Image.Exif()
    exif[0x010E] = "in der Wohnung von Samira"
    assert send(editor, picture(kind="JPEG", exif=exif)).status_code == 302
    logo = shown(association)
    assert (logo.width, logo.height) == (480, 160)
    content = logo.file.read()
    assert b"Samira" not in content
    assert len(content) <= logos.SHOWN_BYTES
    with Image.open(io.BytesIO(content)) as image:
        assert (image.format, dict(image.getexif())) == ("JPEG", {})


def test_a_list_shows_it_small_when_it_comes_into_sight(client):
    logo = LogoFactory(organisation__slug="treff", width=480, height=160)
    LogoFactory(organisation__slug="eintrag", organisation__state="unclaimed")
    OrganisationFactory(slug="ohne")
    pictures = re.findall(r'<img class="logo"[^>]*>', client.get("/en/organisations/").text)
    assert pictures == [
        f'<img class="logo" src="/en/organisations/treff/logo-{logo.mark}.jpg" width="480" height="160" '
        'alt="" loading="lazy">'
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_with_logos_asks_the_database_as_often(client, django_assert_num_queries, rows):
    for _number in range(rows):
        LogoFactory()
    with django_assert_num_queries(4):  # Länder, count, rows, who is checked
        assert client.get("/en/organisations/").text.count('loading="lazy"') == rows


def test_everybody_sees_it_and_may_keep_it(editor, client, association):
    send(editor, picture())
    address = f"{PUBLIC}logo-{shown(association).mark}.jpg"
    client.logout()
    assert f'src="{address}" width="480" height="160" alt=""' in client.get(PUBLIC).text
    response = client.get(address)
    assert (response["Content-Type"], response["Cache-Control"]) == (
        "image/jpeg", "public, max-age=31536000, immutable",
    )  # fmt: skip
    assert response["X-Content-Type-Options"] == "nosniff"


def test_before_the_page_is_public_its_own_people_see_it_alone(editor, client, cast, association):
    send(editor, picture())
    address = f"{PUBLIC}logo-{shown(association).mark}.jpg"
    services.withdraw(association, by=cast.coordinator)
    response = client.get(address)
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    client.force_login(cast.foreign_coordinator)
    assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 404


def test_programs_find_it(editor, client, association):
    send(editor, picture())
    address = f"http://localhost:8000{PUBLIC}logo-{shown(association).mark}.jpg"
    page = client.get(PUBLIC).text
    assert json.loads(re.search(r'"application/ld\+json">(.*?)</script>', page)[1])["logo"] == address
    entry = client.get(f"/api/organizations/{association.public_id}").json()
    assert faults("organization.json", entry) == []
    assert entry["logo"] == address.replace("/en/", "/de/")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind of file"),
        ("logo.gif", b"GIF89a", "kind of file"),
        ("logo.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not what its name says"),
        ("logo.png", b"", "empty"),
        ("logo.png", b"\x89PNG\r\n\x1a\n" + b"0" * 5_000_001, "too large"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(editor, association, media, name, content, words):
    response = send(editor, SimpleUploadedFile(name, content))
    assert response.status_code == 422
    assert words in " ".join(response.context["form"].errors["file"])
    association.refresh_from_db()
    assert (association.logo, files(media)) == (None, 0)


def test_no_drawing_with_a_script_in_it_is_taken(editor, association):
    for path in sorted((real_data("bad-input") / "svg-xss").rglob("*.svg"))[:40]:
        for name in (path.name, "logo.png"):
            assert send(editor, SimpleUploadedFile(name, path.read_bytes())).status_code == 422, path
    association.refresh_from_db()
    assert association.logo is None


def test_another_one_takes_its_place_and_the_first_can_be_put_back(editor, association):
    send(editor, picture("red"))
    first = shown(association)
    send(editor, picture("blue"), version=2)
    assert shown(association).mark != first.mark
    edits = editor.get(f"{DESK}history/").context["edits"]
    assert [it.label for it in edits[0].differences] == ["Logo"]
    editor.post(f"{DESK}history/{edits[1].event}/", {"version": 3, "columns": ["logo"]})
    assert shown(association) == first


def test_an_older_one_is_not_found_at_its_address(editor, client, association):
    send(editor, picture("red"))
    first = shown(association)
    send(editor, picture("blue"), version=2)
    assert client.get(f"{PUBLIC}logo-{first.mark}.jpg").status_code == 404


def test_it_can_be_taken_away(editor, association):
    send(editor, picture())
    editor.post(f"{LOGO}remove/", {"version": 2})
    association.refresh_from_db()
    assert association.logo is None
    assert "<img" not in editor.get(PUBLIC).text


@pytest.mark.parametrize("version", ["", "x", "1"])
def test_a_version_that_nobody_saw_takes_nothing_away(editor, association, version):
    send(editor, picture())
    editor.post(f"{LOGO}remove/", {"version": version})
    assert shown(association)


def test_who_was_slower_may_send_it_again_and_no_file_is_left_over(editor, association, cast, media):
    services.update_profile(association, {"founded": 1999}, version=1, by=cast.coordinator)
    response = send(editor, picture())
    assert response.status_code == 422
    assert (Logo.objects.count(), files(media)) == (0, 0)
    assert send(editor, picture(), response.context["form"]["version"].value()).status_code == 302


def test_what_no_history_names_any_more_is_forgotten(
    editor, association, media, django_capture_on_commit_callbacks
):
    send(editor, picture("red"))
    send(editor, picture("blue"), version=2)
    assert logos.purge() == {"old logos": 0}
    association.events.exclude(logo=shown(association)).delete()
    with django_capture_on_commit_callbacks(execute=True):
        assert logos.purge() == {"old logos": 1}
    assert (Logo.objects.get(), files(media)) == (shown(association), 1)


def test_a_removed_entry_keeps_no_logo(association, cast, media, django_capture_on_commit_callbacks):
    services.set_logo(association, picture(), version=1, by=cast.portal_staff)
    services.withdraw(association, by=cast.coordinator)
    association.memberships.all().delete()
    services.remove(Organisation.objects.get(pk=association.pk), by=cast.portal_staff)
    with django_capture_on_commit_callbacks(execute=True):
        logos.purge()
    assert (Logo.objects.count(), files(media)) == (0, 0)


def test_the_page_asks_as_often_with_a_logo(editor, django_assert_num_queries):
    send(editor, picture())
    editor.get(LOGO)
    with django_assert_num_queries(10):
        editor.get(LOGO)
