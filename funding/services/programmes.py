"""Programmes change by revisions: a request keeps the rules it was made under."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from funding.models import Programme


@transaction.atomic
def revise(programme: Programme, *, by: AbstractBaseUser) -> Programme:
    """Store the changed `programme` as its next revision; the row that requests point at stays as it was.

    Whether `by` may is asked by the admin, which only portal staff opens.
    """
    stored = Programme.objects.select_for_update().get(pk=programme.pk)
    rows = Programme.objects.filter(slug=stored.slug)
    rows.update(is_current=False)
    last = rows.order_by("-revision").values_list("revision", flat=True)[0]
    programme.pk = None
    programme._state.adding = True
    programme.slug, programme.revision, programme.is_current = stored.slug, last + 1, True
    programme.save()
    return programme
