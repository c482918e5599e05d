"""What the check of a proof came to, as a table of the case file."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from funding.models import ProofCheck, Repayment
from portal.lib.dates import BERLIN


def result_of(it: ProofCheck) -> list[Sequence[Any]]:
    """What the check came to, when its letter became known, and why nobody was heard before."""
    head = (
        "Abgeschlossen",
        "Zu erstatten",
        "Zu erstatten bis",
        "Zur Post gegeben",
        "Abgerufen",
        "Gilt als bekannt gegeben am",
    )
    more = ("Erstattet", "Zuletzt erstattet am", "Zinsen", "Zinsen gezahlt", "Warum ohne Anhörung")
    known = moment_of(it.closed), it.recovery, it.pay_back_by, it.posted, moment_of(it.opened), it.known
    line = *known, it.paid_back, it.paid_back_on, it.interest, it.interest_paid, it.unheard
    effect = it.get_effect_display(), it.rests_on
    return [(*head, *more, *_OF_EFFECT, *_OF_REMEDY), (*line, *effect, *_remedy(it))]


def repaid(it: ProofCheck) -> list[Sequence[Any]]:
    """What came back and what the Office gave back, as it was recorded; EUR."""

    def line(row: Repayment) -> Sequence[Any]:
        what = "an die Organisation zurückgegeben" if row.is_given_back else "an die Behörde zurückgezahlt"
        if row.corrects_id is not None:
            return row.day, -row.amount, "falscher Eintrag zurückgenommen", moment_of(row.recorded)
        return row.day, row.amount, what, moment_of(row.recorded)

    return [("Tag", "EUR", "Was", "Eingetragen"), *map(line, it.repayments.all())]


_OF_EFFECT = ("Was aus dem Bescheid wird", "Worauf das beruht")
_OF_REMEDY = (
    "Rechtsbehelf vom",
    "Art des Rechtsbehelfs",
    "Rechtsbehelf von",
    "Zahlung aufgeschoben",
    "Rechtsbehelf beendet am",
    "Ausgang des Rechtsbehelfs",
    "Danach zu erstatten",
    "Danach zu erstatten bis",
    "Danach bewilligt",
)


def _remedy(it: ProofCheck) -> Sequence[Any]:
    """Legal remedy against the result: the last one, what came before it stands in the log."""
    suspends = "" if it.contested is None else "ja" if it.suspends else "nein"
    began = it.contested, it.get_remedy_display(), it.contestant, suspends
    return *began, it.settled, it.get_remedy_end_display(), it.remedied, it.pay_anew_by, it.regranted


def moment_of(moment: datetime | None) -> str:
    """Day and time as the tables of a case file have them; empty for none."""
    return f"{moment.astimezone(BERLIN):%Y-%m-%d %H:%M}" if moment else ""
