"""Questions of the demo's network to its members: one of them has answered, another has still to."""

from __future__ import annotations

from datetime import timedelta

from organisations import services
from organisations.choices.surveys import QuestionKind
from organisations.models import Organisation, Question, Survey
from portal.accounts.models import User
from portal.lib.dates import today

WORDS = {
    "title": "Was brauchen Sie für das nächste Jahr?",
    "text": "Wir planen die gemeinsamen Fortbildungen und möchten wissen, was Ihnen hilft.",
    "language": "de",
    "step": "",
    "word": "",
}
QUESTIONS = (
    Question("Zu welchem Thema wünschen Sie sich eine Fortbildung?"),
    Question("Wann passt es Ihnen am besten?", QuestionKind.CHOICE, ("abends", "samstags", "online")),
    Question("Wie viele Ehrenamtliche würden kommen?", QuestionKind.NUMBER),
)
ANSWERS = ["Gespräche in der Schule begleiten", "samstags", "6"]
DAYS_LEFT = 12


def load(umbrella: Organisation, *, asker: User, member: Organisation, answerer: User) -> None:
    """Asked by `asker` and answered for `member`, unless something was asked before."""
    if umbrella.surveys.exists():
        return
    questions = [question.stored() for question in QUESTIONS]
    written = WORDS | {"questions": questions, "last_day": today() + timedelta(days=DAYS_LEFT)}
    draft = services.save_survey(umbrella, Survey().key, written, version=0, by=asker)
    survey = services.send_survey(draft, version=draft.version, by=asker)
    reply = survey.replies.get(member=member)
    services.answer_survey(reply, ANSWERS, version=0, by=answerer)
