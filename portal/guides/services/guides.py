"""Beginning a guide, and saying where it stands."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from portal.accounts.models import User
from portal.guides import rules
from portal.guides.models import FormerSlug, Guide, Topic, Translation
from portal.guides.services.addresses import move_guide
from portal.guides.services.editing import create_text
from portal.lib.errors import Stale


@transaction.atomic
def create_guide(
    slug: str, topic: Topic, *, title: str, summary: str, body: str = "", by: User | None
) -> Translation:
    """Begin a guide with its German text, a draft, which may have no words below its head yet.

    Raises PermissionDenied, ValidationError by field.
    """
    if not rules.may_edit(by):
        raise PermissionDenied
    guide = Guide(slug=slug, topic=topic)
    guide.full_clean()
    guide.save()
    FormerSlug.objects.filter(slug=slug).delete()
    return create_text(
        guide, settings.LANGUAGE_CODE, title=title, summary=summary, body=body, made_from=1, by=by
    )


@transaction.atomic
def arrange_guide(
    guide: Guide, *, slug: str, topic: Topic, position: int, is_sensitive: bool, version: int, by: User | None
) -> Guide:
    """Say at which address, under which topic and at which place a guide stands.

    Raises PermissionDenied, Stale, ValidationError by field.
    """
    if not rules.may_edit(by):
        raise PermissionDenied
    row = Guide.objects.select_for_update().get(pk=guide.pk)
    if row.version != version:
        raise Stale(row)
    row = move_guide(row, slug, by=by)
    row.topic, row.position, row.is_sensitive, row.version = topic, position, is_sensitive, version + 1
    row.full_clean()
    row.save()
    return row
