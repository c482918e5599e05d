"""Pictures of guides: taking them in, describing them, taking them away."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.guides import rules
from portal.guides.models import Picture, Translation
from portal.guides.models.loaded import in_every_language
from portal.guides.reports import tokens
from portal.guides.reports.references import titles_with
from portal.lib import uploads
from portal.lib.errors import Stale
from portal.lib.storage import delete_on_commit

MAX_BYTES = 200_000  # of a picture in a guide, for people who pay by the megabyte
LONGEST_SIDE = 1280  # twice the width of a text, for sharp screens
# What an event says when it tells of no more than a name.
_NOTHING = dict.fromkeys(
    ("file", "sha256", "credit", "alternative", *in_every_language("alternative")), ""
) | dict.fromkeys(("by", "pgh_context"))


@transaction.atomic
def add_picture(
    slug: str, file: UploadedFile, *, alternatives: Mapping[str, str], credit: str, by: User | None
) -> Picture:
    """Take in a picture; `alternatives` says by column (`alternative_de` …) what it shows, German at least.

    Raises PermissionDenied, ValidationError by field.
    """
    if not rules.may_edit(by):
        raise PermissionDenied
    picture = Picture(slug=slug, credit=credit, by=by, **alternatives)
    content = _drawn_anew(picture, file)
    _check(picture)
    _put(picture, content)
    picture.save(force_insert=True)
    return picture


@transaction.atomic
def change_picture(
    picture: Picture, file: UploadedFile | None, *, alternatives: Mapping[str, str], credit: str,
    version: int, by: User | None,
) -> Picture:  # fmt: skip
    """Say anew what a picture shows, and show another file if there is one.

    Raises PermissionDenied, Stale, ValidationError by field.
    """
    if not rules.may_edit(by):
        raise PermissionDenied
    row = Picture.objects.select_for_update().get(pk=picture.pk)
    if row.version != version:
        raise Stale(row)
    old = str(row.file.name)
    _keep_words(row, alternatives)
    for column, words in alternatives.items():
        setattr(row, column, words)
    row.credit, row.by, row.version = credit, by, version + 1
    content = _drawn_anew(row, file) if file else None
    _check(row)
    if content:
        _put(row, content)
        transaction.on_commit(lambda: row.file.storage.delete(old), robust=True)
    row.save()
    return row


@transaction.atomic
def remove_picture(picture: Picture, *, by: User | None) -> None:
    """Delete a picture with its file. Raises PermissionDenied, ValidationError while a text shows it."""
    if not rules.may_edit(by):
        raise PermissionDenied
    if titles := shown_in(picture):
        raise ValidationError(_("This picture is shown in: %(titles)s.") % {"titles": ", ".join(titles)})
    delete_on_commit(picture.file)
    picture.delete()


def purge() -> dict[str, int]:
    """Delete what was kept of pictures that are gone, also where another one has the name now; how many.

    The bare name stays, so that `loadguides` knows what not to bring back.
    """
    events = Picture.pgh_event_model.objects  # type: ignore[attr-defined]  # made by pghistory
    first = events.filter(pgh_obj=OuterRef("pgh_obj"), pgh_label="insert").order_by("-pgh_id")
    later = events.filter(pgh_obj=OuterRef("pgh_obj"), pgh_id__gt=OuterRef("pgh_id"))
    removed = ~Exists(Picture.objects.filter(pk=OuterRef("pgh_obj")))
    gone = events.filter(removed | Q(pgh_id__lt=Subquery(first.values("pgh_id")[:1])))
    emptied = events.filter(removed, ~Exists(later)).exclude(sha256="").update(**_NOTHING)
    return {"edits of removed pictures": gone.filter(Exists(later)).delete()[0] + emptied}


def shown_in(picture: Picture) -> list[str]:
    """The titles of all texts that show a picture, those in preparation included."""
    return titles_with("picture", picture.slug)


def _drawn_anew(picture: Picture, file: UploadedFile) -> ContentFile:
    drawn = uploads.drawn_anew(file, longest=LONGEST_SIDE, max_bytes=MAX_BYTES)
    picture.width, picture.height, picture.sha256 = drawn.width, drawn.height, drawn.sha256
    return drawn.content


def _put(picture: Picture, content: ContentFile) -> None:
    picture.file.save(f"{picture.slug}-{picture.mark}.jpg", content, save=False)


def _keep_words(picture: Picture, alternatives: Mapping[str, str]) -> None:
    """Readers who do not see a picture keep the words for it while a text in their language shows it."""
    asked = tokens.Token("picture", picture.slug)
    for text in Translation.objects.filter(body__contains=picture.slug):
        column = f"alternative_{text.language.replace('-', '_')}"
        taken = getattr(picture, column) and not alternatives.get(column, "-").strip()
        if taken and asked in tokens.find(text.body):
            raise ValidationError({column: _("Say in one sentence what the picture shows.")})


def _check(picture: Picture) -> None:
    # `alternative` is the column of the language in which the editor reads the desk.
    picture.full_clean(exclude=["by", "file", "alternative"])
    if not picture.alternative_de:  # type: ignore[attr-defined]
        raise ValidationError({"alternative_de": _("Say in one sentence what the picture shows.")})
