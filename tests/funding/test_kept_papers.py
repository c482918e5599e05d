"""An organisation keeps its statutes and notices once; its requests take them over."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from funding.choices import PaperKind
from funding.clock import remind
from funding.models import Attachment, FundingRequest, KeptPaper
from funding.services import kept_papers, papers, submissions
from portal.erasures.models import Erasure
from portal.lib.dates import today
from portal.outbox.kinds import kind_of
from portal.outbox.models import Message
from tests.cast import Cast
from tests.funding import scenes

pytestmark = pytest.mark.django_db


def keep(
    cast: Cast, kind: str = PaperKind.CHARITY, until: date | None = None, more: bytes = b"1"
) -> KeptPaper:
    file = scenes.pdf("Freistellungsbescheid.pdf", more)
    return kept_papers.keep(cast.association, file, kind, until, by=cast.coordinator)


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(cast: Cast, name: str, *more: Any) -> str:
    return reverse(f"funding:{name}", args=[cast.association.slug, *more])


def kinds_of(row: FundingRequest) -> list[str]:
    return sorted(row.attachments.filter(removed__isnull=True).values_list("kind", flat=True))


def test_a_paper_is_kept_in_place_of_the_former_and_its_file_goes(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    first = keep(cast)
    with django_capture_on_commit_callbacks(execute=True):
        second = keep(cast, more=b"2")
    assert list(KeptPaper.objects.all()) == [second]
    assert not first.file.storage.exists(first.file.name)
    assert second.file.storage.exists(second.file.name)
    kept_papers.delete(second, by=cast.coordinator)
    assert Erasure.objects.get(what="funding.keptpaper").ids == [second.pk]


def test_a_request_takes_over_what_it_does_not_hold_and_once(cast: Cast) -> None:
    keep(cast)
    keep(cast, PaperKind.STATUTES, more=b"3")
    row = scenes.draft(cast)
    for _click in range(2):
        client_of(cast.coordinator).post(address(cast, "take_papers", row.public_id))
    assert kinds_of(row) == [PaperKind.CHARITY, PaperKind.STATUTES]
    assert "take_papers" not in client_of(cast.coordinator).get(address(cast, "papers", row.public_id)).text


def test_the_submission_freezes_the_hash_and_the_copy_outlives_the_kept_paper(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    kept, row = keep(cast), scenes.filled(cast)
    kept_papers.take(row, by=cast.coordinator)
    row = submissions.submit(row, by=cast.coordinator, version=row.version)
    with django_capture_on_commit_callbacks(execute=True):
        kept_papers.delete(kept, by=cast.coordinator)
    assert row.submission is not None
    assert kept.sha256 in {paper["sha256"] for paper in row.submission.data["papers"]}
    copy = Attachment.objects.get(sha256=kept.sha256)
    assert copy.file.storage.exists(copy.file.name)
    url = reverse("funding:case_paper", args=[row.office.slug, row.public_id, copy.public_id])
    assert client_of(cast.caseworker).get(url).status_code == 200


def test_an_expired_paper_is_not_taken_over(cast: Cast) -> None:
    keep(cast, until=today() + timedelta(3))
    row = scenes.draft(cast)
    with time_machine.travel(f"{(today() + timedelta(4)).isoformat()}T11:00:00Z"):
        assert kept_papers.take(row, by=cast.coordinator) == []
    assert len(kept_papers.take(row, by=cast.coordinator)) == 1


def test_what_has_expired_or_is_no_paper_is_not_kept(cast: Cast) -> None:
    with pytest.raises(ValidationError) as caught:
        keep(cast, until=today() - timedelta(1))
    assert set(caught.value.message_dict) == {"valid_until"}
    sent = {"kind": PaperKind.CHARITY, "file": scenes.pdf("Bescheid.exe")}
    assert client_of(cast.coordinator).post(address(cast, "kept_papers"), sent).status_code == 422
    assert not KeptPaper.objects.exists()


def test_only_the_organisations_own_people_see_it_and_only_who_asks_changes_it(cast: Cast) -> None:
    paper = keep(cast)
    url = address(cast, "kept_paper", paper.public_id)
    seen = {"coordinator": 200, "reader": 200, "caseworker": 404, "foreign_coordinator": 404}
    assert {name: client_of(getattr(cast, name)).get(url).status_code for name in seen} == seen
    for stranger in (cast.reader, cast.foreign_coordinator, cast.caseworker):
        with pytest.raises(PermissionDenied):
            kept_papers.delete(paper, by=stranger)
        with pytest.raises(PermissionDenied):
            kept_papers.keep(cast.association, scenes.pdf(), PaperKind.CHARITY, None, by=stranger)


def test_those_who_ask_hear_two_months_before_and_once(cast: Cast) -> None:
    last = today() + timedelta(100)
    paper = keep(cast, until=last)
    for days in (61, 60, 10):
        with time_machine.travel(f"{(last - timedelta(days)).isoformat()}T11:00:00Z"):
            remind()
        told = list(Message.objects.filter(kind="funding.paper_expires").values_list("address", flat=True))
        assert told == ([] if days > 60 else [cast.coordinator.email])
    message, kind = Message.objects.get(kind="funding.paper_expires"), kind_of("funding.paper_expires")
    assert kind.still_wanted(paper, message)
    assert "charitable" in kind.render(paper, "en", message).body
    keep(cast, until=last + timedelta(900), more=b"2")
    assert kind.load(message.object_id) is None


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_often_for_one_paper_as_for_three(
    cast: Cast, rows: int, django_assert_num_queries: Any
) -> None:
    for kind in list(PaperKind)[:rows]:
        keep(cast, kind)
    client = client_of(cast.coordinator)
    client.get(address(cast, "kept_papers"))
    with django_assert_num_queries(12):
        page = client.get(address(cast, "kept_papers")).text
    assert page.count("Freistellungsbescheid.pdf") == rows


def test_a_paper_that_is_there_already_is_not_doubled(cast: Cast) -> None:
    row = scenes.draft(cast)
    papers.add_paper(row, scenes.pdf(more=b"1"), PaperKind.OTHER, by=cast.coordinator)
    keep(cast)
    assert kept_papers.take(row, by=cast.coordinator) == []
