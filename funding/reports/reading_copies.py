"""The funding report in a language that its reader knows better: to understand it, never in its place."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, gettext_noop

from funding.models import FundingRequest, ProofOfUse
from funding.reports.figures import handed_in
from funding.reports.proofs import FundingReport, Report, report_of, whole_proofs
from portal.documents.kinds import register
from portal.lib import charts, languages
from portal.lib.text import file_stem

# What it says in the words of other pages: so these are translated for it, too.
AREAS = (
    gettext_noop("A culture of welcome"), gettext_noop("Respectful communication"),
    gettext_noop("Cooperation in upbringing and learning"), gettext_noop("Taking part and deciding together"),
)  # fmt: skip


@register
class ReadingCopy(FundingReport):
    """The same figures, with the words around them in one of `languages.READING_COPIES`."""

    key = "funding.reading_copy"
    label = gettext_lazy("reading copy of a funding report")
    template = "pdf/funding/reading_copy.html"
    keep_days = settings.DOCUMENT_KEEP_DAYS  # it can be made anew

    def gather(self, params: dict[str, Any], language: str) -> Report:
        proof: ProofOfUse = whole_proofs().get(pk=params["proof"])
        draw = charts.bars if languages.direction(language) == "ltr" else charts.beside_words
        return report_of(handed_in(proof), proof.submitted, proof.sha256, "", draw)

    def page_of(self, params: dict[str, Any], user: Any) -> str:
        request = FundingRequest.objects.select_related("office", "organisation").get(
            award__proof=params["proof"]
        )
        if FundingRequest.objects.of_applicants(user).filter(pk=request.pk).exists():
            return reverse("funding:proof", args=[request.organisation.slug, request.public_id])
        return reverse("funding:case_proof", args=[request.office.slug, request.public_id])

    def filename(self, data: Report) -> str:
        number = file_stem(data.figures["head"]["file_number"]) or "entwurf"
        return f"lesefassung-{number}-{get_language()}.pdf"
