"""Machine drafts: a person asks, a job fills what is still empty, a person reads and publishes."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.guides import rules, tasks
from portal.guides.choices import Step
from portal.guides.dispatch.machine import open_paragraphs
from portal.guides.models import Guide, MachineRun
from portal.guides.services import translating
from portal.lib import machine_translation
from portal.lib.jobs import nudge
from portal.lib.languages import EASY_GERMAN


def is_offered(language: str) -> bool:
    """Whether there is a machine for the language. Easy German is written by people."""
    return machine_translation.is_on() and language != EASY_GERMAN


@transaction.atomic
def translate(guide: Guide, language: str, *, by: User) -> MachineRun:
    """Have a machine fill the paragraphs of a draft that have no translation; begins the draft if need be.

    One run at a time: the one that is at work is returned. A second run tries what failed in the first.
    Raises PermissionDenied, ValidationError.
    """
    if not rules.may_translate(by, language):
        raise PermissionDenied
    if not is_offered(language):
        raise ValidationError(_("There is no machine translation for this language."))
    guide = Guide.objects.select_for_update().get(pk=guide.pk)
    last = MachineRun.objects.filter(guide=guide, language=language).first()
    if last and last.is_open:
        return last
    draft = translating.begin(guide, language, by=by)
    if draft.author_id != by.pk or draft.step == Step.REVIEW:
        raise ValidationError(_("Somebody else goes on with this translation now."))
    total = len(open_paragraphs(draft))
    if not total:
        raise ValidationError(_("Every paragraph has a translation already."))
    if last:
        last.delete()
    run = MachineRun.objects.create(guide=guide, language=language, by=by, total=total, seen=timezone.now())
    nudge(tasks.translate, run.pk)
    return run
