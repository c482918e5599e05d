"""`loadguides`: all or nothing, twice the same, never over an edit made in the portal."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import Value
from django.db.models.functions import Replace

from portal.guides.imports import load
from portal.guides.models import Guide, LandFact, Picture, Term, Translation
from portal.guides.services import move_guide, pictures, remove_guide, remove_picture, save_row, save_text
from portal.outbox.models import Message
from portal.places.imports import load_reference
from tests.factories.accounts import UserFactory
from tests.factories.guides import TranslatorFactory, photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]
SLUG = "starting-school"


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def german() -> Translation:
    return Translation.objects.get(guide__slug=SLUG, language="de")


def edit_here(text: Translation, body: str) -> None:
    staff = UserFactory(is_staff=True)
    save_text(text, title=text.title, summary=text.summary, body=body, version=text.version, by=staff)


def test_the_command_says_what_it_did(capsys):
    call_command("loadguides")
    assert "0 new, 0 changed" in capsys.readouterr().out


def test_a_newer_file_is_read(folder):
    replace(folder / f"{SLUG}.de.md", "revision: 1", "revision: 2")
    replace(folder / f"{SLUG}.de.md", "Der erste Schultag ist", "Der allererste Schultag ist")
    report = load(folder)
    assert (report.counts["changed"], report.kept) == (1, [])
    assert Guide.objects.get(slug=SLUG).revision == 2
    others = {code for code, _name in settings.LANGUAGES} - {"de"}
    assert {text.language for text in Translation.objects.outdated()} == others


def newer_german(folder: Path, *, revision: int) -> None:
    replace(folder / f"{SLUG}.de.md", "revision: 1", f"revision: {revision}")
    replace(folder / f"{SLUG}.de.md", "Der erste Schultag ist", "Der allererste Schultag ist")


def test_translators_hear_once_of_a_newer_german_file(folder):
    olena = TranslatorFactory(language="uk").user
    newer_german(folder, revision=2)
    load(folder)
    load(folder)
    assert list(Message.objects.values_list("kind", "address")) == [("guides.outdated", olena.email)]


def test_translators_hear_nothing_of_a_file_that_says_the_same(folder):
    TranslatorFactory(language="uk")
    newer_german(folder, revision=1)  # a small correction
    load(folder)
    assert not Message.objects.exists()


def test_translators_hear_nothing_of_a_new_guide(folder):
    TranslatorFactory(language="uk")
    Guide.objects.filter(slug=SLUG).delete()
    load(folder)
    assert not Message.objects.exists()


def test_an_edit_made_here_is_newer_than_any_file(folder):
    edit_here(german(), "Hier bearbeitet.")
    assert load().kept == []  # the file is as it was: nothing to report
    assert german().body == "Hier bearbeitet."
    replace(folder / f"{SLUG}.de.md", "Der erste Schultag ist", "Der allererste Schultag ist")
    report = load(folder)
    assert report.kept == ["translation Mein Kind kommt in die Schule (de)"]
    assert german().body == "Hier bearbeitet."
    assert Guide.objects.get(slug=SLUG).revision == 2


def test_a_newer_translation_file_does_not_claim_to_know_an_edit_made_here(folder):
    edit_here(german(), "Hier bearbeitet.")
    replace(folder / f"{SLUG}.de.md", "revision: 1", "revision: 2")
    replace(folder / f"{SLUG}.de.md", "Der erste Schultag ist", "Der allererste Schultag ist")
    replace(folder / f"{SLUG}.en.md", "made_from: 1", "made_from: 2")
    load(folder)
    assert Translation.objects.get(guide__slug=SLUG, language="en").is_outdated


def unlinked(slug: str) -> Guide:
    """The guide, after editors have taken the links to it out of all texts."""
    Translation.objects.update(body=Replace("body", Value(f"{{{{link:{slug}}}}}"), Value("")))
    return Guide.objects.get(slug=slug)


def test_a_guide_that_was_removed_here_does_not_come_back(capsys):
    remove_guide(unlinked(SLUG), by=UserFactory(is_staff=True))
    call_command("loadguides")
    assert not Translation.objects.filter(guide__slug=SLUG).exists()
    said = capsys.readouterr().out
    assert f"removed in the portal, not brought back: guide {SLUG}" in said
    assert load().gone == [f"guide {SLUG}"]


def test_a_guide_that_was_moved_here_is_not_there_twice(folder):
    staff, guides, texts = UserFactory(is_staff=True), Guide.objects.count(), Translation.objects.count()
    moved = move_guide(german().guide, "first-day", by=staff)
    assert load(folder).counts["new"] == 0
    replace(folder / f"{SLUG}.de.md", "Der erste Schultag ist", "Der allererste Schultag ist")
    load(folder)
    assert (Guide.objects.count(), Translation.objects.count()) == (guides, texts)
    assert "Der allererste Schultag ist" in moved.translations.get(language="de").body


def test_words_and_pictures_that_were_deleted_here_do_not_come_back(folder):
    (folder / "pictures").mkdir()
    (folder / "pictures" / "hof.jpg").write_bytes(photo().read())
    (folder / "pictures" / "pictures.toml").write_text(
        '[hof]\nalternative.de = "Ein Hof"\n', encoding="utf-8"
    )
    with (folder / "terms" / "parents.toml").open("a", encoding="utf-8") as file:
        file.write('\n[fresh]\nword = "Frisch"\nde = "Neu."\n')
    load(folder)
    remove_picture(Picture.objects.get(), by=UserFactory(is_staff=True))
    Term.objects.get(slug="fresh").delete()
    pictures.purge()
    report = load(folder)
    assert report.gone == ["term fresh", "picture hof"]
    assert not Term.objects.filter(slug="fresh").exists()
    assert not Picture.objects.exists()


def test_facts_and_words_edited_here_stay(folder):
    staff = UserFactory(is_staff=True)
    fact = LandFact.objects.get(land="DE-NW", fact_key="enrolment-cutoff")
    fact.day = 29
    save_row(fact, version=fact.version, by=staff)
    replace(folder / "facts" / "enrolment-cutoff.toml", "superprof.de (Stichtage 2025); ", "")
    report = load(folder)
    assert report.kept == ["landfact DE-NW enrolment-cutoff"]
    assert LandFact.objects.get(pk=fact.pk).day == 29
    assert report.counts["changed"] > 5


@pytest.mark.parametrize(
    ("name", "old", "new", "complaint"),
    [
        (f"{SLUG}.de.md", "{{term:stichtag}}", "{{term:stichtach}}", "{{term:stichtach}}"),
        (f"{SLUG}.de.md", "topic: starting", "topic: nothing", "no topic"),
        (f"{SLUG}.de.md", "revision: 1", "revision: one", "not a number"),
        (f"{SLUG}.de.md", "revision: 1", "revision 1", "not “name: value”"),
        (f"{SLUG}.de.md", "---\n", "", "head"),
        (f"{SLUG}.en.md", "title:", "titel:", "title is missing"),
        ("facts/enrolment-cutoff.toml", '"06-30"', '"06-31"', "is no date"),
        ("facts/enrolment-cutoff.toml", "lands.DE-NW", "lands.DE-XX", "no Land DE-XX"),
        ("facts/recommendation.toml", '"grades"', '"stars"', "no answer"),
        ("facts/schools-after-primary.toml", '"iss"', '"ist"', "no word ist"),
        ("facts/primary-years.toml", "value = 6", "value = ", "primary-years.toml"),
        ("terms/certificates.toml", "[abitur]", "[abitur", "certificates.toml"),
    ],
)
def test_one_bad_file_and_nothing_is_changed(folder, name, old, new, complaint):
    replace(folder / "how-school-works.de.md", "Schule ist in Deutschland", "Schule ist hier")
    replace(folder / name, old, new)
    before = list(Translation.objects.order_by("pk").values_list("body", flat=True))
    with pytest.raises(CommandError) as refused:
        call_command("loadguides", folder=folder)
    assert complaint in str(refused.value)
    assert list(Translation.objects.order_by("pk").values_list("body", flat=True)) == before


def test_a_file_of_an_unknown_language_is_refused(folder):
    shutil.copy(folder / f"{SLUG}.de.md", folder / f"{SLUG}.xx.md")
    with pytest.raises(CommandError, match=r"slug\.language\.md"):
        call_command("loadguides", folder=folder)


def test_places_and_words_stay_when_loaded_again():
    assert load_reference()["laender"] == 0
    assert Term.objects.get(slug="elternabend").word == "Elternabend"
