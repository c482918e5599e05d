"""The funding report beside WeasyPrint alone, two workers beside one, and what it takes as it grows."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from pathlib import Path
from statistics import median

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from funding.models import Expense, ProofOfUse
from portal.documents.choices import State
from portal.documents.kinds import kind_of
from portal.documents.models import Document
from portal.documents.rendering import inputs, job, pdf
from portal.lib.multiplying import multiply
from tests.load.figures import Figure
from tests.load.house import apart, get_ready
from tests.load.usage import peak

KIND, LANGUAGE = "funding.report", "de"
DEMO = {"DEMO": True, "DEMO_PASSWORD": "zum-Messen-und-nur-dafuer"}
# Expenses of reports of about 10, 50, 140 and 270 pages.
SIZES = (100, 850, 2_600, 5_000)
ROUNDS, EACH = 5, 3  # reports that a worker makes in a round
OVERHEAD, TWO_WORKERS = 1.1, 1.8
JOB_MB = 512


def measure(scale: float) -> Iterator[Figure]:
    """Scale has no say here: a report is as long as it is."""
    with apart("report", **DEMO):
        call_command("loaddemo", verbosity=0)
        proof = _proof()
        _spend(proof, SIZES[0])
        ours, alone = _beside_the_layout(proof)
        what = f"funding report of {SIZES[0]} expenses, from claim to file"
        yield Figure(what, ours, alone, "WeasyPrint alone, same HTML", OVERHEAD, False, "s", scale)
        two, one = _beside_one_worker(proof)
        yield Figure("funding reports by two workers", two, one, "one worker", TWO_WORKERS, True, "/s", scale)
        yield from _growing(proof, scale)


def _proof() -> ProofOfUse:
    """An open one: its figures are collected anew for every report."""
    rows = ProofOfUse.objects.filter(frozen__isnull=True, expenses__isnull=False).distinct()
    return rows.order_by("pk")[0]


def _spend(proof: ProofOfUse, number: int) -> None:
    """Let it have so many expenses, copies of those that it has."""
    own = Expense.objects.filter(proof=proof)
    patterns = list(own.order_by("pk").values_list("pk", flat=True)[:20])
    more = own.exclude(pk__in=patterns)
    more._raw_delete(more.db)
    rounds = -(-(number - len(patterns)) // len(patterns))
    multiply(
        own, "SELECT generate_series(1, %s) AS k", (rounds,),
        public_id="gen_random_uuid()", voucher_number="n.k || '/' || p.id",
    )  # fmt: skip
    surplus = own.filter(pk__in=own.order_by("-pk").values("pk")[: own.count() - number])
    surplus._raw_delete(surplus.db)


# -- beside the layout alone ------------------------------------------------------------------------


def _beside_the_layout(proof: ProofOfUse) -> tuple[float, float]:
    """Seconds of the whole job and of WeasyPrint alone, which take turns; the median of each."""
    kind = kind_of(KIND)
    params = {"proof": proof.pk}
    markup = pdf.html(kind, inputs.gather(kind, params, LANGUAGE), LANGUAGE)
    target = Path(settings.DATA_DIR) / "alone.pdf"
    _alone(markup, target)
    rounds = [
        (_seconds(lambda: render(proof.pk)), _seconds(lambda: _alone(markup, target)))
        for _round in range(ROUNDS)
    ]
    return median(ours for ours, _alone in rounds), median(alone for _ours, alone in rounds)


def _alone(markup: str, target: Path) -> None:
    import weasyprint

    from portal.documents.rendering.assets import HouseFetcher

    html = weasyprint.HTML(string=markup, base_url="house:", url_fetcher=HouseFetcher())
    html.write_pdf(target, pdf_variant=kind_of(KIND).variant.value)


def _seconds(do: Callable[[], object]) -> float:
    begin = time.perf_counter()
    do()
    return time.perf_counter() - begin


def render(proof: int) -> Path:
    """The report by the job of the house, and where its file lies."""
    document = Document.objects.create(kind=KIND, params={"proof": proof}, language=LANGUAGE)
    if not job.render(str(document.pk), f"bench-{document.pk}"):
        document.refresh_from_db()
        raise RuntimeError(f"The report was not made: {document.error}")
    path = Path(Document.objects.get(pk=document.pk).file.path)
    Document.objects.filter(pk=document.pk).update(
        state=State.CANCELLED, input_checksum="", expires=timezone.now()
    )
    return path


# -- in processes of their own ----------------------------------------------------------------------


@contextmanager
def _worker() -> Iterator[ProcessPoolExecutor]:
    """A process that has loaded what it needs, as a warm worker."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=get_ready) as worker:
        worker.submit(get_ready).result()
        yield worker


def _several(proof: int) -> None:
    for _number in range(EACH):
        render(proof)


def _beside_one_worker(proof: ProofOfUse) -> tuple[float, float]:
    """Reports a second of two workers at once and of one of them, which take turns; the median of each."""
    with ExitStack() as house:
        workers = [house.enter_context(_worker()) for _number in range(2)]
        for worker in workers:
            worker.submit(render, proof.pk).result()
        rounds = [(_rate(workers, proof.pk), _rate(workers[:1], proof.pk)) for _round in range(ROUNDS)]
    return median(two for two, _one in rounds), median(one for _two, one in rounds)


def _rate(workers: list[ProcessPoolExecutor], proof: int) -> float:
    begin = time.perf_counter()
    for made in [worker.submit(_several, proof) for worker in workers]:
        made.result()
    return EACH * len(workers) / (time.perf_counter() - begin)


# -- as it grows ------------------------------------------------------------------------------------


def _growing(proof: ProofOfUse, scale: float) -> Iterator[Figure]:
    made = []
    for number in SIZES:
        _spend(proof, number)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE funding_expense")
        with _worker() as worker:
            pages, seconds, megabytes = worker.submit(_weighed, proof.pk).result()
        print(f"  {number:,} expenses, {pages} pages: {seconds:.1f} s, {megabytes:.0f} MB", flush=True)
        made.append((pages, seconds, megabytes))
    (few, short, little), (many, long, much) = made[0], made[-1]
    what = f"funding report of {many} pages and {SIZES[-1]:,} expenses"
    yield Figure(f"{what}, memory at its peak", much, JOB_MB, "the limit of a job", 1, False, "MB", scale)
    smaller = f"report of {few} pages"
    yield Figure(f"{what}, time of a page", long / many, short / few, smaller, 1, False, "s", scale)
    grown = (much - made[1][2]) / (many - made[1][0])
    before = (made[1][2] - little) / (made[1][0] - few)
    reference = f"from {few} to {made[1][0]} pages"
    what = f"memory of each further page, from {made[1][0]} to {many}"
    yield Figure(f"funding report, {what}", grown, before, reference, 1, False, "MB", scale)


def _weighed(proof: int) -> tuple[int, float, float]:
    """Pages, seconds, and the most MB that this process, which has made nothing else, ever held."""
    from pypdf import PdfReader

    begin = time.perf_counter()
    path = render(proof)
    seconds = time.perf_counter() - begin
    return len(PdfReader(path).pages), seconds, peak()
