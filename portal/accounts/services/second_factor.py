import uuid

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from portal.accounts.messages import SecondFactorGone
from portal.accounts.models import SecondFactorReset, User
from portal.accounts.rules import may_reset_second_factor
from portal.accounts.services.sessions import end_sessions
from portal.outbox.services import Recipient, post


@transaction.atomic
def reset_second_factor(user: User, *, by: User, reason: str) -> None:
    """Remove all second factors of somebody who has lost them, with the password and all sessions.

    The mail that says so carries a link for a new password. So nobody gets in with the password alone:
    whoever comes back has the mailbox, and sets up a new second factor if the work needs one.
    Raises `PermissionDenied`, and `ValidationError` without a reason or where there is nothing to remove.
    """
    if not may_reset_second_factor(by, user):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": _("Please say why.")})
    user = User.objects.select_for_update().get(pk=user.pk)
    gone, _by_model = Authenticator.objects.filter(user=user).delete()
    if not gone:
        raise ValidationError(_("%(who)s has no second factor.") % {"who": user}, code="none")
    user.set_unusable_password()
    user.save(update_fields=["password"])
    end_sessions(user)
    SecondFactorReset.objects.create(person=user, by=by, reason=reason.strip())
    to = Recipient.by_mail(user)
    post(SecondFactorGone.key, user.pk, to=to, version=uuid.uuid4().hex, payload=_way_back(user))


def _way_back(user: User) -> dict[str, str]:
    """The links of the mail: a new password, and where to ask for another link once this one is too old."""
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    with translation.override(user.language):
        return {
            "url": settings.SITE_URL + reverse("account_reset_password_from_key", kwargs=key),
            "again_url": settings.SITE_URL + reverse("account_reset_password"),
        }
