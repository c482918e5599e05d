"""The interim proof (Zwischennachweis): the figures of a part of the award period, and its report."""

from typing import Any

from django.utils.translation import gettext_lazy

from funding import rules
from funding.choices import ProofMode
from funding.finance import ZERO
from funding.models import InterimProof
from funding.reports.figures import NARRATIVE, figures_of
from funding.reports.proofs import FundingReport, Report, report_of
from portal.documents.kinds import register
from portal.lib.text import file_stem

INTERIM_NARRATIVE = ("done", "results", "deviations")
_WITH_ALL = (
    "award__request__organisation", "award__request__office", "award__request__programme",
    "award__decision__submission", "award__proof",
)  # fmt: skip


def interim_figures(interim: InterimProof) -> dict[str, Any]:
    """All figures and texts as they are now; for a submitted one, as it was submitted."""
    if interim.frozen is not None:
        return interim.frozen
    proof = interim.award.proof
    payments = interim.award.drawdowns.payments()
    granted = sum((amount for day, amount in payments if interim.contains(day)), ZERO)
    found = figures_of(proof, interim.start, interim.end, interim.contains, granted)
    if interim.award.proof_mode != ProofMode.REGULAR:
        found["expenses"] = []
    texts = dict.fromkeys(NARRATIVE, "") | {name: getattr(interim, name) for name in INTERIM_NARRATIVE}
    head = found["head"] | {
        "interim": interim.number, "from": interim.start.isoformat(), "until": interim.end.isoformat(),
    }  # fmt: skip
    return found | {"narrative": texts, "head": head}


@register
class InterimReport(FundingReport):
    """The interim proof on paper: the pages of the funding report without what the grant comes to."""

    key = "funding.interim_report"
    label = gettext_lazy("interim proof")

    def gather(self, params: dict[str, Any], language: str) -> Report:
        interim = InterimProof.objects.select_related(*_WITH_ALL).get(pk=params["interim"])
        return report_of(interim_figures(interim), interim.submitted, interim.sha256)

    def visible_to(self, user: Any, params: dict[str, Any]) -> bool:
        rows = InterimProof.objects.select_related("award__request__organisation", "award__request__office")
        interim = rows.filter(pk=params["interim"]).first()
        return interim is not None and rules.may_read_interim(user, interim)

    def filename(self, data: Report) -> str:
        head = data.figures["head"]
        number = file_stem(head["file_number"]) or "entwurf"
        return f"zwischennachweis-{head['interim']}-{number}.pdf"
