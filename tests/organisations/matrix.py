from organisations.choices import Role
from tests.cast import Cast
from tests.factories.accounts import InvitationFactory
from tests.factories.organisations import MembershipFactory
from tests.matrix import EVERYBODY, MEMBERS, Row

INSIDE = MEMBERS | {"portal_staff"}
EDITORS = {"coordinator", "editor", "portal_staff"}


def furnish(cast: Cast) -> None:
    cast.colleague = MembershipFactory(organisation=cast.association, role=Role.HELPER)
    cast.colleague_invitation = InvitationFactory(
        grant="organisations.membership", object_id=cast.association.pk, detail=Role.HELPER
    )


def _slug(cast: Cast) -> dict:
    return {"slug": cast.association.slug}


def _umbrella(cast: Cast) -> dict:
    return {"slug": cast.umbrella.slug}


def _words(cast: Cast) -> dict:
    return {"slug": cast.association.slug, "language": "ar"}


def _colleague(cast: Cast) -> dict:
    return {"slug": cast.association.slug, "pk": cast.colleague.pk}


def _invitation(cast: Cast) -> dict:
    return {"slug": cast.association.slug, "pk": cast.colleague_invitation.pk}


MATRIX = {
    "organisations:list": Row(sees=EVERYBODY),
    "organisations:csv": Row(sees=EVERYBODY),
    "organisations:detail": Row(_slug, sees=EVERYBODY),
    "organisations:embed": Row(_slug, sees=EVERYBODY),
    "organisations:desk": Row(_slug, sees=INSIDE),
    "organisations:publish": Row(_slug, sees={"coordinator", "portal_staff"}, post=True),
    "organisations:withdraw": Row(_slug, sees={"coordinator", "portal_staff"}, post=True),
    "organisations:profile": Row(_slug, sees=EDITORS),
    "organisations:words": Row(_words, sees=EDITORS),
    "organisations:members": Row(_slug, sees=INSIDE),
    "organisations:invite": Row(_slug, sees={"coordinator"}),
    "organisations:member": Row(_colleague, sees={"coordinator"}),
    "organisations:member_remove": Row(_colleague, sees={"coordinator"}, post=True),
    "organisations:invitation_resend": Row(_invitation, sees={"coordinator"}, post=True),
    "organisations:invitation_withdraw": Row(_invitation, sees={"coordinator"}, post=True),
    "organisations:network": Row(_umbrella, sees={"umbrella_coordinator", "portal_staff"}),
}
