import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from portal.lib import uploads

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"
EVERYTHING = uploads.PDF | uploads.PICTURES | uploads.OFFICE


def picture(kind: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, kind, **options)
    return out.getvalue()


def archive(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, text in parts.items():
            # Without a time of day: two processes that collect these tests see the same ones.
            file.writestr(zipfile.ZipInfo(name), text)
    return out.getvalue()


WORD = archive(**{"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"})


@pytest.mark.parametrize(
    ("name", "content", "mime"),
    [
        ("Satzung.pdf", PDF, "application/pdf"),
        ("Foto.JPG", picture(), "image/jpeg"),
        ("Foto.png", picture("PNG"), "image/png"),
        ("Brief.docx", WORD, uploads._MIME[".docx"]),
        ("Brief.odt", archive(mimetype=uploads._MIME[".odt"]), uploads._MIME[".odt"]),
    ],
)
def test_an_honest_file_passes(name: str, content: bytes, mime: str) -> None:
    checked = uploads.check(SimpleUploadedFile(name, content), EVERYTHING)
    assert (checked.name, checked.mime, checked.size) == (name, mime, len(content))


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("Rechnung.pdf", b"MZ\x90\x00" + b"\0" * 400, "content"),
        ("Rechnung.pdf", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "content"),
        ("Rechnung.pdf", b"hello", "content"),
        ("Bild.svg", b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "extension"),
        ("setup.exe", b"MZ\x90\x00", "extension"),
        ("ohne", PDF, "extension"),
        ("leer.pdf", b"", "empty"),
        ("Brief.docx", archive(**{"evil.exe": "MZ"}), "content"),
        (
            "Brief.docx",
            archive(
                **{"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>", "word/vbaProject.bin": "x"}
            ),
            "content",
        ),
        ("Foto.png", picture("JPEG"), "content"),
    ],
)
def test_a_disguised_file_is_refused(name: str, content: bytes, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        uploads.check(SimpleUploadedFile(name, content), EVERYTHING)
    assert caught.value.code == code


def test_a_picture_that_is_a_page_or_an_archive_besides_is_a_picture_alone_when_it_is_kept() -> None:
    for also in (b"<script>alert(1)</script>", archive(**{"evil.html": "<script>"})):
        both = picture(comment=b"<script>alert(2)</script>") + also
        checked = SimpleUploadedFile("foto.jpg", both)
        uploads.check(checked, uploads.PICTURES)
        kept = uploads.cleaned_picture(checked).read()
        assert (b"script" in both, b"script" in kept, b"PK" in kept[-200:]) == (True, False, False)


def test_an_archive_before_a_paper_is_no_paper() -> None:
    """Read from its end it is a ZIP with a page in it; what counts is the beginning."""
    page = archive(**{"evil.html": "<script>alert(1)</script>"})
    with pytest.raises(ValidationError):
        uploads.check(SimpleUploadedFile("x.pdf", page + PDF), uploads.PDF)
    assert uploads.check(SimpleUploadedFile("x.pdf", PDF + page), uploads.PDF).mime == "application/pdf"


def test_twenty_megabytes_are_too_much() -> None:
    with pytest.raises(ValidationError) as caught:
        uploads.check(SimpleUploadedFile("groß.pdf", PDF + b"0" * 20_000_000), uploads.PDF)
    assert caught.value.code == "size"


def test_a_name_loses_its_path_and_control_letters() -> None:
    checked = uploads.check(SimpleUploadedFile("x.pdf", PDF), uploads.PDF)
    assert checked.name == "x.pdf"
    assert uploads._clean_name("..\\..\\etc/passwd\x00\n.pdf") == "passwd.pdf"
    assert len(uploads._clean_name("ä" * 300 + ".pdf")) == 120


def test_a_picture_is_drawn_anew_without_metadata() -> None:
    exif = Image.Exif()
    exif[0x010E] = "a secret place"
    exif[0x0112] = 6  # turned by a quarter
    file = SimpleUploadedFile("beleg.jpg", picture(exif=exif))
    with Image.open(uploads.cleaned_picture(file)) as image:
        assert image.size == (20, 40)
        assert not image.getexif()
        assert b"a secret place" not in image.tobytes()


@pytest.mark.parametrize("content", [b"\xff\xd8\xff\xe0broken", b"", b"\x89PNG\r\n\x1a\n" + b"\0" * 30])
def test_a_broken_picture_is_refused(content: bytes) -> None:
    with pytest.raises(ValidationError):
        uploads.cleaned_picture(SimpleUploadedFile("beleg.jpg", content))


def test_a_picture_that_fills_the_memory_when_opened_is_refused() -> None:
    small = io.BytesIO()
    Image.new("1", (10_000, 6_001)).save(small, "PNG")
    assert small.tell() < 100_000
    with pytest.raises(ValidationError) as refused:
        uploads.cleaned_picture(SimpleUploadedFile("bomb.png", small.getvalue()))
    assert refused.value.code == "pixels"
