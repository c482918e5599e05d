import hashlib
import secrets
from datetime import datetime, time, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms import EmailField
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal.accounts.kinds import ADMINISTRATOR, GRANTS, PortalStaff, grant_of
from portal.accounts.messages import InvitationMail
from portal.accounts.models import INVITATION_LASTS, Invitation, User
from portal.lib import languages
from portal.lib.dates import at_berlin
from portal.outbox.choices import Channel
from portal.outbox.services import Recipient, post

# A second click on "invite" or "send again" does not write a second mail.
DOUBLE_CLICK = timedelta(minutes=1)


class InvitationOver(ValidationError):  # noqa: N818 - an answer, not a fault
    """The link of an invitation does not work (any more); `code` says why.

    `unknown`, `expired`, `used`, `withdrawn` or `other` (signed in as somebody else).
    """


@transaction.atomic
def invite(
    email: str,
    *,
    by: User | None,
    grant: str,
    object_id: int | None = None,
    detail: str = "",
    language: str = "de",
) -> Invitation:
    """Invite `email` to what `grant` gives on the object; an open invitation is renewed instead.

    Raises `PermissionDenied`, and `ValidationError` for a faulty address.
    """
    email = _clean(email)
    if by is not None and not GRANTS[grant].may_invite(by, object_id, detail):
        raise PermissionDenied
    invitation = (
        Invitation.objects.select_for_update().pending().giving(grant, object_id).filter(email=email).first()
    )
    if invitation is None:
        invitation = Invitation(email=email, grant=grant, object_id=object_id, links_made=0)
    elif invitation.detail == detail and _just_sent(invitation):
        return invitation
    invitation.detail, invitation.language, invitation.invited_by = detail, language, by
    _send(invitation)
    return invitation


@transaction.atomic
def resend(invitation: Invitation, *, by: User) -> Invitation:
    """Write the mail again with a new link, valid for another 14 days; the old link stops working.

    Raises `PermissionDenied`, and `ValidationError` when it was accepted or withdrawn.
    """
    invitation = _locked(invitation, by)
    if not _just_sent(invitation):
        _send(invitation)
    return invitation


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User) -> Invitation:
    """Make the link stop working. Raises as `resend`; withdrawing twice changes nothing."""
    invitation = _locked(invitation, by, withdrawn_is_fine=True)
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at = timezone.now()
        invitation.save(update_fields=["withdrawn_at"])
    return invitation


def read_invitation(secret: str) -> Invitation:
    """The invitation of a link, open for being accepted. Raises `InvitationOver`."""
    invitation = Invitation.objects.filter(secret_hash=_hash(secret)).first()
    if invitation is None:
        raise InvitationOver(_("This link is not known."), code="unknown")
    if invitation.accepted_at:
        raise InvitationOver(_("This invitation has been accepted."), code="used")
    if invitation.withdrawn_at or not grant_of(invitation).still_exists(invitation):
        raise InvitationOver(_("This invitation was withdrawn."), code="withdrawn")
    if not invitation.is_open:
        raise InvitationOver(_("This invitation has expired."), code="expired")
    return invitation


def has_account(invitation: Invitation) -> bool:
    """The invited person has an account already and signs in to accept."""
    return bool(invitation.email) and _account(invitation.email) is not None


def is_meant_for(invitation: Invitation, user: User) -> bool:
    """The mail address of the invitation is a confirmed one of this account."""
    if not invitation.email or invitation.email == user.email:
        return True
    return EmailAddress.objects.filter(user=user, email__iexact=invitation.email, verified=True).exists()


@transaction.atomic
def accept(secret: str, *, by: User) -> str:
    """Give the signed-in person what the invitation promises; returns the address to go to.

    Accepting a second time gives nothing again. Raises `InvitationOver`.
    """
    invitation = _lock_secret(secret)
    if invitation and invitation.accepted_at and invitation.accepted_by_id == by.pk:
        return grant_of(invitation).url(invitation)
    invitation = read_invitation(secret)
    if not is_meant_for(invitation, by):
        raise InvitationOver(_("This invitation is for another mail address."), code="other")
    return _give(invitation, by)


@transaction.atomic
def accept_with_new_account(
    secret: str, *, name: str, password: str, language: str, email: str = ""
) -> tuple[User, str]:
    """Make the account of the invited person, its mail address confirmed by the link; returns where to go.

    `email` counts only for an invitation without one (the first administrator). Raises `InvitationOver`,
    and `ValidationError` when there is an account with that address.
    """
    _lock_secret(secret)
    invitation = read_invitation(secret)
    address = invitation.email or _clean(email)
    if _account(address) is not None:
        raise ValidationError(_("There is an account with this mail address. Please sign in."), code="exists")
    user = User.objects.create_user(address, password, name=name, language=language)
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    return user, _give(invitation, user)


@transaction.atomic
def first_administrator_link() -> str | None:
    """A fresh one-time link that makes the first administrator; None when there is active portal staff.

    Whoever reads the console may use it, so it names no mail address; links made before stop working.
    """
    if User.objects.filter(is_active=True, is_staff=True).exists():
        return None
    Invitation.objects.pending().giving(PortalStaff.key, None).filter(email="").delete()
    secret = secrets.token_urlsafe(32)
    Invitation.objects.create(
        grant=PortalStaff.key,
        detail=ADMINISTRATOR,
        language=settings.LANGUAGE_CODE,
        secret_hash=_hash(secret),
    )
    return link(secret, settings.LANGUAGE_CODE)


def link(secret: str, language: str) -> str:
    """The absolute address of the page that accepts an invitation."""
    with translation.override(languages.at_desk(language)):
        return settings.SITE_URL + reverse("accounts:invitation", args=[secret])


def _clean(email: str) -> str:
    try:
        return EmailField(max_length=254).clean(email).lower()
    except ValidationError as error:
        raise ValidationError({"email": error.messages}) from error


def _hash(secret: str) -> str:
    """A plain hash is enough: the secret has 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _account(email: str) -> User | None:
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        address = (
            EmailAddress.objects.filter(email__iexact=email, verified=True).select_related("user").first()
        )
        user = address.user if address else None
    return user


def _just_sent(invitation: Invitation) -> bool:
    return invitation.is_open and invitation.last_link > timezone.now() - DOUBLE_CLICK


def _locked(invitation: Invitation, by: User, *, withdrawn_is_fine: bool = False) -> Invitation:
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not grant_of(invitation).may_invite(by, invitation.object_id, invitation.detail):
        raise PermissionDenied
    if invitation.accepted_at:
        raise ValidationError(_("This invitation has been accepted."), code="used")
    if invitation.withdrawn_at and not withdrawn_is_fine:
        raise ValidationError(_("This invitation was withdrawn."), code="withdrawn")
    return invitation


def _lock_secret(secret: str) -> Invitation | None:
    return Invitation.objects.select_for_update().filter(secret_hash=_hash(secret)).first()


def _send(invitation: Invitation) -> None:
    secret = secrets.token_urlsafe(32)
    invitation.secret_hash = _hash(secret)
    invitation.links_made += 1
    invitation.last_link = timezone.now()
    invitation.expires = _until(invitation)
    invitation.save()
    post(
        InvitationMail.key,
        invitation.pk,
        to=Recipient(Channel.MAIL, invitation.email, invitation.language),
        version=str(invitation.links_made),
        payload={"url": link(secret, invitation.language)},
    )


def _until(invitation: Invitation) -> datetime:
    usual, last = timezone.now() + INVITATION_LASTS, grant_of(invitation).ends(invitation)
    return usual if last is None else min(usual, at_berlin(last, time.max))


def _give(invitation: Invitation, user: User) -> str:
    grant = grant_of(invitation)
    grant.give(invitation, user)
    invitation.accepted_at = timezone.now()
    invitation.accepted_by = user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    return grant.url(invitation)
