"""The agreement with a school is kept as a file, for those who plan and for nobody else."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from parentwork.models import Partnership, PartnershipPaper
from parentwork.services import partnership_papers, partnerships
from portal.erasures.models import Erasure
from portal.lib.dates import today
from tests.factories.parentwork import PartnershipFactory, SchoolFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def partnership(cast):
    return PartnershipFactory(
        organisation=cast.association, school=SchoolFactory(name="Anne-Frank-Grundschule")
    )


def pdf(name: str = "vereinbarung.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def photo() -> SimpleUploadedFile:
    """Of a paper, as a phone takes it: with the place and the device written into it."""
    image, file = Image.new("RGB", (40, 30), "white"), BytesIO()
    exif = image.getexif()
    exif[0x0110] = "Telefon von Frau Weber"
    image.save(file, "JPEG", exif=exif)
    return SimpleUploadedFile("foto.jpg", file.getvalue())


@pytest.fixture
def kept(cast, partnership):
    return partnership_papers.keep(partnership, pdf(), by=cast.coordinator)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_it_is_sent_on_the_page_of_the_school_and_comes_back_as_it_was(desk, partnership):
    address = desk.address("desk_school_paper_add", pk=partnership.school_id)
    page = desk.get("desk_school", pk=partnership.school_id).text
    assert f'action="{address}" enctype="multipart/form-data"' in page
    assert "It is deleted 365 days after the end." in page
    assert desk.post("desk_school_paper_add", {"file": pdf()}, pk=partnership.school_id).status_code == 302
    assert "Replace the file" in desk.get("desk_school", pk=partnership.school_id).text
    answer = desk.get("desk_school_paper", pk=partnership.school_id)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="Anne-Frank-Grundschule.pdf"'
    assert "no-store" in answer["Cache-Control"]


def test_a_photo_loses_what_the_phone_wrote_into_it(cast, partnership):
    row = partnership_papers.keep(partnership, photo(), by=cast.coordinator)
    with row.file.open("rb") as file:
        content = file.read()
    assert row.mime == "image/jpeg"
    assert b"Frau Weber" not in content


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (pdf("brief.docx"), "This kind of file cannot be taken"),
        (pdf("bild.png"), "not what its name says"),
        (pdf(content=b""), "empty"),
        (None, "Please choose a file."),
    ],
)
def test_what_is_no_paper_is_refused_and_the_one_before_stays(file, words, desk, kept):
    said = {"file": file} if file else {}
    answer = desk.post("desk_school_paper_add", said, pk=kept.partnership.school_id)
    assert answer.status_code == 422
    assert words in answer.text
    assert answer.text.count('class="error-summary"') == 1
    assert PartnershipPaper.objects.get() == kept


def test_another_one_takes_its_place_and_the_same_again_changes_nothing(cast, kept, committed):
    storage, name, partnership = kept.file.storage, kept.file.name, kept.partnership
    assert partnership_papers.keep(partnership, pdf(), by=cast.editor) == kept
    with committed():
        other = partnership_papers.keep(partnership, photo(), by=cast.editor)
    assert PartnershipPaper.objects.get() == other
    assert not storage.exists(name)
    assert storage.exists(other.file.name)


def test_it_is_taken_away_with_its_file(desk, kept, committed):
    storage, name = kept.file.storage, kept.file.name
    with committed():
        for _tap in range(2):
            desk.post("desk_school_paper_remove", pk=kept.partnership.school_id)
    assert not PartnershipPaper.objects.exists()
    assert not storage.exists(name)
    assert desk.get("desk_school_paper", pk=kept.partnership.school_id).status_code == 404


def test_it_goes_with_the_partnership(cast, kept, committed):
    storage, name = kept.file.storage, kept.file.name
    with committed():
        partnerships.delete(kept.partnership, by=cast.coordinator)
    assert not storage.exists(name)


def test_it_goes_a_year_after_the_end(kept):
    Partnership.objects.update(start=today() - timedelta(days=800), end=today() - timedelta(days=365))
    assert partnerships.purge()["papers of partnerships"] == 0
    Partnership.objects.update(end=today() - timedelta(days=366))
    assert partnerships.purge()["papers of partnerships"] == 1
    assert Partnership.objects.exists()
    assert Erasure.objects.get(what="parentwork.partnershippaper").ids == [kept.pk]


def test_what_a_restore_brings_back_is_deleted_again(kept):
    assert partnership_papers.erase_again([kept.pk], before=kept.uploaded) == 0, "it was sent afterwards"
    assert partnership_papers.erase_again([kept.pk], before=kept.uploaded + timedelta(seconds=1)) == 1


def test_who_does_not_plan_neither_reads_nor_sends_it(cast, client, desk, kept):
    for stranger in (cast.helper, cast.reader, cast.foreign_coordinator, cast.caseworker, cast.portal_staff):
        with pytest.raises(PermissionDenied):
            partnership_papers.keep(kept.partnership, photo(), by=stranger)
    client.force_login(cast.helper)
    assert desk.get("desk_school_paper", pk=kept.partnership.school_id).status_code == 404
