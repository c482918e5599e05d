from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from organisations.choices import ListingState, Role
from organisations.choices.evaluation import Area
from organisations.models import Affiliation, AreaEvaluation, Consent, Mandate, NetworkSums
from portal.lib.dates import today
from tests.cast import Cast
from tests.factories.accounts import InvitationFactory
from tests.factories.organisations import (
    ClaimFactory,
    ClaimLetterFactory,
    ImportedListFactory,
    LogoFactory,
    MembershipFactory,
    OrganisationFactory,
    ReplyFactory,
    SurveyFactory,
    VerificationFactory,
)
from tests.matrix import EVERYBODY, MEMBERS, SIGNED_IN, Row

INSIDE = MEMBERS | {"portal_staff"}
YEARLY_READERS = {"coordinator", "editor", "reader"}
EDITORS = {"coordinator", "editor", "portal_staff"}
PROFILE_WRITERS = EDITORS | {"umbrella_coordinator"}  # which has a mandate


def furnish(cast: Cast) -> None:
    cast.colleague = MembershipFactory(organisation=cast.association, role=Role.HELPER)
    cast.colleague_invitation = InvitationFactory(
        grant="organisations.membership", object_id=cast.association.pk, detail=Role.HELPER
    )
    pair = {"member": cast.association, "umbrella": cast.umbrella}
    cast.affiliation = Affiliation.objects.get_or_create(**pair)[0]
    cast.measure = AreaEvaluation.objects.create(
        organisation=cast.association, year=today().year, area=Area.WELCOME, ratings=[4, 4, 4, 4, 4],
        measure="Schild", due=today(),
    )  # fmt: skip
    cast.verification = VerificationFactory(organisation=cast.association, umbrella=cast.umbrella)
    cast.logo = LogoFactory(organisation=cast.association)
    cast.entry = OrganisationFactory(state=ListingState.UNCLAIMED)
    cast.claim = ClaimFactory(umbrella=cast.umbrella)
    cast.mandate = Mandate.objects.create(
        member=cast.association, umbrella=cast.umbrella, until=today() + timedelta(days=30)
    )
    cast.letter = ClaimLetterFactory(umbrella=cast.umbrella)
    cast.uploaded_list = ImportedListFactory(source__umbrella=cast.umbrella)
    cast.consent = Consent.objects.create(member=cast.association, umbrella=cast.umbrella)
    NetworkSums.objects.get_or_create(
        umbrella=cast.umbrella, year=today().year - 2, defaults={"bands": {}, "amounts": {}}
    )
    cast.survey_draft = SurveyFactory(umbrella=cast.umbrella, sent=None)
    cast.survey = SurveyFactory(umbrella=cast.umbrella)
    cast.reply = ReplyFactory(survey=cast.survey, member=cast.association)
    cast.recovery = ClaimFactory(
        organisation=OrganisationFactory(), umbrella=cast.umbrella, kind="recovery",
        objection_until=timezone.now() + timedelta(days=14), extract=ContentFile(b"%PDF-1.7", "a.pdf"),
    )  # fmt: skip
    cast.claim_by_mail = ClaimFactory(secret=_secret(cast))


def _slug(cast: Cast) -> dict:
    return {"slug": cast.association.slug}


def _year(cast: Cast) -> dict:
    return {"slug": cast.association.slug, "year": today().year}


def _area(cast: Cast) -> dict:
    return _year(cast) | {"area": Area.WELCOME}


def _measure(cast: Cast) -> dict:
    return {"slug": cast.association.slug, "pk": cast.measure.pk}


def _affiliation(cast: Cast) -> dict:
    return {"slug": cast.association.slug, "pk": cast.affiliation.pk}


def _umbrella(cast: Cast) -> dict:
    return {"slug": cast.umbrella.slug}


def _words(cast: Cast) -> dict:
    return {"slug": cast.association.slug, "language": "ar"}


def _logo(cast: Cast) -> dict:
    return {"slug": cast.association.slug, "mark": cast.logo.mark}


def _former(cast: Cast) -> dict:
    return {"slug": cast.association.slug, "event": cast.association.events.latest("pgh_id").pgh_id}


def _colleague(cast: Cast) -> dict:
    return {"slug": cast.association.slug, "pk": cast.colleague.pk}


def _invitation(cast: Cast) -> dict:
    return {"slug": cast.association.slug, "pk": cast.colleague_invitation.pk}


def _secret(cast: Cast) -> str:
    return f"link-of-{cast.association.slug}"


def _entry(cast: Cast) -> dict:
    return {"slug": cast.entry.slug}


def _mandate(cast: Cast) -> dict:
    return {"slug": cast.association.slug, "pk": cast.mandate.pk}


def _batch(cast: Cast) -> dict:
    return {"slug": cast.umbrella.slug, "batch": cast.letter.batch}


def _claim(cast: Cast) -> dict:
    return {"slug": cast.umbrella.slug, "pk": cast.claim.pk}


def _list(cast: Cast) -> dict:
    return {"key": cast.uploaded_list.key}


def _draft(cast: Cast) -> dict:
    return {"slug": cast.umbrella.slug, "key": cast.survey_draft.key}


def _survey(cast: Cast) -> dict:
    return {"slug": cast.umbrella.slug, "key": cast.survey.key}


def _answers(cast: Cast) -> dict:
    return _survey(cast) | {"kind": "csv"}


def _reply(cast: Cast) -> dict:
    return {"slug": cast.association.slug, "pk": cast.reply.pk}


def _consent(cast: Cast) -> dict:
    return {"slug": cast.association.slug, "pk": cast.consent.pk}


NETWORK = {"umbrella_coordinator", "portal_staff"}

MATRIX = {
    "organisations:list": Row(sees=EVERYBODY),
    "organisations:csv": Row(sees=EVERYBODY),
    "organisations:map": Row(sees=EVERYBODY),
    "organisations:networks": Row(sees=EVERYBODY),
    "organisations:one_network": Row(_umbrella, sees=EVERYBODY),
    "organisations:detail": Row(_slug, sees=EVERYBODY),
    "organisations:embed": Row(_slug, sees=EVERYBODY),
    "organisations:desk": Row(_slug, sees=INSIDE),
    "organisations:publish": Row(_slug, sees={"coordinator", "portal_staff"}, post=True),
    "organisations:withdraw": Row(_slug, sees={"coordinator", "portal_staff"}, post=True),
    "organisations:profile": Row(_slug, sees=PROFILE_WRITERS),
    "organisations:words": Row(_words, sees=PROFILE_WRITERS),
    "organisations:history": Row(_slug, sees=EDITORS),
    "organisations:former": Row(_former, sees=EDITORS),
    "organisations:premises": Row(_slug, sees=PROFILE_WRITERS),
    "organisations:logo": Row(_slug, sees=PROFILE_WRITERS),
    "organisations:logo_remove": Row(_slug, sees=PROFILE_WRITERS, post=True),
    "organisations:logo_file": Row(_logo, sees=EVERYBODY),
    "organisations:structure": Row(_slug, sees=YEARLY_READERS),
    "organisations:structure_year": Row(_year, sees={"coordinator", "editor"}),
    "organisations:evaluation": Row(_slug, sees=YEARLY_READERS),
    "organisations:evaluation_area": Row(_area, sees={"coordinator", "editor"}),
    "organisations:measure_done": Row(_measure, sees={"coordinator", "editor"}, post=True),
    "organisations:affiliations": Row(_slug, sees={"coordinator"}),
    "organisations:affiliation_act": Row(_affiliation, sees={"coordinator"}, post=True),
    "organisations:ask_members": Row(_umbrella, sees={"umbrella_coordinator"}),
    "organisations:recovery": Row(_slug, sees=EVERYBODY),
    "organisations:recovery_answer": Row(_slug, sees={"coordinator"}),
    "organisations:claim_extract": Row(lambda cast: {"pk": cast.recovery.pk}, sees=NETWORK),
    "organisations:suspension": Row(_slug, sees={"coordinator"}),
    "organisations:verification": Row(_slug, sees=INSIDE | {"umbrella_coordinator"}),
    "organisations:verification_revoke": Row(_slug, sees=NETWORK),
    "organisations:members": Row(_slug, sees=INSIDE),
    "organisations:invite": Row(_slug, sees={"coordinator"}),
    "organisations:hand_over": Row(_slug, sees={"coordinator"}),
    "organisations:member": Row(_colleague, sees={"coordinator"}),
    "organisations:member_remove": Row(_colleague, sees={"coordinator"}, post=True),
    "organisations:invitation_resend": Row(_invitation, sees={"coordinator"}, post=True),
    "organisations:invitation_withdraw": Row(_invitation, sees={"coordinator"}, post=True),
    "organisations:network": Row(_umbrella, sees=NETWORK),
    "organisations:invite_founder": Row(_umbrella, sees=NETWORK),
    "organisations:claims": Row(_umbrella, sees=NETWORK),
    "organisations:claim_decide": Row(_claim, sees=NETWORK, post=True),
    "organisations:mandates": Row(_slug, sees={"coordinator"}),
    "organisations:mandate_revoke": Row(_mandate, sees={"coordinator"}, post=True),
    "organisations:letters": Row(_umbrella, sees={"umbrella_coordinator"}),
    "organisations:letters_again": Row(_batch, sees={"umbrella_coordinator"}, post=True),
    "organisations:surveys": Row(_umbrella, sees={"umbrella_coordinator"}),
    "organisations:survey_new": Row(_umbrella, sees={"umbrella_coordinator"}),
    "organisations:survey_edit": Row(_draft, sees={"umbrella_coordinator"}),
    "organisations:survey": Row(_survey, sees={"umbrella_coordinator"}),
    "organisations:survey_answers": Row(_answers, sees={"umbrella_coordinator"}),
    "organisations:survey_send": Row(_draft, sees={"umbrella_coordinator"}, post=True),
    "organisations:survey_close": Row(_survey, sees={"umbrella_coordinator"}, post=True),
    "organisations:survey_discard": Row(_draft, sees={"umbrella_coordinator"}, post=True),
    "organisations:figures": Row(_umbrella, sees={"umbrella_coordinator"}),
    "organisations:figures_file": Row(
        lambda cast: _umbrella(cast) | {"kind": "csv"}, sees={"umbrella_coordinator"}
    ),
    "organisations:figures_report": Row(
        _umbrella, sees={"umbrella_coordinator"}, post=True, data=lambda cast: {"as": "xlsx"}
    ),
    "organisations:consent": Row(_slug, sees={"coordinator"}),
    "organisations:consent_withdraw": Row(_consent, sees={"coordinator"}, post=True),
    "organisations:replies": Row(_slug, sees={"coordinator", "editor"}),
    "organisations:survey_answer": Row(_reply, sees={"coordinator", "editor"}),
    # Whoever has the letter has the entry.
    "organisations:letter": Row(sees=EVERYBODY),
    "organisations:letter_claim": Row(lambda cast: {"code": cast.letter.code}, sees=EVERYBODY),
    # What staff may do with the portal's own lists, and others with those of their network, is tested apart.
    "organisations:lists": Row(sees={"portal_staff"}),
    "organisations:merge": Row(sees={"portal_staff"}),
    "organisations:export": Row(lambda cast: {"kind": "csv"}, sees={"portal_staff"}),
    "organisations:network_lists": Row(_umbrella, sees={"umbrella_coordinator"}),
    "organisations:network_export": Row(
        lambda cast: _umbrella(cast) | {"kind": "csv"}, sees={"umbrella_coordinator"}
    ),
    "organisations:list_edition": Row(_list, sees={"umbrella_coordinator"}),
    "organisations:list_columns": Row(_list, sees={"umbrella_coordinator"}),
    "organisations:list_answers": Row(_list, sees={"umbrella_coordinator"}, post=True),
    "organisations:list_take": Row(_list, sees={"umbrella_coordinator"}, post=True),
    "organisations:list_discard": Row(_list, sees={"umbrella_coordinator"}, post=True),
    "organisations:list_faults": Row(_list, sees={"umbrella_coordinator"}),
    "organisations:newcomer": Row(sees=EVERYBODY),
    "organisations:register": Row(sees=SIGNED_IN),
    "organisations:claim": Row(_entry, sees=EVERYBODY),
    "organisations:removal": Row(_entry, sees=EVERYBODY),
    # Whoever has the long address sees how far the claim is; whoever has the link of the mail answers it.
    "organisations:claimed": Row(lambda cast: {"key": cast.claim.key}, sees=EVERYBODY),
    "organisations:claim_answer": Row(lambda cast: {"secret": _secret(cast)}, sees=EVERYBODY),
}
