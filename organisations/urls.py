from django.urls import path

from organisations import views

app_name = "organisations"

urlpatterns = [
    path("organisations/", views.listing, name="list"),
    path("organisations.csv", views.table, name="csv"),
    path("organisations/map/", views.on_map, name="map"),
    path("organisations/networks/", views.networks, name="networks"),
    path("organisations/<slug:slug>/", views.detail, name="detail"),
    path("organisations/<slug:slug>/network/", views.one_network, name="one_network"),
    path("organisations/<slug:slug>/embed/", views.embed, name="embed"),
    path("organisations/<slug:slug>/logo-<str:mark>.jpg", views.logo_file, name="logo_file"),
    path("organisations/<slug:slug>/claim/", views.claim, name="claim"),
    path("organisations/<slug:slug>/removal/", views.removal, name="removal"),
    path("organisations/<slug:slug>/recovery/", views.recovery, name="recovery"),
    path("organisation-claims/<uuid:key>/", views.claimed, name="claimed"),
    path("organisation-claims/answer/<str:secret>/", views.claim_answer, name="claim_answer"),
    # The first is typed by hand from a letter, so it is short.
    path("letter/", views.letter, name="letter"),
    path("letter/<str:code>/", views.letter_claim, name="letter_claim"),
    path("new-organisation/", views.newcomer, name="newcomer"),
    path("desk/new-organisation/", views.register, name="register"),
    path("desk/organisations/<slug:slug>/", views.overview, name="desk"),
    path("desk/organisations/<slug:slug>/publish/", views.publish, name="publish"),
    path("desk/organisations/<slug:slug>/withdraw/", views.withdraw, name="withdraw"),
    path("desk/organisations/<slug:slug>/profile/", views.profile, name="profile"),
    path("desk/organisations/<slug:slug>/words/<str:language>/", views.words, name="words"),
    path("desk/organisations/<slug:slug>/premises/", views.premises, name="premises"),
    path("desk/organisations/<slug:slug>/logo/", views.logo, name="logo"),
    path("desk/organisations/<slug:slug>/logo/remove/", views.logo_remove, name="logo_remove"),
    path("desk/organisations/<slug:slug>/history/", views.history, name="history"),
    path("desk/organisations/<slug:slug>/history/<int:event>/", views.former, name="former"),
    path("desk/organisations/<slug:slug>/structure/", views.structure, name="structure"),
    path("desk/organisations/<slug:slug>/structure/<int:year>/", views.structure_year, name="structure_year"),
    path("desk/organisations/<slug:slug>/evaluation/", views.evaluation, name="evaluation"),
    path(
        "desk/organisations/<slug:slug>/evaluation/<int:year>/<slug:area>/",
        views.evaluation_area,
        name="evaluation_area",
    ),
    path(
        "desk/organisations/<slug:slug>/evaluation/measures/<int:pk>/done/",
        views.measure_done,
        name="measure_done",
    ),
    path("desk/organisations/<slug:slug>/people/", views.members, name="members"),
    path("desk/organisations/<slug:slug>/people/invite/", views.invite, name="invite"),
    path("desk/organisations/<slug:slug>/people/hand-over/", views.hand_over, name="hand_over"),
    path("desk/organisations/<slug:slug>/people/<int:pk>/", views.member, name="member"),
    path("desk/organisations/<slug:slug>/people/<int:pk>/remove/", views.remove, name="member_remove"),
    path(
        "desk/organisations/<slug:slug>/people/invitations/<int:pk>/resend/",
        views.resend_invitation,
        name="invitation_resend",
    ),
    path(
        "desk/organisations/<slug:slug>/people/invitations/<int:pk>/withdraw/",
        views.withdraw_invitation,
        name="invitation_withdraw",
    ),
    path("desk/organisations/<slug:slug>/affiliations/", views.affiliations, name="affiliations"),
    path(
        "desk/organisations/<slug:slug>/affiliations/<int:pk>/", views.affiliation_act, name="affiliation_act"
    ),
    path("desk/organisation-claims/<int:pk>/extract/", views.extract, name="claim_extract"),
    path("desk/organisations/<slug:slug>/recovery/", views.recovery_answer, name="recovery_answer"),
    path("desk/organisations/<slug:slug>/suspension/", views.suspension, name="suspension"),
    path("desk/organisations/<slug:slug>/verification/", views.verification, name="verification"),
    path(
        "desk/organisations/<slug:slug>/verification/revoke/",
        views.revoke_verification,
        name="verification_revoke",
    ),
    path("desk/organisations/<slug:slug>/mandates/", views.mandates, name="mandates"),
    path(
        "desk/organisations/<slug:slug>/mandates/<int:pk>/end/", views.mandate_revoke, name="mandate_revoke"
    ),
    path("desk/organisations/<slug:slug>/network/ask/", views.ask_members, name="ask_members"),
    path("desk/organisations/<slug:slug>/network/", views.network, name="network"),
    path("desk/organisations/<slug:slug>/network/invite/", views.invite_founder, name="invite_founder"),
    path("desk/organisations/<slug:slug>/network/letters/", views.letters, name="letters"),
    path(
        "desk/organisations/<slug:slug>/network/letters/<uuid:batch>/",
        views.letters_again,
        name="letters_again",
    ),
    path("desk/organisations/<slug:slug>/network/questions/", views.surveys, name="surveys"),
    path("desk/organisations/<slug:slug>/network/questions/new/", views.survey_new, name="survey_new"),
    path("desk/organisations/<slug:slug>/network/questions/<uuid:key>/", views.survey, name="survey"),
    path(
        "desk/organisations/<slug:slug>/network/questions/<uuid:key>/edit/",
        views.survey_edit,
        name="survey_edit",
    ),
    path(
        "desk/organisations/<slug:slug>/network/questions/<uuid:key>/send/",
        views.survey_send,
        name="survey_send",
    ),
    path(
        "desk/organisations/<slug:slug>/network/questions/<uuid:key>/close/",
        views.survey_close,
        name="survey_close",
    ),
    path(
        "desk/organisations/<slug:slug>/network/questions/<uuid:key>/discard/",
        views.survey_discard,
        name="survey_discard",
    ),
    path(
        "desk/organisations/<slug:slug>/network/questions/<uuid:key>/answers.<str:kind>",
        views.survey_answers,
        name="survey_answers",
    ),
    path("desk/organisations/<slug:slug>/network/figures/", views.figures, name="figures"),
    path(
        "desk/organisations/<slug:slug>/network/figures.<str:kind>", views.figures_file, name="figures_file"
    ),
    path(
        "desk/organisations/<slug:slug>/network/figures/report/", views.figures_report, name="figures_report"
    ),
    path("desk/organisations/<slug:slug>/figures/", views.consent, name="consent"),
    path(
        "desk/organisations/<slug:slug>/figures/<int:pk>/withdraw/",
        views.consent_withdraw,
        name="consent_withdraw",
    ),
    path("desk/organisations/<slug:slug>/questions/", views.replies, name="replies"),
    path("desk/organisations/<slug:slug>/questions/<int:pk>/", views.survey_answer, name="survey_answer"),
    path("desk/organisations/<slug:slug>/network/claims/", views.claims, name="claims"),
    path("desk/organisations/<slug:slug>/network/claims/<int:pk>/", views.answer_claim, name="claim_decide"),
    path("desk/organisations/<slug:slug>/lists/", views.network_lists, name="network_lists"),
    path(
        "desk/organisations/<slug:slug>/lists/entries.<str:kind>", views.network_export, name="network_export"
    ),
    path("desk/organisation-lists/", views.lists, name="lists"),
    path("desk/organisation-lists/merge/", views.merge, name="merge"),
    path("desk/organisation-lists/entries.<str:kind>", views.export, name="export"),
    path("desk/organisation-lists/<uuid:key>/", views.edition, name="list_edition"),
    path("desk/organisation-lists/<uuid:key>/columns/", views.columns, name="list_columns"),
    path("desk/organisation-lists/<uuid:key>/answers/", views.answers, name="list_answers"),
    path("desk/organisation-lists/<uuid:key>/take/", views.take, name="list_take"),
    path("desk/organisation-lists/<uuid:key>/discard/", views.discard, name="list_discard"),
    path("desk/organisation-lists/<uuid:key>/errors.csv", views.faults, name="list_faults"),
]
