"""Interim proofs: planned with the award, filled from calendar and expenses, noted by the Office."""

import html
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from funding.choices import Notice
from funding.duties import of as duties
from funding.finance import interim_periods
from funding.models import (
    Award,
    Decision,
    Drawdown,
    InterimProof,
    NarrativeDraft,
    ProofOfUse,
    Transition,
)
from funding.reports.interims import interim_figures
from funding.services import (
    amendments,
    consents,
    decisions,
    expenses,
    extensions,
    interims,
    proofs,
    records,
    reminders,
)
from funding.services.wishes import Wish
from portal.documents.models import Document
from portal.lib.dates import today
from portal.outbox.kinds import kind_of
from portal.outbox.models import Message
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.test_paper_requests import recorded
from tests.funding.test_reports import furnished_proof, pdf_of, text_of

TEXTS = {"done": "Zehn Abende.", "results": "Eltern reden mit.", "deviations": ""}


class TestPeriods:
    def test_each_year_that_ends_before_the_grant_has_one(self) -> None:
        found = interim_periods(date(2025, 3, 1), date(2027, 6, 30), 4)
        assert [(it.start, it.end, it.due) for it in found] == [
            (date(2025, 3, 1), date(2025, 12, 31), date(2026, 4, 30)),
            (date(2026, 1, 1), date(2026, 12, 31), date(2027, 4, 30)),
        ]

    @pytest.mark.parametrize("months", [None, 0])
    def test_without_months_there_is_none(self, months: int | None) -> None:
        assert interim_periods(date(2025, 3, 1), date(2027, 6, 30), months) == []

    def test_a_grant_within_one_year_has_none(self) -> None:
        assert interim_periods(date(2026, 1, 1), date(2026, 12, 31), 4) == []


def wanting(cast: Cast) -> InterimProof:
    """The award of a furnished proof runs on into 2027, and wants an interim proof of 2026."""
    proof = furnished_proof(cast)
    Award.objects.filter(pk=proof.award_id).update(end=date(2027, 6, 30), interim_months=4)
    interims.plan_interims(Award.objects.get())
    return InterimProof.objects.get()


def at(name: str, interim: InterimProof) -> str:
    request = interim.award.request
    return reverse(f"funding:{name}", args=[request.organisation.slug, request.public_id, interim.number])


def at_office(name: str, interim: InterimProof) -> str:
    request = interim.award.request
    return reverse(f"funding:{name}", args=[request.office.slug, request.public_id, interim.number])


def of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sent(cast: Cast) -> InterimProof:
    interim = wanting(cast)
    with time_machine.travel(date(2027, 2, 1), tick=False):
        return interims.send_interim(interim, TEXTS, by=cast.coordinator, version=interim.version)


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
class TestPlanning:
    def test_the_programme_suggests_and_the_officer_decides(self, cast: Cast) -> None:
        programme = scenes.programme_of(cast)
        programme.interim_months = 4
        programme.save()
        request = scenes.announced(cast, scenes.proposal(start=date(2026, 7, 1), end=date(2027, 6, 30)))
        assert request.award.interim_months == 4
        interim = InterimProof.objects.get()
        assert (interim.start, interim.end, interim.due) == (
            date(2026, 7, 1), date(2026, 12, 31), date(2027, 4, 30),
        )  # fmt: skip
        assert request.award.decision.frozen["interims"] == [
            {"start": "2026-07-01", "end": "2026-12-31", "due": "2027-04-30"}
        ]

    def test_none_is_wanted_where_the_officer_says_so(self, cast: Cast) -> None:
        programme = scenes.programme_of(cast)
        programme.interim_months = 4
        programme.save()
        scenes.announced(cast, scenes.proposal(end=date(2027, 6, 30), interim_months=0, note="Kurz."))
        assert not InterimProof.objects.exists()

    def test_none_is_due_after_the_proof_of_use(self, cast: Cast) -> None:
        row = scenes.checked(cast)
        late = scenes.proposal(end=date(2027, 2, 28), proof_due=date(2027, 4, 30), interim_months=5)
        late = replace(late, note="Der Haushalt will es früher.")
        with pytest.raises(ValidationError) as refused:
            scenes.offer(row, cast, late)
        said = "An interim proof would be due on 31 May 2027, after the proof of use. Fewer months, or 0."
        assert refused.value.message_dict == {"interim_months": [said]}
        assert scenes.offer(row, cast, replace(late, interim_months=4)).state == "proposed"

    def test_the_letter_names_the_days(self, cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            scenes.announced(cast, scenes.proposal(end=date(2027, 6, 30), interim_months=4))
        text = text_of(pdf_of(Document.objects.get(kind="funding.decision_letter")))
        assert "für die Zeit vom 01.01.2026 bis 31.12.2026 bis zum 30.04.2027" in text

    def test_a_longer_period_brings_the_next_one(self, cast: Cast) -> None:
        interim = wanting(cast)
        wish = Wish(reason="Krank.", end=date(2028, 3, 31))
        row = amendments.ask(interim.award, wish, by=cast.coordinator)
        row = amendments.propose(row, True, "", None, by=cast.caseworker, version=row.version)
        amendments.countersign(row, by=cast.countersigner, version=row.version)
        assert list(InterimProof.objects.values_list("number", "end")) == [
            (1, date(2026, 12, 31)), (2, date(2027, 12, 31)),
        ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
class TestWriting:
    def test_its_figures_are_those_of_its_time(self, cast: Cast) -> None:
        interim = wanting(cast)
        proof = ProofOfUse.objects.get()
        later = {
            "paid": date(2027, 1, 5), "payee": "Druckerei", "reason": "Flyer", "category": "material",
            "amount": Decimal(50), "eligible": Decimal(50), "voucher_number": "8", "invoiced": None,
        }  # fmt: skip
        with time_machine.travel(date(2027, 2, 1), tick=False):
            expenses.add_expense(proof, later, by=cast.coordinator)
        for number, day in enumerate((date(2026, 5, 1), date(2027, 2, 1)), start=1):
            Drawdown.objects.create(award=interim.award, number=number, state="paid", amount=100, paid_on=day)
        figures = interim_figures(interim)
        assert [row["payee"] for row in figures["expenses"]] == ["Druckerei"]
        assert figures["sums"]["actual"] == "180.00"
        assert {row["source"]: row["actual"] for row in figures["sources"]}["grant"] == "100.00"
        assert figures["evidence"]["dates_held"] == 1

    def test_saving_keeps_and_sending_freezes(self, cast: Cast) -> None:
        interim, desk = wanting(cast), of(cast.coordinator)
        page = desk.get(at("interim", interim)).text
        assert page.count('class="optional"') == 1  # only what may stay empty when it is sent
        assert "Zwischen" not in page
        said = {"done": "Viel.", "version": interim.version, "save": "1"}
        assert desk.post(at("interim", interim), said).status_code == 302
        interim.refresh_from_db()
        assert (interim.done, interim.is_open) == ("Viel.", True)
        with time_machine.travel(date(2027, 2, 1), tick=False):
            desk = of(cast.coordinator)
            bare = desk.post(at("interim", interim), {"done": "x", "version": interim.version, "send": "1"})
            assert bare.status_code == 422
            full = TEXTS | {"version": interim.version, "send": "1"}
            assert desk.post(at("interim", interim), full).status_code == 302
            assert (
                "It is the Office's turn: it reads the interim proof."
                in desk.get(at("interim", interim)).text
            )
        interim.refresh_from_db()
        assert interim.sent_figures["narrative"]["results"] == "Eltern reden mit."
        expenses.delete_expense(ProofOfUse.objects.get().expenses.get(), by=cast.coordinator)
        assert interim_figures(interim)["sums"]["actual"] == "180.00"

    def test_the_page_of_the_request_says_that_it_is_to_be_sent(self, cast: Cast) -> None:
        interim = wanting(cast)
        address = interim.award.request.get_absolute_url()
        said = "It is your turn: send the interim proof until"
        assert said not in of(cast.coordinator).get(address).text, "its time is not over"
        with time_machine.travel(date(2027, 2, 1), tick=False):
            assert f"{said} 30 April 2027." in of(cast.coordinator).get(address).text

    def test_once_the_whole_use_is_proven_no_page_asks_for_it(self, cast: Cast) -> None:
        interim = wanting(cast)
        proof = ProofOfUse.objects.get()
        proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
        with time_machine.travel(date(2027, 2, 1), tick=False):
            desk = of(cast.coordinator)
            page = desk.get(at("interim", interim)).text
            assert "Nothing is open: the proof of use has been sent and says all of it." in page
            assert "<textarea" not in page, "what could not be saved"
            assert at("interim", interim) not in desk.get(interim.award.request.get_absolute_url()).text

    def test_it_is_not_sent_before_its_time_is_over(self, cast: Cast) -> None:
        interim = wanting(cast)
        with (
            time_machine.travel(date(2026, 12, 31), tick=False),
            pytest.raises(ValidationError, match="after 31 December 2026"),
        ):
            interims.send_interim(interim, TEXTS, by=cast.coordinator, version=interim.version)

    def test_without_its_words_nobody_sends_it(self, cast: Cast) -> None:
        interim, bare = wanting(cast), TEXTS | {"results": " "}
        with (
            time_machine.travel(date(2027, 2, 1), tick=False),
            pytest.raises(ValidationError) as refused,
        ):
            interims.send_interim(interim, bare, by=cast.coordinator, version=interim.version)
        assert list(refused.value.message_dict) == ["results"]
        assert InterimProof.objects.get().is_open

    def test_two_clicks_send_it_once(self, cast: Cast) -> None:
        interim = wanting(cast)
        with time_machine.travel(date(2027, 2, 1), tick=False):
            for _click in range(2):
                interims.send_interim(interim, TEXTS, by=cast.coordinator, version=1)
        assert Transition.objects.filter(verb="interim").count() == 1

    def test_the_database_keeps_what_was_sent(self, cast: Cast) -> None:
        sent(cast)
        with pytest.raises(Exception, match="Cannot update rows"), transaction.atomic():
            InterimProof.objects.update(done="anders")
        with pytest.raises(IntegrityError), transaction.atomic():
            InterimProof.objects.update(state="open")

    def test_it_opens_the_proof_in_which_expenses_are_entered(self, cast: Cast) -> None:
        scenes.announced(cast, scenes.proposal(end=date(2027, 6, 30), interim_months=4))
        interim, desk = InterimProof.objects.get(), of(cast.coordinator)
        assert "which is not open yet" in desk.get(at("interim", interim)).text
        desk.post(at("interim", interim))
        assert ProofOfUse.objects.filter(award=interim.award).exists()
        assert "The goal in your request" in desk.get(at("interim", interim)).text

    def test_the_report_is_an_interim_proof_without_an_entitlement(
        self, cast: Cast, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            interim = sent(cast)
        report = pdf_of(interims.interim_report(interim, by=cast.coordinator))
        text = text_of(report)
        assert "Zwischennachweis" in text
        assert "01.01.2026 – 31.12.2026" in text
        assert "180,00 €" in text
        assert "Anspruch 1" not in text
        assert "voraussichtlicher Anspruch" not in text
        assert "belegliste.csv" in report.attachments


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
class TestTheOffice:
    def test_it_takes_note_and_the_organisation_reads_its_words(self, cast: Cast) -> None:
        interim = sent(cast)
        officer = of(cast.caseworker)
        page = officer.get(at_office("case_interim", interim)).text
        assert "It is your turn: read it and take note of it." in page
        assert "Expected entitlement" not in page
        said = {"note": "Danke. Bitte mehr Belege.", "version": interim.version}
        assert officer.post(at_office("case_interim", interim), said).status_code == 302
        assert officer.post(at_office("case_interim", interim), said).status_code == 200
        assert "Danke. Bitte mehr Belege." in of(cast.coordinator).get(at("interim", interim)).text
        assert Message.objects.filter(kind="funding.interim_noted").exists()
        assert Transition.objects.filter(verb="note_interim").count() == 1

    def test_a_consent_stands_there_in_words_and_its_paper_waits_for_the_proof(self, cast: Cast) -> None:
        proof = wanting(cast).award.proof
        consent = consents.record_consent(
            proof,
            {"category": "material", "limit": Decimal(300), "day": date(2026, 3, 1), "words": "M-12/3"},
            scenes.pdf("Zustimmung.pdf"),
            by=cast.coordinator,
        )
        with time_machine.travel(date(2027, 2, 1), tick=False):
            interim = InterimProof.objects.get()
            interim = interims.send_interim(interim, TEXTS, by=cast.coordinator, version=interim.version)
        page = of(cast.caseworker).get(at_office("case_interim", interim)).text
        assert "M-12/3" in page
        assert str(consent.paper.public_id) not in page
        assert str(consent.paper.public_id) in of(cast.coordinator).get(at("interim", interim)).text

    def test_it_sees_nothing_that_was_not_sent(self, cast: Cast) -> None:
        interim = wanting(cast)
        assert of(cast.caseworker).get(at_office("case_interim", interim)).status_code == 404

    def test_the_second_officer_reads_and_does_not_note(self, cast: Cast) -> None:
        interim = sent(cast)
        assert (
            "It is the caseworker's turn."
            in of(cast.countersigner).get(at_office("case_interim", interim)).text
        )
        with pytest.raises(PermissionDenied):
            interims.note_interim(interim, "", by=cast.countersigner, version=interim.version)

    def test_the_case_lists_it(self, cast: Cast) -> None:
        interim = sent(cast)
        request = interim.award.request
        case = of(cast.caseworker).get(reverse("funding:case", args=[cast.office.slug, request.public_id]))
        assert at_office("case_interim", interim) in case.text
        assert "It is your turn: read the interim proof" in case.text
        interims.note_interim(interim, "", by=cast.caseworker, version=interim.version)
        assert "read the interim proof" not in of(cast.caseworker).get(case.request["PATH_INFO"]).text

    def test_the_case_says_that_it_is_owed_by_the_organisation(self, cast: Cast) -> None:
        interim = wanting(cast)
        request = interim.award.request
        decisions.finalise(request, by=cast.caseworker, version=request.version, waived=today())
        address = reverse("funding:case", args=[cast.office.slug, request.public_id])
        said = "It is the organisation's turn: its interim proof is due until 30 April 2027."
        assert said not in html.unescape(of(cast.caseworker).get(address).text), "its time is not over"
        with time_machine.travel(date(2027, 2, 1), tick=False):
            assert said in html.unescape(of(cast.caseworker).get(address).text)
            interims.send_interim(interim, TEXTS, by=cast.coordinator, version=interim.version)
            assert said not in html.unescape(of(cast.caseworker).get(address).text)

    def test_more_time_moves_the_day_of_the_one_that_is_owed(self, cast: Cast) -> None:
        interim = wanting(cast)
        with time_machine.travel(date(2027, 2, 1), tick=False):
            request = interim.award.request
            extensions.extend(
                request, date(2027, 6, 30), "Krank.", by=cast.caseworker, version=request.version
            )
        interim.refresh_from_db()
        assert interim.due == date(2027, 6, 30)


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
class TestTyping:
    def keep(self, client: Client, interim: InterimProof, **typed: Any) -> Any:
        return client.post(at("interim_autosave", interim), {"version": str(interim.version), **typed})

    def test_it_is_kept_by_itself_and_offered_again_until_it_is_saved(self, cast: Cast) -> None:
        interim, client = wanting(cast), of(cast.coordinator)
        answer = self.keep(client, interim, done="Halb getippt", award="9")
        assert answer.json()["text"].startswith("Your entries are kept as a draft")
        assert InterimProof.objects.get().done == ""
        assert NarrativeDraft.objects.get().data == {"done": "Halb getippt"}
        page = client.get(at("interim", interim)).text
        assert "Halb getippt" in page
        assert "Your entries are kept as a draft" in page
        client.post(at("interim", interim), {**TEXTS, "version": interim.version, "save": "1"})
        assert not NarrativeDraft.objects.exists()

    def test_the_report_of_the_whole_proof_is_another_page(self, cast: Cast) -> None:
        interim, client = wanting(cast), of(cast.coordinator)
        whole = [interim.award.request.organisation.slug, interim.award.request.public_id]
        self.keep(client, interim, done="Vom Teil")
        client.post(reverse("funding:narrative_autosave", args=whole), {"version": "1", "done": "Vom Ganzen"})
        assert NarrativeDraft.objects.count() == 2
        for address, own, other in (
            (at("interim", interim), "Vom Teil", "Vom Ganzen"),
            (reverse("funding:narrative", args=whole), "Vom Ganzen", "Vom Teil"),
        ):
            page = client.get(address).text
            assert (own in page, other in page) == (True, False)
        client.post(reverse("funding:narrative_discard", args=whole))
        assert NarrativeDraft.objects.get().data == {"done": "Vom Teil"}

    def test_it_can_be_thrown_away(self, cast: Cast) -> None:
        interim, client = wanting(cast), of(cast.coordinator)
        self.keep(client, interim, done="Falsch")
        assert client.post(at("interim_discard", interim)).status_code == 302
        assert "Falsch" not in client.get(at("interim", interim)).text

    def test_a_stale_form_shows_both_and_stays_a_draft(self, cast: Cast) -> None:
        interim, client = wanting(cast), of(cast.coordinator)
        interims.save_interim(interim, TEXTS, by=cast.coordinator, version=interim.version)
        assert "Somebody else has saved this page" in self.keep(client, interim, done="Meins").json()["text"]
        sent = {**TEXTS, "done": "Meins", "version": interim.version, "save": "1"}
        page = client.post(at("interim", interim), sent)
        assert page.status_code == 422
        assert page.context["stale"] == [{"label": "What was done", "stored": "Zehn Abende."}]
        assert NarrativeDraft.objects.get().data["done"] == "Meins"

    def test_bad_keeping_is_refused_in_words(self, cast: Cast) -> None:
        interim, client = wanting(cast), of(cast.coordinator)
        assert self.keep(client, interim, done="x" * 60_001).status_code == 422
        assert client.post(at("interim_autosave", interim), {"version": "no"}).status_code == 404
        script = {"x-requested-with": "autosave"}
        signed_out = Client().post(at("interim_autosave", interim), {"version": "1"}, headers=script)
        assert signed_out.status_code == 401
        assert of(cast.reader).post(at("interim_autosave", interim), {"version": "1"}).status_code == 404
        assert not NarrativeDraft.objects.exists()

    def test_who_still_types_when_somebody_else_sends_it_is_told_and_keeps_the_words(
        self, cast: Cast
    ) -> None:
        interim, client = sent(cast), of(cast.coordinator)
        late = {**TEXTS, "done": "Noch ein Satz.", "version": interim.version, "save": "1"}
        answer = client.post(at("interim", interim), late)
        assert answer.status_code == 422
        assert "The interim proof has been sent and can no longer be changed." in answer.text
        assert "Noch ein Satz." in answer.text
        assert InterimProof.objects.get().done == TEXTS["done"]
        again = {**TEXTS, "version": interim.version - 1, "send": "1"}
        assert client.post(at("interim", interim), again).status_code == 302, "a second click"

    def test_what_was_typed_goes_when_it_is_sent(self, cast: Cast) -> None:
        interim = wanting(cast)
        interims.keep_interim(interim, {"done": "y"}, by=cast.coordinator, version=interim.version)
        with time_machine.travel(date(2027, 2, 1), tick=False):
            interims.send_interim(interim, TEXTS, by=cast.coordinator, version=interim.version)
        assert not NarrativeDraft.objects.exists()

    def test_the_goal_of_the_request_stands_above_the_report(self, cast: Cast) -> None:
        page = of(cast.coordinator).get(at("interim", wanting(cast))).text
        assert "The goal in your request" in page

    def test_the_goal_of_a_request_on_paper_stands_there(self, cast: Cast) -> None:
        row = scenes.check(recorded(cast), cast)
        row = scenes.offer(row, cast, scenes.proposal(costs={"fees": scenes.D(2500)}, interim_months=4))
        row = decisions.countersign(row, by=cast.countersigner, version=row.version)
        award = decisions.announce(row, by=cast.caseworker, version=row.version).award
        Award.objects.update(end=date(2027, 6, 30))
        award.refresh_from_db()
        interims.plan_interims(award)
        proofs.open_proof(award, by=cast.coordinator)
        page = of(cast.coordinator).get(at("interim", InterimProof.objects.get())).text
        assert "The goal in your request" not in page
        assert "Your goal stands on the paper" in page

    def test_only_what_may_be_left_out_is_called_optional(self, cast: Cast) -> None:
        assert of(cast.coordinator).get(at("interim", wanting(cast))).text.count("(optional)") == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
class TestDays:
    def test_it_is_a_duty_and_a_reminder_once_its_time_is_over(self, cast: Cast) -> None:
        interim = wanting(cast)

        def titles() -> list[str]:
            return [duty.title for duty in duties(cast.coordinator) if "interim" in duty.title]

        with time_machine.travel(date(2026, 12, 31), tick=False):
            assert titles() == []
        with time_machine.travel(interim.due - timedelta(days=20), tick=False):
            assert titles() == ["Send the interim proof for “Elternlotsen Nordstadt”"]
            reminders.remind()
            reminders.remind()
        assert Message.objects.filter(kind="funding.interim_due").count() == 1

    def test_overdue_both_sides_hear_of_it_once_the_office_three_days_later(self, cast: Cast) -> None:
        interim = wanting(cast)
        after = ("funding.interim_overdue", "funding.interim_missing")

        def told(days: int) -> list[tuple[str, str]]:
            with time_machine.travel(interim.due + timedelta(days=days), tick=False):
                reminders.remind()
            rows = Message.objects.filter(kind__in=after).order_by("pk")
            return list(rows.values_list("kind", "address"))

        assert told(0) == []
        first = [(after[0], cast.coordinator.email)]
        assert told(1) == told(2) == first
        assert told(3) == told(4) == [*first, (after[1], cast.caseworker.email)]
        request, kinds = interim.award.request, [kind_of(kind) for kind in after]
        messages = [Message.objects.get(kind=kind) for kind in after]
        with time_machine.travel(interim.due + timedelta(days=4), tick=False):
            assert all(kind.still_wanted(request, said) for kind, said in zip(kinds, messages, strict=True))
            interims.send_interim(interim, TEXTS, by=cast.coordinator, version=interim.version)
            assert not any(
                kind.still_wanted(request, said) for kind, said in zip(kinds, messages, strict=True)
            )

    def test_none_is_owed_of_an_award_that_nobody_has_retrieved(self, cast: Cast) -> None:
        interim = wanting(cast)
        assert InterimProof.objects.owed(date(2027, 3, 1)).exists()
        Decision.objects.filter(award=interim.award).update(way=Notice.RETRIEVAL, known=None)
        assert not InterimProof.objects.owed(date(2027, 3, 1)).exists()

    def test_it_stands_in_the_calendar_file_until_it_is_sent(self, cast: Cast) -> None:
        interim, desk = wanting(cast), of(cast.coordinator)
        request = interim.award.request
        address = reverse("funding:award_days", args=[request.organisation.slug, request.public_id])
        assert "The interim proof is due" in desk.get(address).text.replace("\r\n ", "")
        with time_machine.travel(date(2027, 2, 1), tick=False):
            interims.send_interim(interim, TEXTS, by=cast.coordinator, version=interim.version)
        assert "The interim proof is due" not in desk.get(address).text.replace("\r\n ", "")

    def test_the_officer_has_to_read_it(self, cast: Cast) -> None:
        sent(cast)
        assert "Read the interim proof of “Elternlotsen Nordstadt”" in [
            duty.title for duty in duties(cast.caseworker)
        ]

    def test_once_the_whole_use_is_proven_none_is_owed(self, cast: Cast) -> None:
        interim = wanting(cast)
        proof = ProofOfUse.objects.get()
        proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
        assert not InterimProof.objects.owed(date(2027, 3, 1)).exists()
        with pytest.raises(ValidationError):
            interims.save_interim(interim, TEXTS, by=cast.coordinator, version=interim.version)


@pytest.mark.django_db
def test_it_goes_with_its_case(cast: Cast) -> None:
    interim = sent(cast)
    records._forget(interim.award.request_id, again=True)
    assert not InterimProof.objects.exists()
