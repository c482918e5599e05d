"""Requests at every stage, each made by the people who would make it."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Min
from django.utils import timezone, translation
from PIL import Image, ImageDraw

from funding.choices import CheckKind, CheckResult, CostCategory, IncomeSource, PaperKind, Task, Verdict
from funding.models import Award, FundingRequest, Programme, ProofOfUse
from funding.models.bank_accounts import HOLDER_LENGTH
from funding.services import (
    bank_accounts,
    checking,
    decisions,
    drafts,
    drawdowns,
    expenses,
    linking,
    papers,
    plans,
    proofs,
    review,
    submissions,
)
from organisations.models import Organisation
from parentwork.choices import HelperRole
from parentwork.models import Assignment, Workshop
from parentwork.services.team import add_helper
from portal.accounts.models import User
from portal.lib.dates import today

D = Decimal
type People = dict[str, User]


def load_cases(people: People) -> None:
    """A draft, one new, in review, to be signed, asked about; two final: with money, with a sent proof.

    All of them write German, and what they declare is kept as they read it.
    """
    with translation.override("de"):
        _load_cases(people)


def _load_cases(people: People) -> None:
    applicant, worker = people["verein@demo.example"], people["land-nw@demo.example"]
    association = Organisation.objects.of(applicant).filter(is_umbrella=False).first()
    if association is None:
        return
    scene = _Scene(
        association, Programme.objects.get(slug="muster-elternarbeit-nw", is_current=True), applicant
    )
    second = people.get("land-nw-2@demo.example")
    scene.once("Elterncafé in vier Sprachen", lambda request: None, fill=False)
    scene.once("Rucksack für Grundschuleltern", lambda request: scene.submit(request))
    scene.once("Elternlotsen Nordstadt", lambda request: _reviewed(scene.submit(request), worker))
    scene.once("Kinderbetreuung an Elternabenden", lambda request: _asked(scene.submit(request), worker))
    scene.once(
        "Dolmetschen am Elternsprechtag",
        lambda request: _proposed(scene, request, worker),
    )
    if second is not None:
        running = Programme.objects.get(slug="muster-laufend-nw", is_current=True)
        scene = _Scene(association, running, applicant)
        scene.once("Elternabende Nordstadt", lambda request: _running(scene, request, worker, second))
        scene.once("Lesecafé Nordstadt", lambda request: _proven(scene, request, worker, second))
    _berlin(people)


def _berlin(people: People) -> None:
    applicant = people.get("verein-be@demo.example")
    association = Organisation.objects.of(applicant).first() if applicant else None
    if applicant is None or association is None:
        return
    programme = Programme.objects.get(slug="muster-elternarbeit-be", is_current=True)
    scene = _Scene(association, programme, applicant)
    scene.once("Elternfrühstück im Kiez", lambda request: scene.submit(request))


class _Scene:
    """One organisation that asks under one programme, for the coming year or for the running one."""

    def __init__(self, organisation: Organisation, programme: Programme, by: User) -> None:
        self.organisation, self.programme, self.by = organisation, programme, by
        self.start = date(today().year + (not programme.may_have_begun), 1, 1)

    def once(self, title: str, go_on: Callable[[FundingRequest], Any], *, fill: bool = True) -> None:
        if FundingRequest.objects.filter(organisation=self.organisation, title=title).exists():
            return
        if bank_accounts.of(self.organisation) is None:
            bank_accounts.keep(self.organisation, _account(self.organisation), by=self.by)
        request = drafts.start(self.organisation, self.programme, title, by=self.by)
        if fill:
            request = self._filled(request)
        go_on(request)

    def submit(self, request: FundingRequest) -> FundingRequest:
        return submissions.submit(request, by=self.by, version=request.version)

    def _filled(self, request: FundingRequest) -> FundingRequest:
        end = date(self.start.year, 12, 31)
        where = {"title": request.title, "start": self.start, "end": end, "venue": self.organisation.place}
        request = self._save(request, Task.PROJECT, where | {"contact": self.by.name})
        request = self._save(request, Task.GOALS, _GOALS)
        costs, incomes = _plan(self.start.year, self.programme)
        request = plans.save_plan(request, costs, incomes, by=self.by, version=request.version)
        papers.add_paper(request, _picture("Satzung.jpg", "Satzung (Muster)"), PaperKind.STATUTES, by=self.by)
        asked = {"not_begun": not self.programme.pays_for_begun}  # its time has begun where that is paid for
        return self._save(request, Task.DECLARATIONS, _DECLARATIONS | asked)

    def _save(self, request: FundingRequest, task: Task, values: dict[str, Any]) -> FundingRequest:
        return drafts.save_page(request, task, values, by=self.by, version=request.version)


def _account(organisation: Organisation) -> dict[str, str]:
    """A number that banks use as an example."""
    return {"iban": "DE89370400440532013000", "holder": organisation.name[:HOLDER_LENGTH]}


_GOALS = {
    "need": "Viele Familien im Viertel sind neu in Deutschland. Elternabende der Schulen erreichen sie kaum.",
    "goals": "Sechzig Eltern wissen, wie sie mit der Schule reden; jede zweite war in der Sprechstunde.",
    "target_group": "Eltern von Kindern der Klassen 1 bis 6, gleich welcher Herkunft.",
    "reach": 60,
    "activities": "Zehn Abende mit Kinderbetreuung und Dolmetschen, dazu Begleitung in die Schule.",
    "partners": "Zwei Grundschulen und eine Gesamtschule.",
}
_DECLARATIONS = {
    "other_requests": "",
    "deducts_vat": False,
    "says_true": True,
    "keeps_vouchers": True,
    "declares_more": True,
}


def _plan(year: int, programme: Programme) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    costs = [
        _cost(CostCategory.FEES, "Referentinnen, 40 Stunden", year, 40, "45"),
        _cost(CostCategory.FEES, "Dolmetschen, 60 Stunden", year, 60, "35"),
        _cost(CostCategory.CHILDCARE, "Kinderbetreuung an zehn Abenden", year, 10, "80"),
        _cost(CostCategory.MATERIAL, "Druck und Getränke", year, 10, "45"),
        _cost(CostCategory.IN_KIND, "Ehrenamt, 40 Stunden", year, 40, "15"),
    ]
    incomes = [
        _income(IncomeSource.OWN, "Beiträge und Rücklage", year, "550"),
        _income(IncomeSource.IN_KIND, "Ehrenamt, 40 Stunden", year, "600"),
        _income(IncomeSource.GRANT, programme.office.name, year, "4600"),
    ]
    return costs, incomes


def _cost(category: CostCategory, label: str, year: int, units: int, price: str) -> dict[str, Any]:
    return {"category": category, "label": label, "year": year, "units": D(units), "price": D(price)}


def _income(source: IncomeSource, label: str, year: int, amount: str) -> dict[str, Any]:
    return {"source": source, "label": label, "year": year, "is_granted": False, "amount": D(amount)}


def _picture(name: str, text: str) -> SimpleUploadedFile:
    """A sheet with one line on it, in place of a scan."""
    sheet = Image.new("RGB", (600, 850), "white")
    ImageDraw.Draw(sheet).text((60, 80), text, fill="black", font_size=32)
    out = io.BytesIO()
    sheet.save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


def _received(request: FundingRequest, worker: User) -> FundingRequest:
    return review.receive(request, by=worker, version=request.version)


def _reviewed(request: FundingRequest, worker: User) -> FundingRequest:
    request = _received(request, worker)
    request = review.check(
        request, CheckKind.CONTENT, CheckResult.GOOD, by=worker, version=request.version,
        note="Passt zu den Zielen; Schulen sind beteiligt.",
    )  # fmt: skip
    return review.check(request, CheckKind.CALCULATIVE, CheckResult.GOOD, by=worker, version=request.version)


def _asked(request: FundingRequest, worker: User) -> FundingRequest:
    request = _received(request, worker)
    question = "Bitte nennen Sie die Schulen, an denen betreut wird, und den Stundensatz der Betreuung."
    return review.ask(request, question, today() + timedelta(14), by=worker, version=request.version)


def _proposed(scene: "_Scene", request: FundingRequest, worker: User) -> FundingRequest:
    request = _reviewed(scene.submit(request), worker)
    costs = {"fees": D(3900), "childcare": D(800), "material": D(450), "in_kind": D(600)}
    proposal = decisions.Proposal(
        amount=D(4600), costs=costs, start=scene.start, end=date(scene.start.year, 12, 31),
        conditions=request.programme.conditions,
    )  # fmt: skip
    return decisions.propose(request, proposal, by=worker, version=request.version)


def _running(scene: _Scene, request: FundingRequest, worker: User, second: User) -> None:
    proof = _granted(scene, request, worker, second)
    _link(proof, scene)
    _spend(proof, scene, _EVENINGS)
    _money(proof.award, scene, worker)


def _proven(scene: _Scene, request: FundingRequest, worker: User, second: User) -> None:
    """The proof was sent, the Office has drawn half of the lines and asks about one."""
    proof = _granted(scene, request, worker, second)
    _spend(proof, scene, _READING)
    proof = proofs.save_narrative(proof, _REPORT, by=scene.by, version=proof.version)
    proof = proofs.submit_proof(proof, by=scene.by, version=proof.version)
    found = checking.begin(proof, by=worker)
    found = checking.draw(found, 50, by=worker, version=found.version)
    reason = "Auf dem Beleg steht auch, was nicht zum Projekt gehört."
    checking.judge(found, found.sample[0], Verdict.PARTLY, D("160.00"), reason, by=worker)


_REPORT = {
    "done": "Acht Nachmittage in der Bücherei, jeder mit Vorlesen in zwei Sprachen.",
    "results": "Von vierzig Eltern lesen nun dreißig ihren Kindern vor, die meisten in der Familiensprache.",
    "cooperation": "Die Stadtbücherei hat Räume und Bücher gestellt.",
    "deviations": "",
    "outlook": "Das Lesecafé geht mit Ehrenamtlichen weiter.",
}


def _granted(scene: _Scene, request: FundingRequest, worker: User, second: User) -> ProofOfUse:
    request = _proposed(scene, request, worker)
    request = decisions.countersign(request, by=second, version=request.version)
    request = decisions.announce(request, by=worker, version=request.version)
    request = decisions.finalise(request, by=worker, version=request.version, waived=today(), had_it=True)
    return proofs.open_proof(request.award, by=scene.by)


def _money(award: Award, scene: _Scene, worker: User) -> None:
    """A first call for money is paid out, a second one waits for the Office."""
    first = drawdowns.call_up(award, D("720.00"), D("420.00"), None, by=scene.by)
    first = drawdowns.decide(first, first.asked or D(0), "", by=worker, version=first.version)
    drawdowns.pay(first, today(), by=worker, version=first.version)
    drawdowns.call_up(award, D("1646.40"), D("400.00"), None, by=scene.by)


def _link(proof: ProofOfUse, scene: _Scene) -> None:
    within = (proof.award.start, proof.award.end)
    series = Workshop.objects.filter(organisation=scene.organisation, dates__starts__date__range=within)
    for workshop in series.annotate(first=Min("dates__starts__date")).filter(first__lt=today()):
        linking.link_workshop(proof, workshop, by=scene.by)
        _interpreted(workshop, scene)


def _interpreted(workshop: Workshop, scene: _Scene) -> None:
    """Somebody was paid to interpret on the evenings that took place; her fee is still to be entered."""
    known = scene.organisation.helpers.filter(name="Olena Kovalenko").first()
    details = {"name": "Olena Kovalenko", "languages": ["uk", "ru", "de"], "is_paid": True}
    helper = known or add_helper(scene.organisation, details, by=scene.by)
    # Written as they were then: nobody is put on a date that is over.
    Assignment.objects.bulk_create(
        Assignment(date=day, helper=helper, role=HelperRole.INTERPRETER, starts=day.starts, ends=day.ends)
        for day in workshop.dates.filter(ends__lte=timezone.now())
    )


_EVENINGS = (
    (2, 10, "M. Yıldız", "Referentin, vier Abende", CostCategory.FEES, "720.00"),
    (3, 3, "O. Kovalenko", "Dolmetschen, zwölf Stunden", CostCategory.FEES, "420.00"),
    (3, 20, "Kinderhaus Nord", "Betreuung an vier Abenden", CostCategory.CHILDCARE, "320.00"),
    (4, 2, "Druckerei am Markt", "Einladungen in fünf Sprachen", CostCategory.MATERIAL, "186.40"),
)
_READING = (
    (1, 28, "S. Haddad", "Vorlesen, acht Nachmittage", CostCategory.FEES, "960.00"),
    (2, 18, "L. Popescu", "Dolmetschen, zehn Stunden", CostCategory.FEES, "350.00"),
    (2, 25, "Spielkreis Süd", "Betreuung an acht Nachmittagen", CostCategory.CHILDCARE, "640.00"),
    (3, 11, "Buchhandlung Lux", "Bilderbücher in vier Sprachen", CostCategory.MATERIAL, "412.75"),
)


def _spend(proof: ProofOfUse, scene: _Scene, spent: tuple[Any, ...]) -> None:
    for month, number, payee, reason, category, amount in spent:
        day = date(scene.start.year, month, number)
        values = {
            "paid": min(day, today()), "payee": payee, "reason": reason, "category": category,
            "amount": D(amount), "eligible": D(amount), "voucher_number": "", "invoiced": None,
        }  # fmt: skip
        voucher = _picture("Beleg.jpg", f"{payee}: {amount} EUR")
        expenses.add_expense(proof, values, voucher, by=scene.by)
