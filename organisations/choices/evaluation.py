"""What an organisation asks itself once a year about its work with parents.

The four areas are those of the expert group of Vodafone Stiftung (2013), after the standards of the US PTA.
The statements are our own.
"""

from typing import Any, Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Area(models.TextChoices):
    """The quality areas of the partnership of families and schools."""

    WELCOME = "welcome", _("A culture of welcome")
    COMMUNICATION = "communication", _("Respectful communication")
    COOPERATION = "cooperation", _("Cooperation in upbringing and learning")
    PARTICIPATION = "participation", _("Taking part and deciding together")

    @property
    def goal(self) -> Any:
        """What is meant, in one sentence."""
        return _GOALS[self]

    @property
    def statements(self) -> tuple[Any, ...]:
        """The statements of the area, in the order in which their ratings are kept."""
        return STATEMENTS[self]


class Rating(models.IntegerChoices):
    """How far a statement is true of an organisation."""

    NOT_AT_ALL = 1, _("not true")
    PARTLY = 2, _("partly true")
    LARGELY = 3, _("largely true")
    FULLY = 4, _("fully true")
    NOT_APPLICABLE = 0, _("does not apply to us")


_GOALS: Final[dict[str, Any]] = {
    Area.WELCOME: _("All parents feel that they are part of it and are valued."),
    Area.COMMUNICATION: _("You talk with parents often and in several ways, not only when there is trouble."),
    Area.COOPERATION: _("Parents, school and you work for the child together, and each has a say."),
    Area.PARTICIPATION: _("Parents know their rights, use them, and join in decisions."),
}
# Ratings are kept by the place of their statement: a statement may be worded better, but never moved.
STATEMENTS: Final[dict[str, tuple[Any, ...]]] = {
    Area.WELCOME: (
        _("Whoever comes for the first time is greeted in person."),
        _("Families find our information in the languages that they speak."),
        _("Times, childcare and the way to us suit families with work and small children."),
        _("Our rooms can be reached and used without barriers."),
        _("We say openly that every family is welcome, wherever it comes from and however it lives."),
    ),
    Area.COMMUNICATION: (
        _("We talk with parents regularly, not only when there is trouble."),
        _("We reach parents in several ways: talks, phone, messages, paper."),
        _("Where it is needed somebody interprets, and never a child."),
        _("Parents know whom to ask here, and get an answer."),
        _("We ask parents what they think of our work, and change something because of it."),
    ),
    Area.COOPERATION: (
        _("We talk with parents about the goals that they have for their child."),
        _("Parents learn here how to support learning at home, in any language."),
        _("We build on what families know and can do."),
        _("We have fixed agreements with schools or Kitas."),
        _("We know who else helps, and go along where parents wish it."),
    ),
    Area.PARTICIPATION: (
        _("Parents learn here which rights they have at school and how they have a say."),
        _("We encourage parents to stand for parents’ councils, and support them afterwards."),
        _("Parents help to plan what we offer."),
        _("Parents take on tasks of their own, and are prepared for them."),
        _("Parents can see how decisions are made here."),
    ),
}
STATEMENTS_PER_AREA: Final = 5
