"""A file that came with a form that has an error is held, and comes with the next try."""

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.utils import timezone

from portal.accounts.models import User
from portal.lib import held
from portal.lib.held import SentFiles


class Sent(forms.Form):
    name = forms.CharField()
    paper = forms.FileField()
    more = forms.FileField(required=False)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.HELD_ROOT = tmp_path


def sent(by: int, data: dict[str, Any]) -> Sent:
    request = RequestFactory().post("/", data)
    request.user = User(pk=by)
    return Sent(request.POST, SentFiles(request))


def scan(content: bytes = b"%PDF") -> SimpleUploadedFile:
    return SimpleUploadedFile("Antrag.pdf", content)


def token(form: Sent) -> str:
    found = form["paper"].held  # type: ignore[attr-defined]
    assert found is not None
    return str(found.token)


def test_it_comes_with_the_next_try_and_the_page_says_so() -> None:
    first = sent(1, {"paper": scan()})
    assert not first.is_valid()
    html = str(first["paper"].as_field_group())
    assert "Antrag.pdf" in html
    assert f'name="held-paper" value="{token(first)}"' in html
    second = sent(1, {"name": "Ayla", "held-paper": token(first)})
    assert second.is_valid()
    assert (second.cleaned_data["paper"].name, second.cleaned_data["paper"].read()) == ("Antrag.pdf", b"%PDF")
    again = sent(1, {"held-paper": token(first)})
    assert token(again) == token(first), "it is held once"


def test_a_file_that_is_chosen_anew_takes_its_place() -> None:
    first = sent(1, {"paper": scan()})
    second = sent(1, {"name": "Ayla", "held-paper": token(first), "paper": scan(b"%PDF-2")})
    assert second.is_valid()
    assert second.cleaned_data["paper"].read() == b"%PDF-2"


def test_no_form_asks_for_more_files_than_one_person_has() -> None:
    known = token(sent(1, {"paper": scan()}))
    form = sent(1, {f"held-{number}": known for number in range(50)})
    assert len(form.files) == 10


@pytest.mark.parametrize("by", [2, 1])
def test_it_is_good_for_its_sender_and_for_a_day(by: int) -> None:
    known = token(sent(1, {"paper": scan()}))
    with time_machine.travel(timezone.now() + timedelta(days=0 if by == 2 else 1, seconds=5)):
        assert list(sent(by, {"name": "Ayla", "held-paper": known}).errors) == ["paper"]


@pytest.mark.usefixtures("in_english")
def test_what_is_gone_is_asked_for_again_even_where_a_form_would_do_without(tmp_path: Path) -> None:
    known = token(sent(1, {"paper": scan()}))
    for path in tmp_path.rglob("*"):
        if path.is_file():
            path.unlink()
    form = sent(1, {"name": "Ayla", "paper": scan(), "held-more": known})
    assert form.errors == {"more": ["Please choose the file again."]}
    assert form["more"].held is None  # type: ignore[attr-defined]


@pytest.mark.parametrize("said", ["", "x", "../../secret-key", "WzEsICJ4Il0:1tqH:abc"])
def test_nothing_else_is_read_by_it(said: str) -> None:
    assert list(sent(1, {"name": "Ayla", "held-paper": said}).errors) == ["paper"]


def test_what_is_too_large_or_infected_is_not_held(settings: Any, tmp_path: Path) -> None:
    settings.UPLOAD_MAX_BYTES = 3
    assert sent(1, {"paper": scan()})["paper"].held is None  # type: ignore[attr-defined]
    form = sent(1, {"paper": scan(b"%P")})
    form.files["paper"].found = "Win.Test"
    assert form["paper"].held is None  # type: ignore[attr-defined]
    assert list(tmp_path.rglob("*")) == []


def test_where_there_is_no_room_for_it_the_page_comes_all_the_same(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "full").touch()
    settings.HELD_ROOT = tmp_path / "full"
    field = sent(1, {"paper": scan()})["paper"]
    assert "held-paper" not in str(field.as_field_group())
    assert field.is_to_be_chosen_again  # type: ignore[attr-defined]


def test_of_one_person_ten_are_held_and_none_for_long(tmp_path: Path) -> None:
    for _number in range(12):
        token(sent(1, {"paper": scan()}))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 10
    yesterday = time.time() - 2 * 24 * 3600
    os.utime(files[0], (yesterday, yesterday))
    assert held.purge() == {"held files deleted": 1}
    assert not files[0].exists()
