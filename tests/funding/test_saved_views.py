"""An officer gives filters of the inbox a name and finds them again; nobody else sees it."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from funding.models import SavedView
from funding.services import inbox
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(cast: Cast, name: str, *more: Any) -> str:
    return reverse(f"funding:{name}", args=[cast.office.slug, *more])


def save(cast: Cast, name: str, query: str, user: Any = None) -> Any:
    where = f"{address(cast, 'inbox_view_save')}?{query}"
    return client_of(user or cast.caseworker).post(where, {"name": name}, follow=True)


def test_a_view_stands_above_the_inbox_of_who_saved_it_only(cast: Cast) -> None:
    save(cast, "Meine Prüfung", "state=in_review&turn=mine")
    assert SavedView.objects.get().query == "state=in_review&turn=mine"
    link = 'href="?state=in_review&amp;turn=mine"'
    assert link in client_of(cast.caseworker).get(address(cast, "inbox")).text
    assert "Meine Prüfung" not in client_of(cast.countersigner).get(address(cast, "inbox")).text


def test_the_same_name_replaces_the_filters(cast: Cast) -> None:
    for query in ("sort=age", "sort=new"):
        save(cast, "Liste", query)
    assert list(SavedView.objects.values_list("name", "query")) == [("Liste", "sort=new")]


def test_only_filters_that_are_understood_are_kept(cast: Cast) -> None:
    save(cast, "Alles", "sort=new&page=7&next=//evil.example")
    save(cast, "Unsinn", "state=nonsense")
    assert dict(SavedView.objects.values_list("name", "query")) == {"Alles": "sort=new", "Unsinn": ""}


@pytest.mark.parametrize("name", ["", "  ", "x" * 61])
def test_a_view_needs_a_name(cast: Cast, name: str) -> None:
    assert save(cast, name, "sort=new").status_code == 200
    assert not SavedView.objects.exists()


def test_twenty_are_enough(cast: Cast) -> None:
    for number in range(21):
        save(cast, f"Ansicht {number}", "sort=new")
    assert SavedView.objects.count() == 20


def test_one_deletes_ones_own_only(cast: Cast) -> None:
    save(cast, "Liste", "sort=new")
    view = SavedView.objects.get()
    url = address(cast, "inbox_view_delete", view.pk)
    assert client_of(cast.countersigner).post(url).status_code == 404
    with pytest.raises(PermissionDenied):
        inbox.delete_view(view, by=cast.countersigner)
    assert client_of(cast.caseworker).post(url).status_code == 302
    assert not SavedView.objects.exists()


def test_nobody_saves_a_view_of_a_foreign_office(cast: Cast) -> None:
    for stranger in (cast.foreign_caseworker, cast.coordinator, cast.budget_holder):
        assert save(cast, "Liste", "sort=new", stranger).status_code == 404
        with pytest.raises(PermissionDenied):
            inbox.save_view(cast.office, "Liste", "", by=stranger)
