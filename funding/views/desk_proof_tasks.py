"""What is to be done for a proof of use, as a task list, and how far each part is."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from funding.choices import ProofMode
from funding.models import ProofOfUse
from funding.services import proofs
from funding.services.fees import unpaid_work
from parentwork.models import WorkshopDate
from portal.accounts.models import User
from portal.lib.dates import day_words
from portal.lib.languages import best_words


def tasks_of(proof: ProofOfUse, figures: dict[str, Any], user: User) -> list[dict[str, Any]]:
    """Series, attendance that nobody has typed in yet, report, expenses: in the order of the work."""
    request = proof.award.request
    address = [request.organisation.slug, request.public_id]
    unpaid = unpaid_work(proof, by=user).count()
    return [
        _series(proof) | {"url": reverse("funding:proof_workshops", args=address)},
        *(_attendance(date) for date in proofs.unrecorded(proof, by=user)),
        _narrative(proof) | {"url": reverse("funding:narrative", args=address)},
        _enclosures(figures) | {"url": reverse("funding:enclosures", args=address)},
        _expenses(figures) | {"url": reverse("funding:expenses", args=address)},
        *([_fees(unpaid) | {"url": reverse("funding:fees", args=address)}] if unpaid else []),
    ]


def _narrative(proof: ProofOfUse) -> dict[str, Any]:
    needless = proof.award.proof_mode == ProofMode.CONFIRMATION
    return {
        "title": _("What was done and what came of it"),
        "hint": _("Your notice does not ask for it; you may write it all the same")
        if needless
        else _("Your report in words, beside the goal of your request"),
        **_state(done=needless or bool(proof.done and proof.results)),
    }


def _enclosures(figures: dict[str, Any]) -> dict[str, Any]:
    there = any(figures[name] for name in ("feedback", "evaluation", "pictures"))
    return {
        "title": _("Charts and pictures"),
        "hint": _("What families said, your self-evaluation, pictures: as you like"),
        **(_state(done=True) if there else {"state_label": _("none chosen"), "tone": "info"}),
    }


def gaps_of(proof: ProofOfUse) -> list[dict[str, str]]:
    """What keeps the proof from being sent, each with the place where it is mended."""
    return [{"text": gap.text, "url": _mended_at(proof, gap)} for gap in proofs.gaps(proof)]


def _mended_at(proof: ProofOfUse, gap: proofs.Gap) -> str:
    request = proof.award.request
    address = [request.organisation.slug, request.public_id]
    if gap.field == "change":
        return reverse("funding:amendments", args=address)
    if gap.expense:
        url = reverse("funding:expense", args=[*address, gap.expense.public_id])
    else:
        url = reverse("funding:narrative" if gap.field else "funding:expense_new", args=address)
    return f"{url}#id_{gap.field}" if gap.field else url


def _series(proof: ProofOfUse) -> dict[str, Any]:
    count = proof.award.funded_workshops.count()
    linked = ngettext("%(number)s series linked", "%(number)s series linked", count) % {"number": count}
    return {
        "title": _("Which workshops the money paid for"),
        "hint": linked if count else _("none linked yet"),
        **_state(done=count > 0),
    }


def _attendance(date: WorkshopDate) -> dict[str, Any]:
    return {
        "title": _("Type in who came on %(day)s") % {"day": day_words(date.day, get_language() or "de")},
        "hint": best_words(date.workshop, "title", get_language() or "de")[0],
        "url": reverse("parentwork:desk_attendance", args=[date.workshop.organisation.slug, date.pk]),
        **_state(done=False),
    }


def _expenses(figures: dict[str, Any]) -> dict[str, Any]:
    count = len(figures["expenses"])
    wanted = figures["head"]["proof_mode"] == ProofMode.REGULAR
    missing = sum(not row["files"] for row in figures["expenses"]) if wanted else 0
    parts = [ngettext("%(number)s expense", "%(number)s expenses", count) % {"number": count}]
    if missing:
        parts.append(
            ngettext("%(number)s voucher is missing", "%(number)s vouchers are missing", missing)
            % {"number": missing}
        )
    allowed = figures["sums"]["allowed"]
    if not allowed:
        parts.append(_("consent of the Office is missing"))
    return {
        "title": _("Expenses and vouchers"),
        "hint": ", ".join(parts) if count else _("none entered yet"),
        **_state(done=count > 0 and not missing and allowed),
    }


def _fees(unpaid: int) -> dict[str, Any]:
    dates = ngettext(
        "%(number)s date that no expense pays for yet",
        "%(number)s dates that no expense pays for yet",
        unpaid,
    )
    return {
        "title": _("Fees of paid helpers"),
        "hint": dates % {"number": unpaid},
        "state_label": _("not complete"),
        "tone": "info",
    }


def _state(*, done: bool) -> dict[str, str]:
    if done:
        return {"state_label": _("complete"), "tone": "ok"}
    return {"state_label": _("not complete"), "tone": "warn"}
