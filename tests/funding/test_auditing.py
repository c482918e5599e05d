"""An auditor reads one award for a time, and nothing else; the organisation sees who."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from funding import rules
from funding.choices import CheckKind, CheckResult, Effect, Notice, Verdict
from funding.duties import of as duties
from funding.models import AuditAccess, AuditLook, Award, Decision, FundingRequest, Receipt, Transition
from funding.services import (
    auditing,
    checking,
    decisions,
    drawdowns,
    hearings,
    proofs,
    records,
    results,
    review,
)
from funding.services.auditing import Auditor
from funding.services.cuts import Found
from funding.services.results import Result
from portal.accounts.models import Invitation
from portal.lib.dates import day_of, today
from portal.outbox.models import Message
from portal.privacy import copy_of
from tests.cast import Cast
from tests.factories.organisations import MembershipFactory
from tests.funding import scenes
from tests.funding.scenes import D
from tests.funding.test_amendments import words
from tests.funding.test_consents import recorded
from tests.funding.test_drawdowns import final
from tests.funding.test_interims import sent
from tests.funding.test_later_income import decided, told
from tests.funding.test_reports import furnished_proof
from tests.matrix import furnish, rows_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def somebody(cast: Cast, **more: Any) -> Auditor:
    values = {
        "name": "Ada Prüf", "body": "Rechnungshof", "email": cast.auditor.email,
        "start": today(), "until": today() + timedelta(30),
    }  # fmt: skip
    return Auditor(**values | more)


def opened(cast: Cast, **more: Any) -> AuditAccess:
    """The award of a proof that was sent, read by the auditor of the cast."""
    proof = furnished_proof(cast)
    recorded(proof, cast, category="material")
    proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    access = auditing.open_audit(Award.objects.get(), somebody(cast, **more), by=cast.caseworker)
    AuditAccess.objects.update(user=cast.auditor)
    return access


def of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(access: AuditAccess) -> str:
    return reverse("funding:audit", args=[access.pk])


def of_case(access: AuditAccess, name: str = "case_audits", *more: Any) -> str:
    request = access.award.request
    return reverse(f"funding:{name}", args=[request.office.slug, request.public_id, *more])


def test_the_office_invites_and_the_organisation_is_told(cast: Cast) -> None:
    request = scenes.announced(cast)
    address = reverse("funding:case_audits", args=[cast.office.slug, request.public_id])
    form = {
        "name": "Ada Prüf", "body": "Rechnungshof", "email": "ada@hof.example",
        "start": today().isoformat(), "until": (today() + timedelta(14)).isoformat(),
    }  # fmt: skip
    officer = of(cast.caseworker)
    for _click in range(2):
        assert officer.post(address, form).status_code == 302
    access = AuditAccess.objects.get()
    assert Invitation.objects.get().email == "ada@hof.example"
    assert set(Message.objects.filter(kind="funding.audit_opened").values_list("address", flat=True)) == {
        cast.coordinator.email
    }
    page = of(cast.coordinator).get(request.get_absolute_url()).text
    assert "Who audits this award" in page
    assert "Ada Prüf" in page
    assert Transition.objects.filter(verb="open_audit").count() == 1
    assert "Ada Prüf" in officer.get(address).text
    assert access.user is None


def test_nobody_is_let_in_while_the_decision_waits_to_be_retrieved(cast: Cast) -> None:
    request = scenes.announced(cast)
    Decision.objects.update(way=Notice.RETRIEVAL, known=None)
    address = reverse("funding:case_audits", args=[cast.office.slug, request.public_id])
    form = {
        "name": "Ada Prüf", "body": "Rechnungshof", "email": "ada@hof.example",
        "start": today().isoformat(), "until": (today() + timedelta(14)).isoformat(),
    }  # fmt: skip
    officer = of(cast.caseworker)
    for answer, status in ((officer.get(address), 200), (officer.post(address, form), 422)):
        assert answer.status_code == status
        assert "once it is made known" in answer.text
        assert "Invite the auditor" not in answer.text
    assert not Message.objects.filter(kind="funding.audit_opened").exists()
    assert not AuditAccess.objects.exists()
    Decision.objects.update(known=today())
    assert "Invite the auditor" in officer.get(address).text
    assert officer.post(address, form).status_code == 302


def test_it_does_not_begin_in_the_past_and_the_link_ends_with_the_reading(cast: Cast) -> None:
    request = scenes.announced(cast)
    early = somebody(cast, start=today() - timedelta(1))
    with pytest.raises(ValidationError) as refused:
        auditing.open_audit(Award.objects.get(), early, by=cast.caseworker)
    assert set(refused.value.message_dict) == {"start"}
    last = today() + timedelta(3)
    access = auditing.open_audit(Award.objects.get(), somebody(cast, until=last), by=cast.caseworker)
    assert day_of(Invitation.objects.get().expires) == last
    auditing.end_audit(access, by=cast.caseworker)
    address = reverse("funding:case_audits", args=[cast.office.slug, request.public_id])
    assert f"ended on {date_format(today(), 'SHORT_DATE_FORMAT')}" in of(cast.caseworker).get(address).text


def test_who_accepts_the_invitation_reads_the_award(cast: Cast) -> None:
    scenes.announced(cast)
    access = auditing.open_audit(Award.objects.get(), somebody(cast), by=cast.caseworker)
    assert of(cast.auditor).get(page_of(access)).status_code == 404
    auditing.AuditGrant().give(Invitation.objects.get(), cast.auditor)
    page = of(cast.auditor).get(page_of(access))
    assert page.status_code == 200
    assert "Elternlotsen Nordstadt" in page.text
    assert [duty.title for duty in duties(cast.auditor)] == ["Read the award for “Elternlotsen Nordstadt”"]


def test_every_look_is_logged_and_the_organisation_sees_the_last_one(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        access = opened(cast, opens_vouchers=True)
    auditor = of(cast.auditor)
    auditor.get(page_of(access))
    auditor.get(reverse("funding:audit_report", args=[access.pk]))
    assert list(AuditLook.objects.values_list("what", flat=True)) == ["award", "report"]
    request = access.award.request
    assert "last looked on" in of(cast.coordinator).get(request.get_absolute_url()).text
    assert "read 2 times" in of(cast.caseworker).get(of_case(access)).text
    with pytest.raises(Exception, match="Cannot"), transaction.atomic():
        AuditLook.objects.update(what="award")


def test_it_shows_the_proof_and_no_family(cast: Cast) -> None:
    page = of(cast.auditor).get(page_of(opened(cast))).text
    assert "180.00" in page
    assert "Geheimname" not in page
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]


def test_it_reads_the_cuts_of_the_costs_and_why_nobody_was_heard(cast: Cast) -> None:
    request = scenes.received(cast)
    for kind in review.wanted(request):
        result, cut = CheckResult.GOOD, dict[int, Found]()
        if kind == CheckKind.CALCULATIVE:
            result, cut = CheckResult.PARTLY, {0: Found(D(1500), "Zu viele Abende.")}
        request = review.check(request, kind, result, found=cut, by=cast.caseworker, version=request.version)
    less = {"fees": D(1500), "material": D(500)}
    offered = scenes.proposal("1500.00", costs=less, reasons="Weniger.", unheard="Es eilt.")
    request = scenes.offer(request, cast, offered)
    request = decisions.countersign(request, by=cast.countersigner, version=request.version)
    decisions.announce(request, by=cast.caseworker, version=request.version)
    access = auditing.open_audit(Award.objects.get(), somebody(cast), by=cast.caseworker)
    AuditAccess.objects.update(user=cast.auditor)
    page = words(of(cast.auditor).get(page_of(access)).text)
    assert "€1,500.00 instead of €2,000.00. Zu viele Abende." in page
    assert "Not heard before the decision, because: Es eilt." in page


def test_it_reads_the_letters_and_the_plan_that_holds(cast: Cast) -> None:
    access = opened(cast)
    auditor = of(cast.auditor)
    page = words(auditor.get(page_of(access)).text)
    for text in ("The plan that holds now", "Zuwendungsbescheid", "auf Ihren Antrag bewillige ich Ihnen"):
        assert text in page, text
    assert "Ergebnis der Prüfung Ihres Verwendungsnachweises" not in page
    check = checking.begin(access.award.proof, by=cast.caseworker)
    results.propose(check, Result("Gut."), by=cast.caseworker, version=check.version)
    page = words(auditor.get(page_of(access)).text)
    assert "Ergebnis der Prüfung Ihres Verwendungsnachweises" in page
    assert "Geheimname" not in page


@pytest.mark.parametrize("vouchers", [False, True])
def test_who_gave_other_money_is_read_by_whoever_opens_the_vouchers_alone(cast: Cast, vouchers: bool) -> None:
    award = final(cast)
    decided(cast, told(cast, award, payer="Geheime Spenderin"))
    access = auditing.open_audit(award, somebody(cast, opens_vouchers=vouchers), by=cast.caseworker)
    AuditAccess.objects.update(user=cast.auditor)
    page = words(of(cast.auditor).get(page_of(access)).text)
    assert ("Geheime Spenderin" in page, "einem Dritten" in page) == (vouchers, not vouchers)


def test_it_reads_hearings_sample_and_what_was_not_accepted(cast: Cast) -> None:
    access = opened(cast)
    proof = access.award.proof
    drawdowns.record_payment(access.award, D(100), today(), by=cast.caseworker, known=0)
    check = checking.begin(proof, by=cast.caseworker)
    check = checking.draw(check, 100, by=cast.caseworker, version=check.version)
    checking.judge(check, 1, Verdict.REJECTED, None, "Nicht für das Projekt.", by=cast.caseworker)
    auditor = of(cast.auditor)
    page = words(auditor.get(page_of(access)).text)
    assert "is not closed yet" in page
    assert f"Seed: {check.seed}" in page
    assert "Drawn lines: 1" in page
    assert "Nicht für das Projekt." not in page, "the Office can still think otherwise"
    request, last = FundingRequest.objects.get(), today() + timedelta(30)
    hearings.hear(request, D(100), "Der Beleg fehlt.", last, by=cast.caseworker, version=request.version)
    request.refresh_from_db()
    hearing = request.clarifications.get()
    hearings.reply(hearing, "Er kommt noch.", by=cast.coordinator, version=request.version)
    check.refresh_from_db()
    said = Result("Bitte zahlen.", last, effect=Effect.FIXES)
    check = results.propose(check, said, by=cast.caseworker, version=check.version)
    results.countersign(check, by=cast.countersigner, version=check.version)
    page = words(auditor.get(page_of(access)).text)
    for text in (
        "To be asked back: €100.00.", "Der Beleg fehlt.", "Er kommt noch.", "Not accepted, or in part",
        "Nicht für das Projekt.", "To be paid back €100.00",
    ):  # fmt: skip
        assert text in page, text


def test_it_reads_the_interim_proofs_that_were_sent(cast: Cast) -> None:
    interim = sent(cast)
    award = interim.award
    later = award.interims.create(
        number=2, start=timezone.now().date(), end=today() + timedelta(9), due=today() + timedelta(99)
    )
    access = auditing.open_audit(award, somebody(cast), by=cast.caseworker)
    AuditAccess.objects.update(user=cast.auditor)
    auditor = of(cast.auditor)
    page = reverse("funding:audit_interim", args=[access.pk, interim.number])
    assert page in auditor.get(page_of(access)).text
    shown = auditor.get(page).text
    assert "Zehn Abende." in shown
    assert "Druckerei" not in shown, "names only where the vouchers are opened"
    assert "Geheimname" not in shown
    pdf = reverse("funding:audit_interim_report", args=[access.pk, interim.number])
    assert pdf not in shown
    assert auditor.get(pdf).status_code == 404
    AuditAccess.objects.update(opens_vouchers=True)
    assert "Druckerei" in auditor.get(page).text
    assert auditor.get(reverse("funding:audit_interim", args=[access.pk, later.number])).status_code == 404
    looks = list(AuditLook.objects.values_list("what", "number"))
    assert looks == [("award", None), ("interim", 1), ("interim", 1)]
    assert "an interim proof 1" in of(cast.caseworker).get(of_case(access)).text


def test_it_has_each_of_them_as_pdf_too_and_that_is_logged(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        interim = sent(cast)
    access = auditing.open_audit(interim.award, somebody(cast, opens_vouchers=True), by=cast.caseworker)
    AuditAccess.objects.update(user=cast.auditor)
    auditor = of(cast.auditor)
    address = reverse("funding:audit_interim_report", args=[access.pk, interim.number])
    assert address in auditor.get(reverse("funding:audit_interim", args=[access.pk, interim.number])).text
    answer = auditor.get(address)
    assert answer["Content-Type"] == "application/pdf"
    assert list(AuditLook.objects.values_list("what", "number")) == [("interim", 1), ("interim", 1)]
    assert auditor.get(reverse("funding:audit_interim_report", args=[access.pk, 2])).status_code == 404


def test_vouchers_stay_closed_unless_the_office_opens_them(cast: Cast) -> None:
    access = opened(cast)
    receipt = Receipt.objects.get(expense__isnull=False)
    voucher = reverse("funding:audit_voucher", args=[access.pk, receipt.public_id])
    page = of(cast.auditor).get(page_of(access)).text
    assert "List of vouchers" in page
    assert "Druckerei" not in page, "nor who was paid: that can be a person"
    assert voucher not in page
    assert "Names of payees and donors, the report as PDF and the vouchers themselves stay closed" in page
    report = reverse("funding:audit_report", args=[access.pk])
    assert report not in page
    for address in (voucher, report):
        assert of(cast.auditor).get(address).status_code == 404
    assert (
        "opens the vouchers, too"
        not in of(cast.coordinator).get(access.award.request.get_absolute_url()).text
    )


def test_where_they_are_opened_each_one_is_logged_and_the_organisation_knows(cast: Cast) -> None:
    access = opened(cast, opens_vouchers=True)
    receipt = Receipt.objects.get(expense__isnull=False)
    voucher = reverse("funding:audit_voucher", args=[access.pk, receipt.public_id])
    assert voucher in of(cast.auditor).get(page_of(access)).text
    answer = of(cast.auditor).get(voucher)
    assert (answer.status_code, answer["Content-Disposition"]) == (200, 'attachment; filename="Beleg.pdf"')
    assert list(AuditLook.objects.values_list("what", "number")) == [("award", None), ("voucher", 1)]
    assert "opens the vouchers, too" in of(cast.coordinator).get(access.award.request.get_absolute_url()).text
    consent = Receipt.objects.get(expense__isnull=True)
    assert (
        of(cast.auditor)
        .get(reverse("funding:audit_voucher", args=[access.pk, consent.public_id]))
        .status_code
        == 404
    ), "no paper beside the list"
    auditing.end_audit(access, by=cast.caseworker)
    assert of(cast.auditor).get(voucher).status_code == 404


def test_it_leads_nowhere_that_is_closed_to_the_auditor(cast: Cast) -> None:
    access = opened(cast)
    auditor, main = of(cast.auditor), of(cast.auditor).get(page_of(access)).text.partition("<main")[2]
    assert "M-12/3" in main, "the consent of the Office, in words"
    for address in re.findall(r'href="([^"#]*)', main.partition("</main>")[0]):
        assert auditor.get(address).status_code == 200, address


def test_it_holds_from_its_first_day_to_its_last_and_ends_by_itself(cast: Cast) -> None:
    access = opened(cast, start=today() + timedelta(5), until=today() + timedelta(9))
    for days, status in ((0, 404), (5, 200), (9, 200), (10, 404)):
        with time_machine.travel(timezone.now() + timedelta(days), tick=False):
            assert of(cast.auditor).get(page_of(access)).status_code == status, days
            assert rules.is_auditor(cast.auditor) == (days <= 9)


def test_the_office_ends_it_at_once(cast: Cast) -> None:
    access = opened(cast)
    for _click in range(2):
        of(cast.caseworker).post(of_case(access, "audit_end", access.pk))
    assert of(cast.auditor).get(page_of(access)).status_code == 404
    assert Transition.objects.filter(verb="end_audit").count() == 1
    assert "ended on" in of(cast.coordinator).get(access.award.request.get_absolute_url()).text


def test_an_auditor_needs_a_second_factor(cast: Cast, settings: Any) -> None:
    access = opened(cast)
    cast.auditor.authenticator_set.all().delete()
    answer = of(cast.auditor).get(page_of(access))
    assert (answer.status_code, "2fa" in answer.url or "mfa" in answer.url) == (302, True), answer.url


def test_only_a_caseworker_opens_it(cast: Cast) -> None:
    scenes.announced(cast)
    for user in (cast.countersigner, cast.coordinator, cast.foreign_caseworker):
        with pytest.raises(PermissionDenied):
            auditing.open_audit(Award.objects.get(), somebody(cast), by=user)


@pytest.mark.parametrize(("start", "until"), [(0, -1), (5, 4), (0, 400)])
def test_a_time_that_is_none_is_refused(cast: Cast, start: int, until: int) -> None:
    scenes.announced(cast)
    times = {"start": today() + timedelta(start), "until": today() + timedelta(until)}
    with pytest.raises(ValidationError):
        auditing.open_audit(Award.objects.get(), somebody(cast, **times), by=cast.caseworker)
    assert not AuditAccess.objects.exists()


def test_a_last_day_before_the_first_one_is_said_at_its_field(cast: Cast) -> None:
    request = scenes.announced(cast)
    address = reverse("funding:case_audits", args=[cast.office.slug, request.public_id])
    form = {
        "name": "Ada Prüf", "body": "Rechnungshof", "email": "ada@hof.example",
        "start": (today() + timedelta(9)).isoformat(), "until": (today() + timedelta(8)).isoformat(),
    }  # fmt: skip
    answer = of(cast.caseworker).post(address, form)
    assert answer.status_code == 422
    assert 'href="#id_until"' in answer.text
    assert "audit_in_order" not in answer.text, "no word of the database"


def test_nobody_audits_an_organisation_of_his_or_her_own(cast: Cast) -> None:
    access = opened(cast)
    with pytest.raises(ValidationError, match="belongs to the organisation"):
        auditing.open_audit(access.award, somebody(cast, email=cast.coordinator.email), by=cast.caseworker)
    MembershipFactory(organisation=cast.association, user=cast.auditor)
    assert of(cast.auditor).get(page_of(access)).status_code == 404


@pytest.mark.parametrize("officer", ["caseworker", "countersigner"])
def test_nobody_of_the_office_opens_all_vouchers_as_an_auditor(cast: Cast, officer: str) -> None:
    access, person = opened(cast, opens_vouchers=True), getattr(cast, officer)
    with pytest.raises(ValidationError, match="An auditor comes from outside"):
        auditing.open_audit(access.award, somebody(cast, email=person.email), by=cast.caseworker)
    with pytest.raises(ValidationError, match="You work on requests in the Office"):
        auditing.AuditGrant().give(Invitation.objects.get(), person)
    AuditAccess.objects.update(user=person)
    receipt = Receipt.objects.get(expense__isnull=False)
    for address in (page_of(access), reverse("funding:audit_voucher", args=[access.pk, receipt.public_id])):
        assert of(person).get(address).status_code == 404


def test_an_auditor_finds_no_other_address_of_the_desk(cast: Cast) -> None:
    furnish(cast, ["funding"])
    auditor, rows = of(cast.auditor), rows_of("funding")
    own = {name for name, row in rows.items() if "auditor" in row.sees}
    assert {"funding:audit", "funding:audit_report", "funding:audit_interim", "funding:audit_voucher"} <= own
    for name, row in rows.items():
        if name not in own:
            address = row.address(name, row.kwargs(cast))
            answer = auditor.post(address) if row.post else auditor.get(address)
            assert answer.status_code == 404, name


def test_what_is_kept_of_the_auditor_stands_in_her_own_copy(cast: Cast) -> None:
    opened(cast)
    (row,) = [
        row for part in copy_of(cast.auditor)["kept"] for row in part["rows"].get("funding.AuditAccess", [])
    ]
    assert (row["name"], row["body"], row["email"]) == ("Ada Prüf", "Rechnungshof", cast.auditor.email)
    assert cast.caseworker.name not in str(row)


def test_it_goes_with_its_case(cast: Cast) -> None:
    access = opened(cast)
    auditing.look(access, auditing.Looked.AWARD)
    records._forget(access.award.request_id, again=True)
    assert not AuditAccess.objects.exists()
