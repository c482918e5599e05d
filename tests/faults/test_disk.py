"""The disk is full: an upload or a document is there whole or not at all, and people are told."""

import resource
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from funding.models import Attachment
from portal.documents import services as documents
from portal.documents.choices import State
from tests import matrix
from tests.documents import kinds  # noqa: F401 - registers them
from tests.funding.scenes import pdf

pytestmark = pytest.mark.django_db
ROOM = 64 * 1024


@contextmanager
def no_room_for_more_than(size):
    """No file of this process can grow larger: what it writes beyond fails as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def files(folder: Path):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_an_upload_is_refused_in_words_and_leaves_no_half_file(cast, media):
    matrix.furnish(cast, ["funding"])
    before, known = files(media), Attachment.objects.count()
    client = Client(raise_request_exception=False)
    client.force_login(cast.coordinator)
    row = matrix.rows_of("funding")["funding:papers"]
    page = reverse("funding:papers", kwargs=row.kwargs(cast))
    kind = client.get(page).context["form"].fields["kind"].choices[-1][0]

    def send():
        return client.post(page, {"kind": kind, "file": pdf(more=b"%" + b"x" * ROOM)})

    with no_room_for_more_than(ROOM):
        refused = send()
    assert (refused.status_code, refused["Retry-After"]) == (503, "60")
    assert (files(media), Attachment.objects.count()) == (before, known)

    assert send().status_code == 302
    assert (len(files(media)), Attachment.objects.count()) == (len(before) + 1, known + 1)


def test_a_document_fails_visibly_and_is_made_when_there_is_room_again(
    media, django_capture_on_commit_callbacks
):
    def rendered():
        with django_capture_on_commit_callbacks(execute=True):
            document = documents.request_document("tests.report", {}, language="de", by=None)
        document.refresh_from_db()
        return document

    with no_room_for_more_than(1024):
        document = rendered()
    assert (document.state, document.error, files(media)) == (State.FAILED, "OSError", [])

    assert (rendered().state, len(files(media))) == (State.DONE, 1)


def test_two_files_of_one_name_are_both_kept():
    names = [default_storage.save("a/x.pdf", ContentFile(content)) for content in (b"one", b"two")]
    assert [default_storage.open(name).read() for name in names] == [b"one", b"two"]
