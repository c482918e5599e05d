"""Concepts: written, shared in the method library, copied from it; and the materials that belong to them."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from organisations.models import Organisation
from parentwork import rules
from parentwork.models import Concept, Material
from parentwork.models.concepts import PARTS
from portal.accounts.models import User
from portal.lib import uploads
from portal.lib.errors import Stale
from portal.lib.storage import delete_on_commit

ALLOWED = uploads.PDF | uploads.PICTURES | uploads.OFFICE
MAX_BYTES = 10_000_000
MOST_MATERIALS = 12
COPIED = ("format_id", "area", *(f"{name}_{code}" for name in ("title", *PARTS) for code in ("de", "en")))


@transaction.atomic
def write(organisation: Organisation, fields: Mapping[str, Any], *, by: User) -> Concept:
    """A new concept of the organisation, which nobody else sees. PermissionDenied."""
    _check_may_plan(by, organisation)
    return Concept.objects.create(organisation=organisation, **fields)


@transaction.atomic
def change(concept: Concept, fields: Mapping[str, Any], *, by: User, version: int) -> Concept:
    """Change what a concept says, for all workshops that follow it. Raises `Stale`."""
    locked = _locked(concept, by=by)
    if locked.version != version:
        raise Stale(locked)
    for name, value in fields.items():
        setattr(locked, name, value)
    return _saved(locked)


@transaction.atomic
def share(concept: Concept, is_shared: bool, *, by: User) -> Concept:
    """Put a concept into the method library, or take it out. Copies that others have made stay theirs."""
    locked = _locked(concept, by=by)
    if locked.is_shared == is_shared:
        return locked
    if is_shared and not locked.organisation.is_listed:
        raise ValidationError(_("First show your organisation to everybody: the library names who wrote it."))
    locked.is_shared = is_shared
    return _saved(locked)


@transaction.atomic
def copy(concept: Concept, organisation: Organisation, *, by: User) -> Concept:
    """A shared concept as an own one, with its materials and who wrote it first. Twice is once."""
    _check_may_plan(by, organisation)
    source = Concept.objects.shared().select_related("organisation").filter(pk=concept.pk).first()
    if source is None or source.organisation_id == organisation.pk:
        raise ValidationError(_("This concept is not in the library any more."))
    own = {name: getattr(source, name) for name in COPIED}
    own["origin"] = source.origin or source.organisation.name
    made, is_new = Concept.objects.get_or_create(
        organisation=organisation, copied_from=source, defaults=own
    )  # fmt: skip
    if is_new:
        for material in source.materials.all():
            _copy_material(material, made)
    return made


@transaction.atomic
def delete(concept: Concept, *, by: User) -> None:
    """Delete a concept that no workshop follows, with its files. ValidationError."""
    locked = _locked(concept, by=by)
    if locked.workshops.exists():
        raise ValidationError(_("Workshops follow this concept, so it stays."))
    for material in locked.materials.all():
        _forget_file(material)
    locked.delete()


@transaction.atomic
def add_link(concept: Concept, name: str, link: str, *, by: User) -> Material:
    """The address of a page as a material. ValidationError."""
    locked = _with_room(concept, by=by)
    return Material.objects.create(concept=locked, name=name, link=link)


@transaction.atomic
def add_file(concept: Concept, name: str, file: UploadedFile, *, by: User) -> Material:
    """A file as a material; pictures are drawn anew without metadata. ValidationError at `file`.

    The same file again is the one that is there.
    """
    locked = _with_room(concept, by=by)
    try:
        checked = uploads.check(file, ALLOWED, max_bytes=MAX_BYTES)
        is_picture = checked.mime.startswith("image/")
        content: UploadedFile | ContentFile = uploads.cleaned_picture(file) if is_picture else file
    except ValidationError as error:
        raise ValidationError({"file": error}) from error
    if known := locked.materials.filter(sha256=checked.sha256).first():
        return known
    return _stored(
        Material(
            concept=locked, name=name, file=content, mime="image/jpeg" if is_picture else checked.mime,
            size=content.size or checked.size, sha256=checked.sha256,
        )
    )  # fmt: skip


@transaction.atomic
def remove_material(material: Material, *, by: User) -> None:
    """Take a material away, and its file with it."""
    _locked(material.concept, by=by)
    _forget_file(material)
    material.delete()


def _copy_material(material: Material, into: Concept) -> None:
    copied = Material(concept=into)
    for name in ("name", "link", "mime", "size", "sha256"):
        setattr(copied, name, getattr(material, name))
    if material.file:
        with material.file.open("rb") as file:
            copied.file = ContentFile(file.read(), name=material.filename)
    _stored(copied)


def _stored(material: Material) -> Material:
    """Saved; a file whose row could not be written does not stay behind."""
    try:
        material.save()
    except IntegrityError:
        if material.file:
            material.file.storage.delete(str(material.file.name))
        raise
    return material


def _forget_file(material: Material) -> None:
    if material.file:
        delete_on_commit(material.file)


def _with_room(concept: Concept, *, by: User) -> Concept:
    locked = _locked(concept, by=by)
    if locked.materials.count() >= MOST_MATERIALS:
        raise ValidationError(_("There is room for %(most)d materials.") % {"most": MOST_MATERIALS})
    return locked


def _locked(concept: Concept, *, by: User) -> Concept:
    rows = Concept.objects.select_for_update(of=("self",)).select_related("organisation")
    locked: Concept = rows.get(pk=concept.pk)
    _check_may_plan(by, locked.organisation)
    return locked


def _saved(concept: Concept) -> Concept:
    concept.version += 1
    concept.save()
    return concept


def _check_may_plan(by: User, organisation: Organisation) -> None:
    if not rules.may_plan(by, organisation):
        raise PermissionDenied
