from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models

from portal.guides.models.facts import FactChoice, FactKey, LandFact
from portal.guides.models.guides import Guide, Topic, Translation
from portal.guides.models.pictures import Picture
from portal.guides.models.terms import Term


class Edition(models.Model):
    """One row that counts all changes of what the guides show, so that kept pages know when they are old.

    The database counts, whoever writes: the desk, a loader, or SQL. It counts in the writer's transaction,
    so nobody reads the new number before the new words.
    """

    number = models.BigIntegerField(default=1)

    objects: ClassVar[models.Manager[Edition]] = models.Manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_edition")]

    def __str__(self) -> str:
        return str(self.number)


for _model in (Topic, Guide, Translation, Term, FactKey, FactChoice, LandFact, Picture):
    pgtrigger.register(
        pgtrigger.Trigger(
            name="new_edition",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            func=(
                "INSERT INTO guides_edition (id, number) VALUES (1, 1) "
                "ON CONFLICT (id) DO UPDATE SET number = guides_edition.number + 1; RETURN NULL;"
            ),
        )
    )(_model)
