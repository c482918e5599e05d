import pytest
from django.urls import reverse

from portal.documents.choices import State
from portal.documents.models import Document
from portal.documents.services import request_document

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def document(member):
    return request_document("tests.report", {}, language="de", by=member)


def test_a_document_in_work_shows_its_progress(client, member, document):
    Document.objects.update(progress=55)
    client.force_login(member)
    page = client.get(document.get_absolute_url()).content.decode()
    assert '<progress id="progress-' in page
    assert 'value="55"' in page
    assert '<noscript><meta http-equiv="refresh" content="4"></noscript>' in page
    assert f'hx-get="{document.get_absolute_url()}?at=55"' in page
    assert reverse("documents:cancel", args=[document.pk]) in page


def test_the_page_names_what_is_made(client, member, document):
    client.force_login(member)
    page = client.get(document.get_absolute_url()).text
    assert "<h1>Report</h1>" in page
    assert "<title>Report" in page


def test_the_poll_answers_only_what_is_new(client, member, document):
    client.force_login(member)
    url = document.get_absolute_url()
    assert client.get(url, {"at": "0"}, headers=HTMX).status_code == 204
    answer = client.get(url, {"at": "10"}, headers=HTMX)
    assert answer.status_code == 200
    assert answer.content.decode().strip().startswith('<div id="document-state" hx-get=')


def test_a_ready_document_is_downloaded_under_its_name(client, member, rendered):
    document = rendered(params={"title": "Bericht für Łódź"})
    client.force_login(member)
    page = client.get(document.get_absolute_url()).content.decode()
    assert reverse("documents:file", args=[document.pk]) in page
    assert "hx-get" not in page.partition("document-state")[2]
    answer = client.get(reverse("documents:file", args=[document.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''Bericht%20f%C3%BCr%20%C5%81%C3%B3d%C5%BA.pdf"
    )
    assert b"".join(answer.streaming_content).startswith(b"%PDF")


def test_the_page_says_the_name_under_which_the_file_is_saved(client, member, rendered, monkeypatch):
    document = rendered()
    saved_as = "tests.documents.kinds.Report.saved_as"
    monkeypatch.setattr(saved_as, lambda _kind, name, language: f"Liste-{language}-{name}")
    client.force_login(member)
    assert "<bdi>Liste-de-Bericht.pdf</bdi>" in client.get(document.get_absolute_url()).text
    file = client.get(reverse("documents:file", args=[document.pk]))
    assert file["Content-Disposition"] == 'attachment; filename="Liste-de-Bericht.pdf"'


def test_the_file_of_a_document_in_work_leads_to_its_page(client, member, document):
    client.force_login(member)
    answer = client.get(reverse("documents:file", args=[document.pk]))
    assert (answer.status_code, answer["Location"]) == (302, document.get_absolute_url())


@pytest.mark.parametrize("name", ["detail", "file", "cancel", "redo"])
def test_others_get_404_and_strangers_the_sign_in(name, client, stranger, document):
    url = reverse(f"documents:{name}", args=[document.pk])
    method = client.post if name in ("cancel", "redo") else client.get
    answer = method(url)
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]
    client.force_login(stranger)
    assert method(url).status_code == 404
    assert method(url, headers=HTMX).status_code == 404
    document.refresh_from_db()
    assert document.state == State.QUEUED


def test_cancelling_and_making_it_again(client, member, document, django_capture_on_commit_callbacks):
    client.force_login(member)
    page = client.post(reverse("documents:cancel", args=[document.pk]), follow=True).content.decode()
    redo = reverse("documents:redo", args=[document.pk])
    assert redo in page
    with django_capture_on_commit_callbacks(execute=True):
        client.post(redo)
    document.refresh_from_db()
    assert document.state == State.DONE


def test_a_failed_document_says_so_in_plain_words(client, member, rendered):
    document = rendered("tests.broken")
    client.force_login(member)
    page = client.get(document.get_absolute_url()).content.decode()
    assert reverse("documents:redo", args=[document.pk]) in page
    assert "ZeroDivisionError" not in page


def test_the_page_asks_once_for_its_document(client, member, document, django_assert_max_num_queries):
    client.force_login(member)
    with django_assert_max_num_queries(20) as asked:  # the frame's own questions are counted elsewhere
        client.get(document.get_absolute_url())
    assert len([query for query in asked.captured_queries if "documents_document" in query["sql"]]) == 1
