"""A programme can want more declared than every form asks for: in its own words, above the signature."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from funding.choices import Task
from funding.models import FundingRequest, Programme
from funding.services import drafts, submissions
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.test_request_paper import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
LINES = "Die Angaben sind subventionserheblich (§ 264 StGB).\n\n Wir melden <jede> Änderung.\n"


@pytest.fixture
def strict(cast: Cast) -> FundingRequest:
    """Filled in, but for what the programme wants declared besides."""
    scenes.programme_of(cast)
    Programme.objects.update(declarations=LINES)
    return scenes.filled(cast)


def at(row: FundingRequest, name: str, *more: Any) -> str:
    return reverse(f"funding:{name}", args=[row.organisation.slug, row.public_id, *more])


def declared(row: FundingRequest, cast: Cast) -> FundingRequest:
    return drafts.save_page(
        row, Task.DECLARATIONS, {"declares_more": True}, by=cast.coordinator, version=row.version
    )


def test_the_form_shows_the_words_of_the_programme_and_nothing_is_sent_without_them(
    strict: FundingRequest, cast: Cast, applicant: Client
) -> None:
    page = applicant.get(at(strict, "task", "declarations")).text
    assert (
        '<ul lang="de" dir="ltr"><li>Die Angaben sind subventionserheblich (§ 264 StGB).</li>'
        "<li>Wir melden &lt;jede&gt; Änderung.</li></ul>"
    ) in page
    assert "Not confirmed: We declare this, too." in applicant.get(at(strict, "check_answers")).text
    with pytest.raises(ValidationError):
        submissions.submit(strict, by=cast.coordinator, version=strict.version)


def test_of_input_tax_nothing_is_declared_before_its_page_is_saved(cast: Cast, applicant: Client) -> None:
    row, words_of_it = scenes.draft(cast), "We cannot deduct input tax"
    page = applicant.get(at(row, "check_answers")).text
    assert (words_of_it in page, "Not filled in: We can deduct input tax" in page) == (False, False)
    said = {"not_begun": True, "says_true": True, "keeps_vouchers": True, "deducts_vat": False}
    drafts.save_page(row, Task.DECLARATIONS, said, by=cast.coordinator, version=row.version)
    assert words_of_it in applicant.get(at(row, "check_answers")).text


def test_what_was_declared_stands_word_for_word_on_what_is_signed(strict: FundingRequest, cast: Cast) -> None:
    row = declared(strict, cast)
    row = submissions.submit(row, by=cast.coordinator, version=row.version)
    assert row.submission is not None
    texts = row.submission.data["declarations"]["texts"]
    assert "Die Angaben sind subventionserheblich (§ 264 StGB)." in texts
    assert "Wir melden <jede> Änderung." in texts
    assert row.submission.data["project"]["declares_more"] is True
    assert "Die Angaben sind subventionserheblich (§ 264 StGB)." in words(row.submission)


def test_where_a_programme_wants_no_more_nothing_more_is_asked(cast: Cast, applicant: Client) -> None:
    row = scenes.filled(cast)
    assert "declares_more" not in applicant.get(at(row, "task", "declarations")).text
    row = submissions.submit(row, by=cast.coordinator, version=row.version)
    assert row.submission is not None
    assert "declares_more" not in row.submission.data["project"]
