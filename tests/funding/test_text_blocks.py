"""Text blocks: written once by an Office, put into the conditions of a decision with one click."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from funding.models import TextBlock
from funding.services import text_blocks
from portal.lib.errors import Stale
from tests.cast import Cast
from tests.funding import scenes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def at(cast: Cast, name: str = "text_blocks", *more: int) -> str:
    return reverse(f"funding:{name}", args=[cast.office.slug, *more])


def block(cast: Cast, title: str = "Publizität", text: str = "Nennen Sie uns als Förderer.") -> TextBlock:
    return text_blocks.save_block(cast.office, None, title, text, by=cast.caseworker)


def typed(version: int, **changes: Any) -> dict[str, Any]:
    return {
        "version": version, "cost_fees": "2000", "cost_material": "500", "amount": "2000",
        "start": "2026-01-01", "end": "2026-12-31", "reasons": "", "conditions": "Die ANBest-P gelten.",
        "note": "Eilig.",
    } | changes  # fmt: skip


def test_a_block_is_written_changed_and_deleted(cast: Cast, officer: Client) -> None:
    sent = {"version": 0, "title": "Publizität", "text": "Nennen Sie uns."}
    assert officer.post(at(cast, "text_block_new"), sent)["Location"] == at(cast)
    row = TextBlock.objects.get()
    assert "Publizität" in officer.get(at(cast)).text
    assert at(cast, "text_block_delete", row.pk) in officer.get(at(cast, "text_block", row.pk)).text
    assert "Delete" not in officer.get(at(cast, "text_block_new")).text
    officer.post(at(cast, "text_block", row.pk), sent | {"version": 1, "text": "Nennen Sie das Land."})
    row.refresh_from_db()
    assert (row.text, row.version) == ("Nennen Sie das Land.", 2)
    officer.post(at(cast, "text_block_delete", row.pk))
    assert not TextBlock.objects.exists()


def test_the_ticked_blocks_go_into_the_conditions_and_nothing_else_changes(
    cast: Cast, officer: Client
) -> None:
    first, second = block(cast), block(cast, "Termine", "Nennen Sie uns die Termine.")
    row = scenes.checked(cast)
    address = reverse("funding:propose", args=[row.office.slug, row.public_id])
    assert "Put the ticked text blocks into the conditions" in officer.get(address).text
    sent = typed(row.version, insert="1", blocks=[first.pk, second.pk])
    form = officer.post(address, sent).context["form"]
    wanted = "Die ANBest-P gelten.\n\nNennen Sie uns als Förderer.\n\nNennen Sie uns die Termine."
    assert form["conditions"].value() == wanted
    assert (form["note"].value(), form["amount"].value()) == ("Eilig.", "2000")
    again = officer.post(address, sent | {"conditions": wanted}).context["form"]
    assert again["conditions"].value() == wanted
    row.refresh_from_db()
    assert not row.decisions.exists()
    answer = officer.post(address, typed(row.version, conditions=wanted))
    assert answer.status_code == 302
    assert row.decisions.get().conditions == wanted


def test_blocks_can_be_put_in_while_an_amount_cannot_be_read(cast: Cast, officer: Client) -> None:
    first = block(cast)
    row = scenes.checked(cast)
    address = reverse("funding:propose", args=[row.office.slug, row.public_id])
    form = officer.post(address, typed(row.version, amount="viel", insert="1", blocks=[first.pk])).context[
        "form"
    ]
    assert first.text in form["conditions"].value()
    assert form["amount"].value() == "viel"


def test_blocks_that_are_ticked_go_into_the_proposal_without_their_button(
    cast: Cast, officer: Client
) -> None:
    chosen = [block(cast).pk, block(cast, "Termine", "Nennen Sie uns die Termine.").pk]
    row = scenes.checked(cast)
    address = reverse("funding:propose", args=[row.office.slug, row.public_id])
    looked = officer.post(address, typed(row.version, look="1", blocks=chosen)).context["form"]
    assert looked["blocks"].value() == [str(pk) for pk in chosen]
    long = officer.post(address, typed(row.version, conditions="x" * 5990, blocks=chosen))
    assert long.status_code == 422
    assert long.context["form"].errors.keys() == {"conditions"}
    assert officer.post(address, typed(row.version, blocks=chosen)).status_code == 302
    wanted = "Die ANBest-P gelten.\n\nNennen Sie uns als Förderer.\n\nNennen Sie uns die Termine."
    assert row.decisions.get().conditions == wanted


def test_a_block_of_another_office_is_not_put_in(cast: Cast, officer: Client) -> None:
    foreign = cast.foreign_office.text_blocks.create(title="Fremd", text="Fremde Auflage.")
    block(cast)
    row = scenes.checked(cast)
    address = reverse("funding:propose", args=[row.office.slug, row.public_id])
    page = officer.post(address, typed(row.version, insert="1", blocks=[foreign.pk, "x"]))
    assert "Fremde Auflage." not in page.text


def test_who_keeps_them(cast: Cast) -> None:
    row = block(cast)
    for name in ("countersigner", "budget_holder", "foreign_caseworker", "coordinator", "portal_staff"):
        with pytest.raises(PermissionDenied):
            text_blocks.save_block(cast.office, row, "x", "x", by=getattr(cast, name), version=1)
        with pytest.raises(PermissionDenied):
            text_blocks.delete_block(cast.office, row, by=getattr(cast, name))
    with pytest.raises(Stale):
        text_blocks.save_block(cast.office, row, "x", "x", by=cast.caseworker, version=0)
    with pytest.raises(ValidationError, match="title already"):
        block(cast)
