from django.urls import path
from django.urls.resolvers import URLPattern

from funding.views import (
    desk_case_file,
    desk_cases,
    desk_consents,
    desk_decisions,
    desk_drawdowns,
    desk_expenses,
    desk_figures,
    desk_form,
    desk_inbox,
    desk_narrative,
    desk_papers,
    desk_past,
    desk_payments,
    desk_plan,
    desk_proofs,
    desk_requests,
    desk_sending,
    desk_signing,
    desk_structure,
    directory,
)

app_name = "funding"

PUBLIC: list[URLPattern] = [
    path("funding/", directory.contact_points, name="contact_points"),
    path("funding/offices/<slug:slug>/", directory.contact_point, name="contact_point"),
    path("open-data/", directory.open_data, name="open_data"),
    path("funding/programmes/", directory.programmes, name="programmes"),
    path("funding/programmes/<slug:slug>/", directory.programme, name="programme"),
]

_ALL = "desk/organisations/<slug:slug>/funding/"
_ONE = f"{_ALL}<uuid:public_id>/"
_PROOF = f"{_ONE}proof/"
APPLICANT: list[URLPattern] = [
    path("desk/funding/programmes/<slug:slug>/ask/", desk_requests.ask_for, name="ask_for"),
    path(_ALL, desk_requests.requests, name="requests"),
    path(f"{_ALL}new/", desk_requests.start, name="start"),
    path(_ONE, desk_requests.page, name="request"),
    path(f"{_ONE}plan/", desk_plan.plan, name="plan"),
    path(f"{_ONE}papers/", desk_papers.papers, name="papers"),
    path(f"{_ONE}papers/<uuid:paper_id>/", desk_papers.paper, name="paper"),
    path(f"{_ONE}papers/<uuid:paper_id>/remove/", desk_papers.remove, name="remove_paper"),
    path(f"{_ONE}pages/<slug:task>/", desk_form.task, name="task"),
    path(f"{_ONE}pages/<slug:task>/autosave/", desk_form.autosave, name="autosave"),
    path(f"{_ONE}pages/<slug:task>/discard/", desk_form.discard, name="discard"),
    path(f"{_ONE}check/", desk_sending.check_answers, name="check_answers"),
    path(f"{_ONE}submit/", desk_sending.submit, name="submit"),
    path(f"{_ONE}sent/<int:number>/", desk_requests.sent, name="sent"),
    path(f"{_ONE}withdraw/", desk_requests.withdraw, name="withdraw"),
    path(f"{_ONE}letter/", desk_requests.letter, name="letter"),
    path(f"{_ONE}letter/file", desk_requests.letter_file, name="letter_file"),
    path(f"{_ONE}money/", desk_drawdowns.drawdowns, name="drawdowns"),
    path(f"{_ONE}money/new/", desk_drawdowns.new, name="drawdown_new"),
    path(f"{_ONE}money/<int:number>/take-back/", desk_drawdowns.take_back, name="drawdown_take_back"),
    path(_PROOF, desk_proofs.proof, name="proof"),
    path(f"{_PROOF}open/", desk_proofs.open_proof, name="open_proof"),
    path(f"{_PROOF}workshops/", desk_proofs.workshops, name="proof_workshops"),
    path(f"{_PROOF}narrative/", desk_narrative.narrative, name="narrative"),
    path(f"{_PROOF}narrative/autosave/", desk_narrative.autosave, name="narrative_autosave"),
    path(f"{_PROOF}narrative/discard/", desk_narrative.discard, name="narrative_discard"),
    path(f"{_PROOF}expenses/", desk_expenses.expenses, name="expenses"),
    path(f"{_PROOF}expenses/new/", desk_expenses.new, name="expense_new"),
    path(f"{_PROOF}expenses/<uuid:expense_id>/", desk_expenses.change, name="expense"),
    path(f"{_PROOF}expenses/<uuid:expense_id>/delete/", desk_expenses.delete, name="expense_delete"),
    path(f"{_PROOF}vouchers/<uuid:receipt_id>/", desk_expenses.receipt, name="receipt"),
    path(f"{_PROOF}vouchers/<uuid:receipt_id>/delete/", desk_expenses.delete_receipt, name="receipt_delete"),
    path(f"{_PROOF}consents/new/", desk_consents.consent, name="consent"),
    path(f"{_PROOF}consents/<int:consent_id>/delete/", desk_consents.delete, name="consent_delete"),
    path(f"{_PROOF}income/", desk_expenses.income, name="income"),
    path(f"{_PROOF}income/<int:income_id>/delete/", desk_expenses.delete_income, name="income_delete"),
    path(f"{_PROOF}report/", desk_proofs.report, name="report"),
    path(f"{_PROOF}report/file", desk_proofs.report_file, name="report_file"),
    path(f"{_PROOF}submit/", desk_proofs.submit, name="proof_submit"),
]

_DESK = "desk/offices/<slug:slug>/"
_CASE = f"{_DESK}requests/<uuid:public_id>/"
OFFICER: list[URLPattern] = [
    path(_DESK, desk_inbox.inbox, name="inbox"),
    path(f"{_DESK}figures/", desk_figures.figures, name="figures"),
    path(f"{_DESK}figures.csv", desk_figures.figures_csv, name="figures_csv"),
    path(f"{_DESK}structure/", desk_structure.structure, name="structure"),
    path(f"{_DESK}structure.csv", desk_structure.structure_csv, name="structure_csv"),
    path(f"{_DESK}past-grants/", desk_past.overview, name="past_grants"),
    path(f"{_DESK}past-grants/review/", desk_past.review, name="past_review"),
    path(f"{_DESK}organisations/<slug:organisation>/earlier/", desk_past.earlier, name="earlier"),
    path(
        f"{_DESK}organisations/<slug:organisation>/earlier/<int:recipient_id>/take-back/",
        desk_past.take_back,
        name="past_take_back",
    ),
    path(_CASE, desk_cases.case, name="case"),
    path(f"{_CASE}receive/", desk_cases.receive, name="receive"),
    path(f"{_CASE}ask/", desk_cases.ask, name="ask"),
    path(f"{_CASE}early-start/", desk_cases.early_start, name="early_start"),
    path(f"{_CASE}check/<slug:kind>/", desk_cases.check, name="check"),
    path(f"{_CASE}propose/", desk_decisions.propose, name="propose"),
    path(f"{_CASE}send-back/", desk_signing.send_back, name="send_back"),
    path(f"{_CASE}countersign/", desk_signing.countersign, name="countersign"),
    path(f"{_CASE}announce/", desk_signing.announce, name="announce"),
    path(f"{_CASE}finalise/", desk_signing.finalise, name="finalise"),
    path(f"{_CASE}papers/<uuid:paper_id>/", desk_papers.case_paper, name="case_paper"),
    path(f"{_CASE}letter/", desk_decisions.letter, name="case_letter"),
    path(f"{_CASE}letter/file", desk_decisions.letter_file, name="case_letter_file"),
    path(f"{_CASE}file/", desk_case_file.case_file, name="case_file"),
    path(f"{_CASE}money/", desk_payments.payments, name="payments"),
    path(f"{_CASE}money/new/", desk_payments.record, name="payment_new"),
    path(f"{_CASE}money/<int:number>/decide/", desk_payments.decide, name="drawdown_decide"),
    path(f"{_CASE}money/<int:number>/pay/", desk_payments.pay, name="drawdown_pay"),
    path(f"{_CASE}proof/", desk_cases.proof, name="case_proof"),
    path(f"{_CASE}proof/consents/<uuid:paper_id>/", desk_consents.paper, name="case_consent"),
    path(f"{_CASE}proof/report/", desk_decisions.report, name="case_report"),
    path(f"{_CASE}proof/report/file", desk_decisions.report_file, name="case_report_file"),
]

urlpatterns = PUBLIC + APPLICANT + OFFICER
