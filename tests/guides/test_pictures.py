"""Pictures in guides: what is taken in, how it is shown, when it may go."""

import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from PIL import Image

from portal.guides import services
from portal.guides.models import Picture
from portal.guides.services import pictures
from portal.lib.errors import Stale
from tests.factories.accounts import UserFactory
from tests.factories.guides import PictureFactory, TextFactory, photo
from tests.realdata import real_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return UserFactory(is_staff=True)


def add(staff, file=None, credit="", **words) -> Picture:
    words = {"alternative_de": "Ein Schulhof", **words}
    return services.add_picture("hof", file or photo(), alternatives=words, credit=credit, by=staff)


def noise(side: int) -> SimpleUploadedFile:
    """A picture that cannot be made small without losing anything."""
    out = io.BytesIO()
    Image.effect_noise((side, side), 90).convert("RGB").save(out, "PNG")
    return SimpleUploadedFile("noise.png", out.getvalue())


def test_a_picture_is_drawn_anew_without_metadata(staff):
    exif = Image.Exif()
    exif[0x010F] = "Kamera von Frau Beispiel"
    picture = add(staff, photo(exif=exif))
    stored = picture.file.read()
    assert b"Beispiel" not in stored
    assert (picture.width, picture.height) == (40, 20)


def test_a_heavy_picture_becomes_light(staff):
    picture = add(staff, noise(1400))
    assert picture.file.size <= 200_000
    with Image.open(picture.file) as image:
        assert image.size == (picture.width, picture.height)


def test_what_is_transparent_becomes_white(staff):
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(out, "PNG")
    with Image.open(add(staff, SimpleUploadedFile("leer.png", out.getvalue())).file) as image:
        assert image.getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("zeichnung.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("zeichnung.png", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("leer.png", b""),
        ("bild.jpg", b"\xff\xd8\xff\xe0 and nothing else"),
    ],
)
def test_a_drawing_with_script_or_no_picture_is_refused(staff, name, content):
    with pytest.raises(ValidationError) as refused:
        add(staff, SimpleUploadedFile(name, content))
    assert list(refused.value.message_dict) == ["file"]
    assert not Picture.objects.exists()


def test_none_of_the_bad_drawings_gets_in(staff):
    files = list(real_data("bad-input/svg-xss").rglob("*.svg"))
    assert files
    for path in files:
        for name in (path.name, f"{path.stem}.png"):
            with pytest.raises(ValidationError):
                add(staff, SimpleUploadedFile(name, path.read_bytes()))


def test_german_words_for_those_who_do_not_see_it_are_required(staff):
    with pytest.raises(ValidationError) as refused:
        add(staff, alternative_de="")
    assert list(refused.value.message_dict) == ["alternative_de"]


def test_only_staff_bring_pictures():
    with pytest.raises(PermissionDenied):
        add(UserFactory())


def test_a_stale_edit_is_refused(staff):
    picture = add(staff)
    Picture.objects.update(version=2)
    with pytest.raises(Stale):
        services.change_picture(picture, None, alternatives={}, credit="", version=1, by=staff)


def test_another_file_gets_another_address_and_the_old_one_goes(staff, django_capture_on_commit_callbacks):
    picture = add(staff)
    old = picture.file.name
    with django_capture_on_commit_callbacks(execute=True):
        changed = services.change_picture(
            picture, photo(size=(10, 10)), alternatives={}, credit="Foto: Ada, CC BY 4.0", version=1, by=staff
        )
    assert changed.mark != picture.mark
    assert not changed.file.storage.exists(old)
    assert (changed.width, changed.credit, changed.alternative_de) == (
        10,
        "Foto: Ada, CC BY 4.0",
        "Ein Schulhof",
    )


def test_a_picture_that_a_text_shows_stays(staff):
    picture = add(staff)
    TextFactory(title="Schule", body="{{picture:hof}}")
    with pytest.raises(ValidationError, match="Schule"):
        services.remove_picture(picture, by=staff)


def test_a_picture_goes_with_its_file(staff, django_capture_on_commit_callbacks):
    picture = add(staff)
    with django_capture_on_commit_callbacks(execute=True):
        services.remove_picture(picture, by=staff)
    assert not Picture.objects.exists()
    assert not picture.file.storage.exists(picture.file.name)


def history() -> list[str]:
    """What is kept of pictures, those of today and of before."""
    events = Picture.pgh_event_model.objects.order_by("pgh_id")
    return list(events.values_list("credit", flat=True))


def test_only_the_name_is_kept_of_a_picture_that_is_gone(staff):
    PictureFactory(slug="pausenhof", credit="Foto: Bea")
    picture = add(staff, credit="Foto: Ada")
    services.change_picture(
        picture, None, alternatives={"alternative_de": "Ada"}, credit="Foto: Ada", version=1, by=staff
    )
    services.remove_picture(picture, by=staff)
    assert history() == ["Foto: Bea", "Foto: Ada", "Foto: Ada"]
    assert pictures.purge() == {"edits of removed pictures": 2}
    assert history() == ["Foto: Bea", ""]
    kept = Picture.pgh_event_model.objects.filter(pgh_obj_id="hof").values(
        "slug", "file", "sha256", "alternative", "alternative_de", "by", "pgh_context"
    )
    assert kept.get() == {
        "slug": "hof", "file": "", "sha256": "", "alternative": "", "alternative_de": "",
        "by": None, "pgh_context": None,
    }  # fmt: skip
    assert pictures.purge() == {"edits of removed pictures": 0}


def test_nor_under_the_name_of_another_one(staff):
    services.remove_picture(add(staff, credit="Foto: Ada"), by=staff)
    picture = add(staff, credit="Foto: Bea")
    services.change_picture(
        picture, None, alternatives={"alternative_de": "Hof"}, credit="Foto: Cem", version=1, by=staff
    )
    pictures.purge()
    assert history() == ["Foto: Bea", "Foto: Cem"]


def test_the_purge_of_the_house_thinks_of_pictures(capsys):
    call_command("purge")
    assert "edits of removed pictures" in capsys.readouterr().out


def test_a_page_shows_the_picture_with_its_words_and_its_size(client):
    picture = PictureFactory(credit="Foto: Ada")
    TextFactory(guide__slug="schule", body="Vorher.\n\n{{picture:schulhof}}\n\nNachher.")
    page = client.get("/de/guides/schule/").content.decode()
    assert (
        f'<figure><img src="/pictures/schulhof/{picture.mark}.jpg" width="40" height="20" '
        'alt="Kinder auf dem Schulhof" loading="lazy"><figcaption class="hint"><bdi>Foto: Ada</bdi>'
        "</figcaption></figure>"
    ) in page


def test_words_in_another_language_are_marked(client):
    PictureFactory()
    german = TextFactory(guide__slug="schule", body="{{picture:schulhof}}")
    TextFactory(guide=german.guide, language="ar", body="{{picture:schulhof}}")
    page = client.get("/ar/guides/schule/").content.decode()
    assert 'alt="Kinder auf dem Schulhof" lang="de" dir="ltr"' in page
    Picture.objects.update(alternative_ar="أطفال")
    assert 'alt="أطفال" loading' in client.get("/ar/guides/schule/").content.decode()


def test_a_picture_costs_no_further_query(client, django_assert_num_queries):
    TextFactory(guide__slug="ohne", body="Text.")
    TextFactory(guide__slug="mit", body="{{picture:a}}\n\n{{picture:b}}")
    for slug in "ab":
        PictureFactory(slug=slug)
    with django_assert_num_queries(3):
        client.get("/de/guides/ohne/?x=1")
    with django_assert_num_queries(3):
        client.get("/de/guides/mit/?x=1")


def test_a_guide_that_leaves_no_trace_shows_pictures_that_no_browser_keeps(client):
    PictureFactory()
    TextFactory(guide__slug="hilfe", guide__is_sensitive=True, body="{{picture:schulhof}}")
    assert 'src="/pictures/schulhof/once.jpg"' in client.get("/de/guides/hilfe/").content.decode()
    assert client.get("/pictures/schulhof/once.jpg")["Cache-Control"] == "no-store"


def test_the_file_may_be_kept_for_ever_under_its_own_address(client):
    picture = PictureFactory()
    response = client.get(f"/pictures/schulhof/{picture.mark}.jpg")
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert client.get("/pictures/schulhof/0000.jpg").status_code == 404
    assert client.get(f"/pictures/nichts/{picture.mark}.jpg").status_code == 404
