"""One run of a machine, batch by batch. Every step may be the last: what is in the draft stays there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from portal.guides.choices import Fault, RunState, Step
from portal.guides.models import MachineRun, Translation, TranslationDraft
from portal.guides.reports.exchange import codes, machine, segments
from portal.guides.reports.translations import pieces
from portal.lib import machine_translation as providers

MAX_ATTEMPTS = 5
# Longer than the provider may take for an answer.
SILENT_SECONDS = 120


@dataclass
class Paragraph:
    """A German paragraph on its way: its place in the draft, its runs, and the answers so far."""

    place: int
    german: str
    runs: list[segments.Slice] = field(init=False)

    def __post_init__(self) -> None:
        self.runs = segments.slices(self.german)

    @property
    def asked(self) -> list[str]:
        """What is to be translated of it."""
        return [run.text for run in self.runs if run.is_words and codes.has_words(codes.parts(run.text))]

    def joined(self, answers: Mapping[str, str]) -> str:
        return "".join(answers.get(run.text, run.text) if run.is_words else run.text for run in self.runs)


def run(pk: int, claim: str) -> None:
    """Go on with a run, unless somebody else does. `claim` is the job's id."""
    now = timezone.now()
    due = Q(state=RunState.QUEUED) & (Q(not_before__isnull=True) | Q(not_before__lte=now))
    mine = MachineRun.objects.filter(due | Q(state=RunState.RUNNING, claim=claim), pk=pk)
    if not mine.update(state=RunState.RUNNING, claim=claim, seen=now, attempts=F("attempts") + 1):
        return
    try:
        _work(MachineRun.objects.get(pk=pk), providers.provider())
    except providers.TryLater as error:
        _later(MachineRun.objects.get(pk=pk), error.seconds)
    except providers.Closed:
        _give_up(MachineRun.objects.get(pk=pk), Fault.CLOSED)


def sweep() -> None:
    """Put back the runs of workers that died."""
    silent = MachineRun.objects.silent_since(timezone.now() - timedelta(seconds=SILENT_SECONDS))
    for row in silent:
        _later(row, 0)


def open_paragraphs(draft: TranslationDraft) -> list[Paragraph]:
    """Those that nobody has translated yet."""
    return [
        Paragraph(place, piece.german)
        for place, piece in enumerate(pieces.read(draft.pieces))
        if not piece.is_gone and not piece.text.strip()
    ]


def _work(row: MachineRun, provider: providers.Provider) -> None:
    german = Translation.objects.get(guide=row.guide_id, language=settings.LANGUAGE_CODE)
    while batch := _next(row, provider.at_once):
        _settle(row, *_translated(batch, german, row.language, provider))
    _finish(row)


def _next(row: MachineRun, at_once: int) -> list[Paragraph]:
    """The next paragraphs that have not failed, as many as may be sent at once, one at least."""
    draft = _draft(row)
    failed = {place for place, _fault in row.failures}
    batch: list[Paragraph] = []
    for paragraph in open_paragraphs(draft) if draft else []:
        if paragraph.place in failed:
            continue
        if batch and sum(len(one.asked) for one in [*batch, paragraph]) > at_once:
            break
        batch.append(paragraph)
    return batch


def _draft(row: MachineRun) -> TranslationDraft | None:
    """The draft, as long as it is being written."""
    steps = (Step.WRITING, Step.RETURNED)
    drafts = TranslationDraft.objects.filter(guide=row.guide_id, language=row.language, step__in=steps)
    return drafts.first()


def _translated(
    batch: Sequence[Paragraph], german: Translation, language: str, provider: providers.Provider
) -> tuple[dict[int, str], dict[int, Fault]]:
    """Texts and faults by place. A batch that is refused is sent paragraph by paragraph."""
    texts: dict[int, str] = {}
    faults: dict[int, Fault] = {}
    sent = [one for one in batch if _is_ours(one, german, faults)]
    try:
        answers = _answers(sent, german, language, provider)
    except providers.Refused:
        if len(sent) == 1:
            return texts, faults | {sent[0].place: Fault.REFUSED}
        for one in sent:
            more, failed = _translated([one], german, language, provider)
            texts, faults = texts | more, faults | failed
        return texts, faults
    for one in sent:
        fault, found = _checked(one, answers, language)
        if fault:
            faults[one.place] = fault
        else:
            texts[one.place] = one.joined(found)
    return texts, faults


def _is_ours(one: Paragraph, german: Translation, faults: dict[int, Fault]) -> bool:
    try:
        for text in one.asked:
            machine.own_text(text, german)
    except ValueError:
        faults[one.place] = Fault.GERMAN
        return False
    return True


def _answers(
    sent: Sequence[Paragraph], german: Translation, language: str, provider: providers.Provider
) -> dict[str, str]:
    """What the provider says to each segment."""
    asked = list(dict.fromkeys(text for one in sent for text in one.asked))
    found: dict[str, str] = {}
    for at in range(0, len(asked), provider.at_once):
        part = asked[at : at + provider.at_once]
        texts = [machine.own_text(text, german) for text in part]
        found |= zip(part, provider.translate(texts, settings.LANGUAGE_CODE, language), strict=True)
    return found


def _checked(
    one: Paragraph, answers: Mapping[str, str], language: str
) -> tuple[Fault | None, dict[str, str]]:
    found = {}
    for text in one.asked:
        try:
            found[text] = machine.restored(answers[text], text)
        except machine.Damaged:
            return Fault.DAMAGED, {}
        if not found[text].strip() or not providers.in_language(
            machine.words(found[text]), machine.words(text), language
        ):
            return Fault.LANGUAGE, {}
    return None, found


@transaction.atomic
def _settle(row: MachineRun, texts: Mapping[int, str], faults: Mapping[int, Fault]) -> None:
    """Put the answers into the draft where it is still empty, and note how far the run is."""
    draft = _draft(row)
    if draft:
        draft = TranslationDraft.objects.select_for_update().get(pk=draft.pk)
        known = pieces.read(draft.pieces)
        filled = [_filled(piece, texts.get(place)) for place, piece in enumerate(known)]
        if filled != known:
            draft.pieces = pieces.stored(filled)
            draft.version += 1
            draft.page = ""  # an open page does not know these words: it must not save over them
            draft.save()
    row.done += len(texts)
    row.failures += [[place, fault.value] for place, fault in faults.items()]
    row.attempts, row.seen = 0 if texts else row.attempts, timezone.now()
    row.save(update_fields=["done", "failures", "attempts", "seen"])


def _filled(piece: pieces.Piece, text: str | None) -> pieces.Piece:
    """What a person wrote meanwhile stays."""
    return piece if text is None or piece.text.strip() else replace(piece, text=text, by_machine=True)


def _later(row: MachineRun, seconds: int) -> None:
    if row.attempts >= MAX_ATTEMPTS:
        _give_up(row, Fault.LATER)
        return
    row.state, row.claim = RunState.QUEUED, ""
    row.not_before = timezone.now() + timedelta(seconds=seconds)
    row.save(update_fields=["state", "claim", "not_before"])


def _give_up(row: MachineRun, fault: Fault) -> None:
    """All that is left has failed."""
    failed = {place for place, _fault in row.failures}
    draft = _draft(row)
    left = [one.place for one in open_paragraphs(draft) if one.place not in failed] if draft else []
    row.failures += [[place, fault.value] for place in left]
    row.save(update_fields=["failures"])
    _finish(row)


def _finish(row: MachineRun) -> None:
    row.state, row.claim, row.not_before = RunState.DONE, "", None
    row.save(update_fields=["state", "claim", "not_before"])
