"""How the database finds what the desk asks for: by its indexes, in their order."""

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from funding import duties
from funding.choices import State
from funding.models import Award, Decision, FundingRequest, ProofOfUse, Snapshot
from funding.queries import requests
from funding.reports.running import running_awards
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.matrix import award, placed

pytestmark = pytest.mark.django_db


def plan(rows: QuerySet) -> str:
    """Of a table that is too long to be read from end to end."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
    return rows.explain()


def only(index: str) -> None:
    """Of all indexes of its table the database knows this one: which of them costs least, where there are a
    few rows, is chance."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid <> %s::regclass"
            " AND indrelid = (SELECT indrelid FROM pg_index WHERE indexrelid = %s::regclass)", [index, index],
        )  # fmt: skip
        cursor.execute("SET LOCAL enable_bitmapscan = off")


def test_the_proofs_that_wait_longest_come_out_of_an_index(cast: Cast) -> None:
    rows = ProofOfUse.objects.of_offices(cast.caseworker).to_check().order_by("submitted")[:30]
    assert "Index Scan using proofs_to_check" in plan(rows)


def test_decisions_that_nobody_retrieves_are_an_index_of_their_own(cast: Cast) -> None:
    assert "decisions_to_retrieve" in plan(Decision.objects.waiting_to_be_retrieved().order_by("announced"))


@pytest.mark.parametrize("column", ["title", "applicant"])
def test_words_are_looked_for_in_an_index(cast: Cast, column: str) -> None:
    rows = Snapshot.objects.filter(**{f"{column}__icontains": "Elterncaf"}).order_by()
    assert f"submission_by_{column}" in plan(rows)


def test_an_inbox_counts_without_reading_its_requests(cast: Cast) -> None:
    only("inbox_by_deadline")
    rows = FundingRequest.objects.of_offices(cast.caseworker).filter(office=cast.office).undecided()
    assert "Index Only Scan using inbox_by_deadline" in plan(
        rows.order_by().values("due", "caseworker", "state")
    )


@pytest.mark.parametrize("few", [500, 1])
def test_few_and_many_submissions_with_the_words_give_the_same_requests(
    cast: Cast, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "FEW", few)
    named = [placed(cast, State.IN_REVIEW, f"Elterncaf\u00e9 {number}") for number in range(3)]
    numbered = placed(cast, State.IN_REVIEW, "Lesepaten", file_number="ELTERNCAF-1")
    placed(cast, State.IN_REVIEW, "V\u00e4tertreff")
    scenes.draft(cast, "Elterncaf\u00e9, noch nicht gesandt")
    found = FundingRequest.objects.of_offices(cast.caseworker).matching("elterncaf")
    assert set(found) == {*named, numbered}


@pytest.mark.usefixtures("in_english")
def test_what_waits_for_an_association_is_not_looked_for_among_all_requests(cast: Cast) -> None:
    scenes.draft(cast, "Elterncaf\u00e9")
    with CaptureQueriesContext(connection) as asked:
        titles = [duty.title for duty in duties.of(cast.coordinator)]
    assert titles == ["Finish and send the request “Elterncaf\u00e9”"]
    (found,) = [it["sql"] for it in asked if '"heard_until"' in it["sql"] and "organisation" in it["sql"]]
    plan(FundingRequest.objects.none())  # as of a long table
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {found}")
        lines = [line for (line,) in cursor.fetchall()]
    assert [line for line in lines if "Index Cond: (organisation_id = " in line]


def test_the_money_of_an_association_is_not_looked_for_among_all_awards(cast: Cast) -> None:
    award(placed(cast, State.FINAL, "Elterncaf\u00e9"), cast)
    plan(Award.objects.none())  # as of a long table
    with CaptureQueriesContext(connection) as asked:
        assert len(running_awards(cast.coordinator, [cast.association.pk])) == 1
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {asked[0]['sql']}")
        lines = [line for (line,) in cursor.fetchall()]
    assert [line for line in lines if "Index Cond: (organisation_id = " in line]


@pytest.mark.parametrize("count", [1, 3])
def test_what_waits_for_an_officer_is_asked_for_without_what_no_list_shows(cast: Cast, count: int) -> None:
    for number in range(count):
        placed(cast, State.IN_REVIEW, f"Lesepaten {number}")
    with CaptureQueriesContext(connection) as asked:
        assert len(list(duties.of(cast.caseworker))) == count
    assert not [it["sql"] for it in asked if '"funding_snapshot"."data"' in it["sql"]]
    assert max(len(it["sql"]) for it in asked) < 8_000
