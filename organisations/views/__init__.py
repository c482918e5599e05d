"""The pages of the registry: those for everybody, and the desk of an organisation."""

from organisations.views.by_letter import letter, letter_claim
from organisations.views.desk_affiliations import affiliation_act, affiliations, ask_members
from organisations.views.desk_evaluation import evaluation, evaluation_area, measure_done
from organisations.views.desk_figures import (
    consent,
    consent_withdraw,
    figures,
    figures_file,
    figures_report,
)
from organisations.views.desk_history import former, history
from organisations.views.desk_joining import answer_claim, claims, invite_founder, register
from organisations.views.desk_letters import letters, letters_again
from organisations.views.desk_lists import (
    answers,
    columns,
    discard,
    edition,
    export,
    faults,
    lists,
    network_export,
    network_lists,
    take,
)
from organisations.views.desk_logo import logo, logo_file, logo_remove
from organisations.views.desk_mandates import mandate_revoke, mandates
from organisations.views.desk_members import (
    hand_over,
    invite,
    member,
    members,
    remove,
    resend_invitation,
    withdraw_invitation,
)
from organisations.views.desk_merge import merge
from organisations.views.desk_network import network
from organisations.views.desk_overview import overview, publish, withdraw
from organisations.views.desk_profile import premises, profile, words
from organisations.views.desk_replies import replies, survey_answer
from organisations.views.desk_structure import structure, structure_year
from organisations.views.desk_surveys import (
    survey,
    survey_answers,
    survey_close,
    survey_discard,
    survey_edit,
    survey_new,
    survey_send,
    surveys,
)
from organisations.views.desk_suspension import suspension
from organisations.views.desk_trust import revoke_verification, verification
from organisations.views.joining import claim, claim_answer, claimed, newcomer, removal
from organisations.views.map import on_map
from organisations.views.networks import networks, one_network
from organisations.views.public import detail, embed, listing, table
from organisations.views.recovery import extract, recovery, recovery_answer

__all__ = [
    "affiliation_act",
    "affiliations",
    "answer_claim",
    "answers",
    "ask_members",
    "claim",
    "claim_answer",
    "claimed",
    "claims",
    "columns",
    "consent",
    "consent_withdraw",
    "detail",
    "discard",
    "edition",
    "embed",
    "evaluation",
    "evaluation_area",
    "export",
    "extract",
    "faults",
    "figures",
    "figures_file",
    "figures_report",
    "former",
    "hand_over",
    "history",
    "invite",
    "invite_founder",
    "letter",
    "letter_claim",
    "letters",
    "letters_again",
    "listing",
    "lists",
    "logo",
    "logo_file",
    "logo_remove",
    "mandate_revoke",
    "mandates",
    "measure_done",
    "member",
    "members",
    "merge",
    "network",
    "network_export",
    "network_lists",
    "networks",
    "newcomer",
    "on_map",
    "one_network",
    "overview",
    "premises",
    "profile",
    "publish",
    "recovery",
    "recovery_answer",
    "register",
    "removal",
    "remove",
    "replies",
    "resend_invitation",
    "revoke_verification",
    "structure",
    "structure_year",
    "survey",
    "survey_answer",
    "survey_answers",
    "survey_close",
    "survey_discard",
    "survey_edit",
    "survey_new",
    "survey_send",
    "surveys",
    "suspension",
    "table",
    "take",
    "verification",
    "withdraw",
    "withdraw_invitation",
    "words",
]
