"""The page of a proof of use says what is missing, whose turn it is, and every sum."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from funding.choices import Party, Verb
from funding.models import Expense, ProofOfUse, Transition
from funding.services import proofs
from parentwork.models import VolunteerHours, WorkshopDate
from tests.cast import Cast
from tests.factories.parentwork import HelperFactory, WorkshopDateFactory, WorkshopFactory
from tests.funding import scenes
from tests.funding.test_reports import furnished_proof, pdf_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def page_of(cast: Cast, proof: ProofOfUse, name: str = "proof") -> str:
    client = Client()
    client.force_login(cast.coordinator)
    request = proof.award.request
    answer = client.get(reverse(f"funding:{name}", args=[request.organisation.slug, request.public_id]))
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode().partition("<main")[2]).split())


def address(name: str, proof: ProofOfUse, *more: Any) -> str:
    request = proof.award.request
    return reverse(f"funding:{name}", args=[request.organisation.slug, request.public_id, *more])


def links_before_sending(cast: Cast, proof: ProofOfUse) -> dict[str, str]:
    client = Client()
    client.force_login(cast.coordinator)
    page = client.get(address("proof", proof)).content.decode()
    gaps = page.partition("Before you can send it</h3>")[2].partition("</ul>")[0]
    return {text: url for url, text in re.findall(r'<a href="([^"]+)">([^<]+)</a>', gaps)}


def test_dates_without_attendance_are_named_before_the_figures_are_frozen(cast: Cast) -> None:
    proof = furnished_proof(cast)
    series = proof.award.funded_workshops.get().workshop
    forgotten = WorkshopDateFactory(workshop=series, starts=WorkshopDate.objects.get().starts + timedelta(7))
    assert proofs.unrecorded(proof, by=cast.coordinator) == [forgotten]
    client = Client()
    client.force_login(cast.coordinator)
    request = proof.award.request
    page = client.get(reverse("funding:proof", args=[request.organisation.slug, request.public_id]))
    address = reverse("parentwork:desk_attendance", args=[cast.association.slug, forgotten.pk])
    assert f'href="{address}"' in page.content.decode()


def test_dates_with_attendance_or_outside_the_period_are_not_asked_for(cast: Cast) -> None:
    proof = furnished_proof(cast)
    series = proof.award.funded_workshops.get().workshop
    WorkshopDateFactory(workshop=series, starts=WorkshopDate.objects.get().starts - timedelta(200))
    assert proofs.unrecorded(proof, by=cast.coordinator) == []


def test_a_date_without_attendance_is_told_apart_and_keeps_nothing_from_being_sent(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    proof = furnished_proof(cast)
    assert "nobody has typed in who came" not in page_of(cast, proof)
    series = proof.award.funded_workshops.get().workshop
    WorkshopDateFactory(workshop=series, starts=WorkshopDate.objects.get().starts + timedelta(7))
    page = page_of(cast, proof)
    assert "For 1 of the dates nobody has typed in who came: nobody is counted there." in page
    narrative = page_of(cast, proof, "narrative")
    for face in (page, narrative):
        assert "(1 of them without an entry of who came)" in face
    assert "For 1 date nobody has typed in who came. You can send the proof all the same" in page
    assert "Before you can send it" not in page
    with django_capture_on_commit_callbacks(execute=True):
        sent = proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    report = proofs.latest_report(sent)
    assert report is not None
    assert "2, davon 1 ohne erfasste Teilnahme" in text_of(pdf_of(report))


def test_what_keeps_it_from_being_sent_leads_to_where_it_is_mended(cast: Cast) -> None:
    proof = scenes.proof(cast)
    links = links_before_sending(cast, proof)
    assert links == {
        "The report on what was done and what came of it is missing.": address("narrative", proof)
        + "#id_done",
        "No expense has been entered yet.": address("expense_new", proof),
    }
    bare = Expense.objects.create(
        proof=proof, paid=date(2025, 2, 1), payee="x", reason="x", category="fees", amount=9, eligible=9
    )
    ProofOfUse.objects.filter(pk=proof.pk).update(done="Viel.")
    at_fault = address("expense", proof, bare.public_id)
    assert links_before_sending(cast, proof) == {
        "The report on what was done and what came of it is missing.": address("narrative", proof)
        + "#id_results",
        "Some expenses have no voucher yet.": f"{at_fault}#id_receipt",
        "Some expenses were paid outside the award period, and no reason is given.": at_fault
        + "#id_outside_reason",
    }


def test_hours_that_a_helper_confirmed_alone_are_told_apart_on_the_page_and_in_the_report(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    proof = furnished_proof(cast)
    assert "the helpers confirmed themselves" not in page_of(cast, proof)
    series, day = proof.award.funded_workshops.get().workshop, date(2026, 3, 3)
    for hours, alone in (("2.50", False), ("1.50", True)):
        VolunteerHours.objects.create(
            workshop=series, helper=HelperFactory(organisation=cast.association), day=day, hours=hours,
            confirmed=timezone.now(), self_confirmed=alone,
        )  # fmt: skip
    assert "confirmed themselves, because nobody else could: 1.5." in page_of(cast, proof)
    with django_capture_on_commit_callbacks(execute=True):
        report = proofs.report(proof, by=cast.coordinator)
    assert "4, davon 1,5 von den Helfenden selbst bestätigt" in text_of(pdf_of(report))


def test_each_task_says_how_far_it_is(cast: Cast) -> None:
    page = page_of(cast, scenes.proof(cast))
    assert "beside the goal of your request not complete" in page
    assert "none linked yet" in page
    assert "none entered yet" in page
    done = page_of(cast, furnished_proof(cast))
    assert "not complete" not in done
    assert done.count(" complete ") == 3


def test_both_tables_end_with_all_their_sums(cast: Cast) -> None:
    page = page_of(cast, furnished_proof(cast))
    assert "Sum €2,500.00 €180.00 −€2,320.00" in page
    assert page.count("Sum €2,500.00 €180.00 −€2,320.00") == 2


def test_who_sends_before_the_period_ends_is_told_that_nothing_can_follow(cast: Cast) -> None:
    proof = furnished_proof(cast)
    with time_machine.travel(datetime(2026, 12, 31, 12, tzinfo=UTC), tick=False):
        assert "The award period runs until 31 December 2026." in page_of(cast, proof)
    with time_machine.travel(datetime(2027, 1, 1, 12, tzinfo=UTC), tick=False):
        assert "The award period runs until" not in page_of(cast, proof)


def test_before_it_is_sent_one_reads_what_is_sent_and_what_it_binds(cast: Cast) -> None:
    proof = furnished_proof(cast)
    client = Client()
    client.force_login(cast.coordinator)
    assert f'href="{address("proof_submit", proof)}"' in client.get(address("proof", proof)).text
    page = client.get(address("proof_submit", proof)).text
    said = " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())
    assert "The list of vouchers with 1 line" in said
    assert "Paid costs for the project €180.00 Expected entitlement €144.00 Paid out before €0.00" in said
    assert "What you can no longer change afterwards" in said
    assert ProofOfUse.objects.get().is_open, "looking sends nothing"
    undeclared = client.post(address("proof_submit", proof), {"version": proof.version})
    assert undeclared.status_code == 422
    assert undeclared.context["form"].has_error("declared", "required")
    assert ProofOfUse.objects.get().is_open, "nobody has declared anything"
    sent = client.post(address("proof_submit", proof), {"version": proof.version, "declared": "on"})
    assert (sent.status_code, sent["Location"]) == (302, address("proof", proof))
    again = client.get(address("proof_submit", proof))
    assert (again.status_code, again["Location"]) == (302, address("proof", proof))
    twice = client.post(address("proof_submit", proof), {"version": proof.version, "declared": "on"})
    assert twice.status_code == 302
    (line,) = Transition.objects.filter(request=proof.award.request, verb=Verb.SEND_PROOF)
    assert (line.actor, line.party) == (cast.coordinator, Party.APPLICANT)


def test_who_sends_too_early_is_told_so_before_the_button(cast: Cast) -> None:
    proof = scenes.proof(cast)
    client = Client()
    client.force_login(cast.coordinator)
    with time_machine.travel(datetime(2026, 12, 31, 12, tzinfo=UTC), tick=False):
        client.force_login(cast.coordinator)
        page = client.get(address("proof_submit", proof)).text
    assert "The award period runs until 31 December 2026." in page
    assert "No expense has been entered yet." in page
    assert 'aria-disabled="true"' in page


def test_a_sent_proof_says_that_the_office_checks_it(cast: Cast) -> None:
    proof = furnished_proof(cast)
    proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    assert "It is the Office's turn" in page_of(cast, ProofOfUse.objects.get()).replace("&#x27;", "'")


def test_series_are_told_apart_by_their_dates_and_those_of_the_period_stand_first(cast: Cast) -> None:
    proof = furnished_proof(cast)
    linked = proof.award.funded_workshops.get().workshop
    other = WorkshopFactory(organisation=cast.association, title_en="Never within")
    WorkshopDateFactory(workshop=other, starts=WorkshopDate.objects.get().starts - timedelta(200))
    client = Client()
    client.force_login(cast.coordinator)
    request = proof.award.request
    answer = client.get(
        reverse("funding:proof_workshops", args=[request.organisation.slug, request.public_id])
    )
    page = " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode().partition("<main")[2]).split())
    assert page.index("1 date in the award period, from 03/03/2026") < page.index("Never within")
    assert "no date in the award period" in page
    assert f"Unlink : {linked.title_en or linked.title_de}" in page


def test_linking_a_series_is_confirmed_and_names_are_said_to_go(cast: Cast, settings: Any) -> None:
    settings.BOOKINGS_KEPT_DAYS = 4
    proof = scenes.proof(cast)
    series = WorkshopFactory(organisation=cast.association, title_en="Evenings on school")
    WorkshopDateFactory(workshop=series, starts=datetime(2026, 3, 17, 17, tzinfo=UTC))
    client = Client()
    client.force_login(cast.coordinator)
    for typed, said in (({}, "now counts"), ({"unlink": "1"}, "no longer counts")):
        sent = {"workshop": series.pk, **typed}
        page = client.post(address("proof_workshops", proof), sent, follow=True).text
        assert f"“Evenings on school” {said} for this proof." in page
        assert "4 days after the last meeting" in page


def test_before_sending_volunteer_work_does_not_count_as_paid(cast: Cast) -> None:
    proof = furnished_proof(cast)
    award = proof.award
    award.plan["costs"]["in_kind"], award.volunteer_rate = "300.00", scenes.D(15)
    award.save()
    series = award.funded_workshops.get().workshop
    helper = HelperFactory(organisation=cast.association)
    VolunteerHours.objects.create(
        helper=helper, workshop=series, day=date(2026, 3, 3), hours=2, confirmed=timezone.now()
    )
    client = Client()
    client.force_login(cast.coordinator)
    page = client.get(address("proof_submit", proof)).content.decode().replace("\xa0", " ")
    assert "<dt>Paid costs for the project</dt><dd>€180.00</dd>" in page
    assert "<dt>Volunteer work (as a cost)</dt><dd>€30.00</dd>" in page
