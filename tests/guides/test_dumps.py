"""`dumpguides`: the way back into git, with small differences and nothing lost."""

import datetime as dt
import difflib
import hashlib
import tomllib
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import Value
from django.db.models.functions import Replace

from portal.guides.choices import Certainty, State
from portal.guides.imports import load
from portal.guides.imports.dumps import dump
from portal.guides.imports.files import CONTENT
from portal.guides.models import (
    FactChoice,
    FactKey,
    FormerSlug,
    Guide,
    LandFact,
    Picture,
    Term,
    Topic,
    Translation,
)  # fmt: skip
from portal.guides.models.loaded import in_every_language
from portal.guides.reports import tokens
from portal.guides.services import create_text, move_guide, remove_guide, save_row, save_text
from tests.factories.accounts import UserFactory
from tests.factories.guides import PictureFactory, photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]
SLUG = "starting-school"


@pytest.fixture
def staff():
    return UserFactory(is_staff=True)


def contents(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in folder.rglob("*.*")
        if path.suffix in (".md", ".toml")
    }


def difference(folder: Path, name: str) -> list[str]:
    """The lines that came and went."""
    before = (CONTENT / name).read_text(encoding="utf-8").splitlines()
    after = (folder / name).read_text(encoding="utf-8").splitlines()
    return [line for line in difflib.ndiff(before, after) if line[0] in "+-"]


def rows() -> dict[str, list]:
    """Everything that files fill, without the keys that a database gives by itself."""
    text, fact = ("guide__slug", "language"), ("fact_key", "land", "valid_from")
    found = {
        "guides": Guide.objects.order_by("slug").values_list("slug", *Guide.from_file, "revision"),
        "texts": Translation.objects.order_by(*text).values_list(*text, "state", *Translation.from_file),
        "words": Term.objects.order_by("slug").values_list("slug", *Term.from_file),
        "keys": FactKey.objects.order_by("key").values_list("key", *FactKey.from_file),
        "facts": LandFact.objects.order_by(*fact).values_list(*fact, "choice__code", *_columns(LandFact)),
        "answers": FactChoice.objects.order_by("fact_key", "code").values_list("code", *FactChoice.from_file),
        "topics": Topic.objects.order_by("slug").values_list("slug", *Topic.from_file),
        "pictures": Picture.objects.values_list(
            "slug", "credit", "sha256", *in_every_language("alternative")
        ),
    }
    return {part: [tuple(value or "" for value in row) for row in rows] for part, rows in found.items()}


def _columns(model) -> list[str]:
    return [name for name in model.from_file if name != "choice_id"]


def forget_everything() -> None:
    for model in (Term, Picture, LandFact):
        model.pgh_event_model.objects.all().delete()  # a house that has never known them
    for model in (LandFact, FactChoice, FactKey, Term, Translation, FormerSlug, Guide, Topic, Picture):
        model.objects.all().delete()


def edit(staff, slug=SLUG, language="de", **said) -> Translation:
    text = Translation.objects.get(guide__slug=slug, language=language)
    wording = {"title": text.title, "summary": text.summary, "body": text.body} | said
    return save_text(text, **wording, version=text.version, by=staff)


def test_what_was_only_loaded_is_written_as_it_was(folder):
    before = contents(folder)
    changes = dump(folder)
    assert (changes.written, changes.removed, changes.not_loaded) == ([], [], [])
    assert contents(folder) == before


def test_an_empty_folder_gets_the_same_files_comments_included(tmp_path):
    dump(tmp_path)
    assert contents(tmp_path) == contents(CONTENT)


def test_the_command_says_what_it_did(tmp_path, capsys):
    call_command("dumpguides", folder=tmp_path)
    said = capsys.readouterr().out
    assert f"written: {SLUG}.de.md" in said
    assert f"Files: {len(contents(CONTENT))} written, 0 removed, 0 unchanged" in said


def test_an_edit_of_a_text_is_the_lines_that_changed(folder, staff):
    text = Translation.objects.get(guide__slug=SLUG, language="de")
    edit(staff, body=text.body.replace("Der erste Schultag ist", "Der allererste Schultag ist"))
    assert dump(folder).written == [f"{SLUG}.de.md"]
    changed = difference(folder, f"{SLUG}.de.md")
    assert [line[:14] for line in changed] == [
        "- revision: 1", "+ revision: 2", "- Der erste Sc", "+ Der allerers",
    ]  # fmt: skip


def test_an_edit_of_a_fact_and_of_a_word_is_one_line_each(folder, staff):
    fact = LandFact.objects.get(land="DE-NW", fact_key="enrolment-cutoff")
    fact.day = 29
    save_row(fact, version=fact.version, by=staff)
    word = Term.objects.get(slug="elternabend")
    word.meaning_en = "An evening."
    save_row(word, version=word.version, by=staff)
    dump(folder)
    assert difference(folder, "facts/enrolment-cutoff.toml") == ['- value = "09-30"', '+ value = "09-29"']
    (path,) = [path for path in (folder / "terms").glob("*.toml") if "[elternabend]" in path.read_text()]
    assert difference(folder, f"terms/{path.name}")[1] == '+ en = "An evening."'
    assert len(difference(folder, f"terms/{path.name}")) == 2


def test_what_the_head_of_a_file_says_for_all_is_said_again_only_where_it_differs(folder, staff):
    fact = LandFact.objects.get(land="DE-NW", fact_key="enrolment-cutoff")
    fact.certainty = Certainty.UNCERTAIN
    save_row(fact, version=fact.version, by=staff)
    dump(folder)
    assert difference(folder, "facts/enrolment-cutoff.toml") == ['+ certainty = "uncertain"']


def test_edits_of_every_kind_come_back_into_an_empty_database(folder, staff):
    change_everything(staff)
    before = rows()
    dump(folder)
    forget_everything()
    load(folder)
    after = rows()
    for part, rows_before in before.items():
        assert after[part] == rows_before, part


def _linked(body: str) -> list[str]:
    return [token.slug for token in tokens.find(body) if token.kind == "link"]


def unlink(slug: str) -> None:
    """Take the links to a guide out of all texts, as an editor would before it goes."""
    Translation.objects.update(body=Replace("body", Value(f"{{{{link:{slug}}}}}"), Value("")))


def change_everything(staff) -> None:
    edit(staff, title='Schule: "Los!"', summary="# Kein Kommentar", body="Neu.\n\n---\n\nNoch eins.\n")
    edit(staff, language="en", title='"Quoted"')
    file = photo()
    mark = hashlib.sha256(file.read()).hexdigest()
    PictureFactory(slug="schulhof", alternative_ar="أطفال", file=file, sha256=mark)
    # Links lead to the new address in the files, so here they do so beforehand.
    guide = Guide.objects.get(slug="how-school-works")
    move_guide(guide, "school-in-germany", by=staff)
    old = Value("{{link:how-school-works}}")
    Translation.objects.update(body=Replace("body", old, Value("{{link:school-in-germany}}")))
    linked = {slug for text in Translation.objects.all() for slug in _linked(text.body)}
    remove_guide(Guide.objects.exclude(slug__in=linked | {SLUG}).first(), by=staff)
    fresh = Guide.objects.create(slug="brand-new", topic_id="school", position=7)
    create_text(
        fresh, "de", title="Neu", summary="Neu.", body="{{picture:schulhof}}\n", made_from=1, by=staff
    )
    Term.objects.create(slug="neuwort", word="Neuwort", meaning_de="Ganz neu.", say_ar="نوي")
    fact = LandFact.objects.filter(fact_key="recommendation").first()
    LandFact.objects.filter(pk=fact.pk).update(valid_until=dt.date(2027, 7, 31))
    fact.pk, fact.valid_from, fact.note_tr = None, dt.date(2027, 8, 1), "Yeni"
    fact.save(force_insert=True)
    pay = LandFact.objects.filter(fact_key="training-pay-1")
    pay.last().delete()
    pay.update(number="724.50")
    LandFact.objects.filter(fact_key="schools-after-primary", land="DE-BY").update(terms=["gymnasium"])
    LandFact.objects.filter(fact_key="class-parents-name", land="DE-BY").delete()
    key = FactKey.objects.create(key="new-kind", kind="text", position=3, compared=False, label_de="Neu")
    LandFact.objects.create(
        fact_key=key, text_de="Überall.", certainty="own", checked_on=dt.date(2026, 1, 1), source="x.de"
    )
    Topic.objects.filter(slug="school").update(title_de="Schule", position=4)


def test_links_to_a_guide_that_moved_lead_to_its_new_address(folder, staff):
    move_guide(Guide.objects.get(slug=SLUG), "first-day", by=staff)
    changes = dump(folder)
    assert f"{SLUG}.de.md" in changes.removed
    assert not any(f"{{{{link:{SLUG}}}}}" in text for text in contents(folder).values())
    assert any("{{link:first-day}}" in text for text in contents(folder).values())


def test_a_text_that_is_no_more_takes_its_file_along(folder, staff):
    unlink(SLUG)
    dump(folder)
    remove_guide(Guide.objects.get(slug=SLUG), by=staff)
    assert {name.split(".")[0] for name in dump(folder).removed} == {SLUG}
    assert not list(folder.glob(f"{SLUG}.*"))


def test_what_nobody_has_loaded_yet_stays_and_is_named(folder):
    text = (folder / f"{SLUG}.de.md").read_text(encoding="utf-8")
    (folder / "fresh.de.md").write_text(text, encoding="utf-8")
    with (folder / "terms" / "parents.toml").open("a", encoding="utf-8") as file:
        file.write('\n[fresh]\nword = "Frisch"\nde = "Neu."\n')
    changes = dump(folder)
    assert changes.not_loaded == ["fresh.de.md", "terms/parents.toml: fresh"]
    assert (changes.written, changes.removed) == ([], [])


def test_after_a_dump_a_load_keeps_nothing_back(folder, staff):
    edit(staff, body="Hier bearbeitet.")
    edit(staff, language="en", body="Edited here.", made_from=2)
    guide = Guide.objects.get(slug=SLUG)
    guide.position = 77
    guide.save()
    dump(folder)
    report = load(folder)
    assert (report.kept, report.counts["kept"], report.counts["changed"]) == ([], 0, 0)
    assert not Translation.objects.get(guide__slug=SLUG, language="de").edited_here
    (folder / f"{SLUG}.en.md").write_text(
        (folder / f"{SLUG}.en.md").read_text(encoding="utf-8").replace("Edited here.", "Edited in git."),
        encoding="utf-8",
    )
    assert load(folder).counts["changed"] == 1


def test_a_place_in_the_list_that_was_changed_here_stays(folder):
    guide = Guide.objects.get(slug=SLUG)
    guide.position = 77
    guide.save()
    load(folder)
    assert Guide.objects.get(slug=SLUG).position == 77
    path = folder / f"{SLUG}.de.md"
    path.write_text(
        path.read_text(encoding="utf-8").replace("position: 10", "position: 11"), encoding="utf-8"
    )
    assert load(folder).kept == [f"guide {SLUG}"]
    assert Guide.objects.get(slug=SLUG).position == 77


def test_a_draft_stays_a_draft(folder, staff):
    Translation.objects.filter(guide__slug=SLUG, language="ar").update(state=State.DRAFT)
    dump(folder)
    assert difference(folder, f"{SLUG}.ar.md") == ["+ state: draft"]


def test_every_file_written_can_be_read(tmp_path, staff):
    change_everything(staff)
    dump(tmp_path)
    for path in tmp_path.rglob("*.toml"):
        tomllib.loads(path.read_text(encoding="utf-8"))
