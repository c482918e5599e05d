"""What is done to organisations, their members and their networks; every way in calls these."""

from organisations.services.evaluation import finish_measure, remind_of_measures, save_evaluation
from organisations.services.figures import (
    agree_to_sums,
    annual_report,
    freeze_network_sums,
    withdraw_consent,
)
from organisations.services.grants import invite_founder, invite_member, invite_oneself
from organisations.services.joining import (
    answer_claim,
    answer_claim_by_link,
    claim,
    claim_of_link,
    end_overdue_claims,
    register,
)
from organisations.services.letters import claim_by_letter, letter_of_code, letters_as_file, make_letters
from organisations.services.listing import publish, withdraw
from organisations.services.logos import remove_logo, set_logo
from organisations.services.mandates import give_mandate, revoke_mandate
from organisations.services.merging import merge
from organisations.services.networks import (
    affiliate,
    agree_to_affiliation,
    ask_for_affiliation,
    decline_affiliation,
    end_affiliation,
)
from organisations.services.people import add_member, change_role, hand_over, remove_member
from organisations.services.profile import create, put_back, update_profile
from organisations.services.recovery import object_to_recovery, recover
from organisations.services.removal import ask_for_removal, remove
from organisations.services.structure import freeze_sums, save_structure
from organisations.services.surveys import (
    answer_survey,
    close_survey,
    close_surveys,
    discard_survey,
    remind_of_surveys,
    save_survey,
    send_survey,
)
from organisations.services.suspension import answer_hearing, appeal, decide_case, hear, restore, suspend
from organisations.services.verification import (
    lapse_verifications,
    remind_of_verifications,
    revoke_verification,
    verify,
)
from organisations.services.words import learn_words

__all__ = [
    "add_member",
    "affiliate",
    "agree_to_affiliation",
    "agree_to_sums",
    "annual_report",
    "answer_claim",
    "answer_claim_by_link",
    "answer_hearing",
    "answer_survey",
    "appeal",
    "ask_for_affiliation",
    "ask_for_removal",
    "change_role",
    "claim",
    "claim_by_letter",
    "claim_of_link",
    "close_survey",
    "close_surveys",
    "create",
    "decide_case",
    "decline_affiliation",
    "discard_survey",
    "end_affiliation",
    "end_overdue_claims",
    "finish_measure",
    "freeze_network_sums",
    "freeze_sums",
    "give_mandate",
    "hand_over",
    "hear",
    "invite_founder",
    "invite_member",
    "invite_oneself",
    "lapse_verifications",
    "learn_words",
    "letter_of_code",
    "letters_as_file",
    "make_letters",
    "merge",
    "object_to_recovery",
    "publish",
    "put_back",
    "recover",
    "register",
    "remind_of_measures",
    "remind_of_surveys",
    "remind_of_verifications",
    "remove",
    "remove_logo",
    "remove_member",
    "restore",
    "revoke_mandate",
    "revoke_verification",
    "save_evaluation",
    "save_structure",
    "save_survey",
    "send_survey",
    "set_logo",
    "suspend",
    "update_profile",
    "verify",
    "withdraw",
    "withdraw_consent",
]
