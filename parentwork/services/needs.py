"""What families and schools look for: posting it, changing it, taking it back, and answering it."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations.models import Organisation
from parentwork import messages, rules
from parentwork.choices import Asker, ContactWay, NeedAnswer, NeedEnd
from parentwork.models import Need, NeedCount, Workshop
from portal.accounts.models import User
from portal.erasures.services import note
from portal.guides.models import Topic
from portal.lib import codes
from portal.lib.dates import today
from portal.places.models import PostalCode

_NOT_ANSWERED: dict[str, Any] = {"answer": "", "answered": None, "answered_by": None, "workshop": None}


@dataclass(frozen=True)
class Wish:
    """What somebody says that they look for. `way` "" is none; `token`: one per form shown."""

    name: str
    place: PostalCode
    spoken: str
    topic: Topic | None = None
    words: str = ""
    asker: str = Asker.PARENTS
    times: tuple[str, ...] = ()
    childcare: bool = False
    families: int = 1
    way: str = ""
    email: str = ""
    phone: str = ""
    shows_contact: bool = False
    language: str = "de"
    token: uuid.UUID = field(default_factory=uuid.uuid4)

    def kept(self) -> "Wish":
        """Only the contact that the chosen way needs: nothing is kept that is not used."""
        return replace(
            self,
            name=self.name.strip(),
            words=self.words.strip(),
            email=self.email.strip().lower() if self.way == ContactWay.MAIL else "",
            phone=str(self.phone) if self.way == ContactWay.CALL else "",
            shows_contact=self.shows_contact and bool(self.way),
        )

    def columns(self) -> dict[str, Any]:
        """By the column of `Need`; the token is told apart, since a change brings a new one."""
        own = vars(self) | {"times": list(self.times), "delete_on": _kept_until()}
        return {name: value for name, value in own.items() if name != "token"}


def _kept_until() -> date:
    return today() + relativedelta(months=settings.NEEDS_KEPT_MONTHS)


@transaction.atomic
def post(wish: Wish) -> Need:
    """Tell the organisations near what is looked for; the same token again returns the same need.

    Raises `ValidationError` by field.
    """
    wish = wish.kept()
    _check(wish)
    columns = wish.columns() | {"code": _free_code()}
    need, is_new = Need.objects.get_or_create(token=wish.token, defaults=columns)
    if is_new:
        messages.need_received(need)
    return need


@transaction.atomic
def change(need: Need, wish: Wish) -> Need:
    """Look for something else, or again: it is open from now on, for the whole time.

    Raises `ValidationError` by field, and `Need.DoesNotExist` if it has been taken back meanwhile.
    """
    wish = wish.kept()
    _check(wish)
    locked = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
    for name, value in (wish.columns() | _NOT_ANSWERED).items():
        setattr(locked, name, value)
    locked.save()
    messages.need_received(locked)
    return locked


@transaction.atomic
def take_back(need: Need) -> bool:
    """Delete a need at once; False if that was done before. An anonymous count stays."""
    return bool(_forget(Need.objects.filter(pk=need.pk)))


@transaction.atomic
def answer_with(need: Need, workshop: Workshop, *, by: User) -> Need:
    """Answer with a published workshop that has dates to come; who asked is told. A second tap does nothing.

    Raises `PermissionDenied`, and `ValidationError` where somebody else was faster or nobody could come.
    """
    current = Workshop.objects.select_related("organisation").get(pk=workshop.pk)
    locked = _to_answer(need, current.organisation, by)
    if locked.workshop_id == current.pk:
        return locked
    _check_unanswered(locked)
    if not (current.is_published and current.dates.upcoming().exists()):
        raise ValidationError({"workshop": _("Choose a published workshop with a date that is to come.")})
    _answer(locked, current.organisation, NeedAnswer.WORKSHOP, current)
    messages.need_answered(locked)
    return locked


@transaction.atomic
def get_in_touch(need: Need, organisation: Organisation, *, by: User) -> Need:
    """Say that the organisation calls or writes itself, where the person lets it see the contact.

    Raises as `answer_with` does.
    """
    locked = _to_answer(need, organisation, by)
    if locked.answer == NeedAnswer.CONTACT:
        return locked
    _check_unanswered(locked)
    if not locked.shows_contact:
        raise ValidationError(_("This person does not want to be called or written to."))
    _answer(locked, organisation, NeedAnswer.CONTACT)
    return locked


@transaction.atomic
def hand_back(need: Need, organisation: Organisation, *, by: User) -> bool:
    """The organisation does not get in touch after all: others near see the need again, until its day.

    False where it is not the one that said so, or does not any more. `PermissionDenied` as for planning.
    """
    if not rules.may_plan(by, organisation):
        raise PermissionDenied
    taken = Need.objects.filter(pk=need.pk, answer=NeedAnswer.CONTACT, answered_by=organisation)
    return bool(taken.update(**_NOT_ANSWERED))


def reopen_answered_with(workshop: Workshop) -> None:
    """The workshop is cancelled: what it was the answer to is looked for again."""
    Need.objects.filter(workshop=workshop).update(**_NOT_ANSWERED)


def purge() -> dict[str, int]:
    """Delete the needs whose day has come."""
    with transaction.atomic():
        return {"needs": _forget(Need.objects.filter(delete_on__lte=today()))}


def erase_again(ids: list[int], *, before: datetime) -> int:
    """Forget needs that a restored database has brought back; how many."""
    with transaction.atomic():
        return _forget(Need.objects.filter(pk__in=ids, created__lt=before))


def _check(wish: Wish) -> None:
    errors: dict[str, Any] = {}
    if not wish.name:
        errors["name"] = _("Please write a name. It need not be your real one.")
    if not (wish.topic or wish.words):
        errors["words"] = _("Please choose a topic, or say in a sentence what you look for.")
    if wish.way == ContactWay.MAIL and not wish.email:
        errors["email"] = _("Please write an e-mail address, or choose another way.")
    if wish.way == ContactWay.CALL and not wish.phone:
        errors["phone"] = _("Please write a phone number, or choose another way.")
    if errors:
        raise ValidationError(errors)


def _free_code() -> str:
    code = codes.short()
    while Need.objects.filter(code=code).exists():
        code = codes.short()
    return code


def _to_answer(need: Need, organisation: Organisation, by: User) -> Need:
    """The need, locked, for an organisation near it that may answer."""
    if not rules.may_answer_needs(by, organisation):
        raise PermissionDenied
    rows = Need.objects.visible_to(by, organisation).select_for_update(of=("self",))
    locked: Need | None = rows.filter(pk=need.pk).first()
    if locked is None:
        raise ValidationError(_("Somebody else has answered, or it is no longer looked for."), code="gone")
    return locked


def _check_unanswered(need: Need) -> None:
    if need.is_answered:
        raise ValidationError(_("Your organisation has answered this already."), code="answered")


def _answer(
    need: Need, organisation: Organisation, answer: NeedAnswer, workshop: Workshop | None = None
) -> None:
    need.answer, need.answered = answer, timezone.now()
    need.answered_by, need.workshop = organisation, workshop
    need.save(update_fields=list(_NOT_ANSWERED))


def _forget(needs: Any) -> int:
    """Delete these needs, locked first so that each is counted once; their sums stay."""
    gone = list(needs.select_for_update(of=("self",)).select_related("place").order_by("pk"))
    _count(gone)
    ids = [need.pk for need in gone]
    Need.objects.filter(pk__in=ids).delete()
    note("parentwork.need", ids)
    return len(ids)


def _count(needs: Iterable[Need]) -> None:
    month = today().replace(day=1)
    for need in needs:
        cell: dict[str, Any] = {
            "district_id": need.place.district_id,
            "spoken": need.spoken,
            "topic_id": need.topic_id,
        }
        row, _new = NeedCount.objects.get_or_create(month=month, end=_end_of(need), **cell)
        added = {"needs": F("needs") + 1, "families": F("families") + need.families}
        NeedCount.objects.filter(pk=row.pk).update(**added)


def _end_of(need: Need) -> NeedEnd:
    if need.is_answered:
        return NeedEnd.ANSWERED
    return NeedEnd.UNMET if need.delete_on <= today() else NeedEnd.TAKEN_BACK
