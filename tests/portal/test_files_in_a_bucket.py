"""Files lie in a bucket of an object storage instead of a folder: whoever uses the portal does not notice."""

import secrets
from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from funding.models import Attachment
from portal.documents import services as documents
from portal.documents.choices import State
from portal.documents.models import Document
from portal.lib import storage
from tests import matrix
from tests.documents import kinds  # noqa: F401 - registers them
from tests.funding.scenes import pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def bucket(object_storage, settings, tmp_path):
    object_storage.empty()
    object_storage.use(settings)
    settings.MEDIA_ROOT = tmp_path / "media"
    yield object_storage
    assert not settings.MEDIA_ROOT.exists(), "nothing lies on the disk"


@pytest.fixture
def applicant(cast):
    """Somebody who adds papers to a request, and the page for that."""
    matrix.furnish(cast, ["funding"])
    client = Client(raise_request_exception=False)
    client.force_login(cast.coordinator)
    return client, reverse("funding:papers", kwargs=matrix.rows_of("funding")["funding:papers"].kwargs(cast))


def send(applicant, content=b""):
    client, page = applicant
    kind = client.get(page).context["form"].fields["kind"].choices[-1][0]
    return client.post(page, {"kind": kind, "file": pdf("Satzung.pdf", content)})


def test_an_upload_comes_back_as_an_attachment_from_our_own_page_alone(applicant, bucket, cast):
    assert send(applicant, b"%secret").status_code == 302
    paper = Attachment.objects.latest("pk")
    assert bucket.names() == [paper.file.name]
    request = paper.request
    address = reverse("funding:paper", args=[request.organisation.slug, request.public_id, paper.public_id])
    answer = applicant[0].get(address)
    assert b"".join(answer.streaming_content).endswith(b"%secret")
    assert answer["Content-Disposition"] == 'attachment; filename="Satzung.pdf"'
    assert Client().get(address).status_code in (302, 404)


def test_a_document_is_made_into_it_given_out_and_deleted(
    bucket, client, cast, django_capture_on_commit_callbacks
):
    def made():
        with django_capture_on_commit_callbacks(execute=True):
            document = documents.request_document("tests.report", {}, language="de", by=cast.coordinator)
        document.refresh_from_db()
        return document

    document = made()
    assert (document.state, bucket.names()) == (State.DONE, [document.file.name])
    assert bucket.read(document.file.name).startswith(b"%PDF")
    assert made() == document, "it is found again"
    bucket.empty()
    assert made() != document, "one that is lost is made again"
    Document.objects.update(expires=document.created)
    documents.purge()
    assert bucket.names() == []


def test_two_files_of_one_name_are_both_kept(bucket):
    names = [default_storage.save("a/x.pdf", ContentFile(content)) for content in (b"one", b"two")]
    assert [default_storage.open(name).read() for name in names] == [b"one", b"two"]


def test_a_file_that_is_gone_is_told_from_a_storage_that_is_away(bucket, settings):
    with pytest.raises(FileNotFoundError):
        default_storage.open("gone.pdf")
    settings.STORAGES = settings.STORAGES | {"default": storage.backend("s3+http://k:s@127.0.0.1:9/files")}
    for ask in (default_storage.open, default_storage.exists, default_storage.delete, default_storage.size):
        with pytest.raises(storage.StorageAwayError):
            ask("gone.pdf")


def test_while_it_is_away_people_are_asked_for_patience_and_nothing_is_lost(applicant, bucket, settings):
    known = Attachment.objects.count()
    here = settings.STORAGES
    settings.STORAGES = here | {"default": storage.backend("s3+http://k:s@127.0.0.1:9/files")}
    refused = send(applicant)
    assert (refused.status_code, refused["Retry-After"]) == (503, "60")
    assert Attachment.objects.count() == known
    settings.STORAGES = here
    assert send(applicant).status_code == 302


def test_what_was_erased_while_it_was_away_is_deleted_later(
    bucket, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.DATA_DIR = tmp_path
    default_storage.save("a/secret.pdf", ContentFile(b"x"))
    (name,), here = bucket.names(), settings.STORAGES
    settings.STORAGES = here | {"default": storage.backend("s3+http://k:s@127.0.0.1:9/files")}
    with django_capture_on_commit_callbacks(execute=True):
        storage.delete_on_commit(Attachment(file=name).file)
    with pytest.raises(storage.StorageAwayError):
        storage.purge()
    settings.STORAGES = here
    assert bucket.names() == [name]
    assert storage.purge() == {"files that could not be deleted before": 1}
    assert bucket.names() == []
    assert storage.purge() == {"files that could not be deleted before": 0}
    with time_machine.travel(timezone.now() + timedelta(days=32)):
        storage.purge()
        assert list((tmp_path / "undeleted").iterdir()) == []


def test_what_a_server_says_of_a_key_is_not_repeated(bucket, settings):
    unknown = bucket.url.replace("/files", f"/{secrets.token_hex(8)}")
    settings.STORAGES = settings.STORAGES | {"default": storage.backend(unknown)}
    with pytest.raises(storage.StorageAwayError) as caught:
        default_storage.save("x.pdf", ContentFile(b"x"))
    assert str(caught.value) == "NoSuchBucket"


@pytest.mark.parametrize("url", ["https://k:s@host/b", "s3://k:s@host", "s3://k:s@host/a/b", "s3:///b"])
def test_an_address_that_names_no_bucket_is_refused_at_once(url):
    with pytest.raises(ValueError, match="FILES_URL"):
        storage.backend(url)


def test_a_house_without_a_bucket_keeps_files_in_its_folder():
    assert storage.backend("")["BACKEND"] == "portal.lib.storage.WholeFiles"
