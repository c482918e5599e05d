"""Every string is translated where somebody reads it, and says the same."""

import re
from gettext import c2py

import pytest
from babel.messages.catalog import Message
from django.utils import translation

from portal.lib import catalogues, placeholders
from tests.test_house.sources import ROOT, template_files

LANGUAGES = catalogues.translated_languages()


@pytest.fixture(scope="module")
def texts():
    return catalogues.texts(ROOT)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_untranslated(language, texts):
    assert catalogues.missing(ROOT, language, texts) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_placeholders(language):
    assert catalogues.wrong_placeholders(ROOT, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_line_breaks_at_both_ends(language):
    for message in filter(lambda message: message.id, catalogues.read(ROOT, language)):
        forms = message.string if isinstance(message.string, tuple | list) else [message.string]
        first = message.id if isinstance(message.id, str) else message.id[0]
        for form in filter(None, forms):
            assert form.startswith("\n") == first.startswith("\n")
            assert form.endswith("\n") == first.endswith("\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_stand_in_the_order_in_which_unicode_names_them(language):
    """Translators write them so, and Django's own catalogues are sorted so."""
    catalogue = catalogues.read(ROOT, language)
    rule, form = catalogue.locale.plural_form, c2py(catalogue.plural_expr)
    used = [tag for tag in ("zero", "one", "two", "few", "many", "other") if tag in map(rule, range(200))]
    numbers = range(200) if catalogue.num_plurals > 1 else ()
    assert [n for n in numbers if used[form(n)] != rule(n)] == []


# "Only Elterntreff Nordstadt e. V.. sees it": names of associations end with a full stop of their own.
NAME_AT_THE_END = re.compile(r"%\((name|organisation|office|what)\)s(</\w+>)*\.(?=\s|$)")


@pytest.mark.parametrize("language", [catalogues.SOURCE_LANGUAGE, *LANGUAGES])
def test_no_sentence_ends_with_a_name(language, texts):
    said = {text.id if isinstance(text.id, str) else text.id[0]: text.id for text in texts}
    if language != catalogues.SOURCE_LANGUAGE:
        catalogue = catalogues.read(ROOT, language)
        said = {id: message.string for id in said if (message := catalogue.get(id))}
    sentences = {id: " ".join([text] if isinstance(text, str) else text) for id, text in said.items() if text}
    assert [id for id, sentence in sentences.items() if NAME_AT_THE_END.search(sentence)] == []


def write(folder, place, text):
    path = folder / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_strings_of_signed_in_people_are_told_apart(tmp_path):
    write(tmp_path, "portal/views.py", "_('seen by all')\n")
    write(tmp_path, "portal/views/desk.py", "_('seen at the desk')\n_('seen by all')\n")
    write(tmp_path, "templates/portal/desk/home.html", "  {% translate 'desk page' %}\n")
    write(tmp_path, "templates/portal/home.html", "<p>\n  {% translate 'first page' context 'door' %}</p>\n")
    found = {text.id: text.desk_only for text in catalogues.texts(tmp_path)}
    assert found == {"seen by all": False, "seen at the desk": True, "desk page": True, "first page": False}


def seen_at_the_desk_alone(template):
    return catalogues.Text("", None, {f"templates/{template}"}).desk_only


def test_a_page_for_everybody_takes_in_no_part_of_the_desk():
    """Such a part is translated into German alone: families would read German on a page in Arabic."""
    guarded = {
        ("parts/field.html", "parts/desk/held.html"),  # only forms of the desk hold a file
        ("pdf/parentwork/attendance_list.html", "parentwork/desk/attendance_rows.html"),
    }
    found = {
        (name, part)
        for path in template_files()
        if not seen_at_the_desk_alone(name := path.relative_to(ROOT / "templates").as_posix())
        for part in re.findall(r'include "([^"]+)"', path.read_text())
        if seen_at_the_desk_alone(part)
    }
    assert found == guarded


def test_a_catalogue_keeps_its_translations_and_drops_what_is_gone(tmp_path):
    write(tmp_path, "portal/a.py", "_('stays')\n_('goes')\nngettext('one', '%(count)s many', 2)\n")
    catalogues.update(tmp_path, "de", catalogues.texts(tmp_path))
    path = catalogues.catalogue_path(tmp_path, "de")
    path.write_text(path.read_text().replace('msgid "stays"\nmsgstr ""', 'msgid "stays"\nmsgstr "bleibt"'))
    write(tmp_path, "portal/a.py", "_('stays')\n_('comes')\nngettext('one', '%(count)s many', 2)\n")
    texts = catalogues.texts(tmp_path)
    assert catalogues.update(tmp_path, "de", texts)
    assert not catalogues.update(tmp_path, "de", texts)
    catalogue = catalogues.read(tmp_path, "de")
    assert catalogue["stays"].string == "bleibt"
    assert "goes" not in catalogue
    assert catalogues.missing(tmp_path, "de", texts) == ["comes", "one"]


def test_a_fuzzy_translation_counts_as_missing(tmp_path):
    write(tmp_path, "portal/a.py", "_('doubtful')\n")
    texts = catalogues.texts(tmp_path)
    catalogues.update(tmp_path, "de-x-leicht", texts)
    path = catalogues.catalogue_path(tmp_path, "de-x-leicht")
    assert path.parent.parent.name == "de_X-leicht"
    path.write_text(path.read_text().replace('"doubtful"\nmsgstr ""', '"doubtful"\nmsgstr "zweifelhaft"'))
    assert catalogues.missing(tmp_path, "de-x-leicht", texts) == []
    path.write_text(path.read_text().replace("#: portal", "#, fuzzy\n#: portal"))
    assert catalogues.missing(tmp_path, "de-x-leicht", texts) == ["doubtful"]


def test_catalogues_are_compiled_when_they_change(tmp_path):
    write(tmp_path, "portal/a.py", "_('word')\n")
    catalogues.update(tmp_path, "ar", catalogues.texts(tmp_path))
    assert catalogues.compile_all(tmp_path) == 1
    assert catalogues.compile_all(tmp_path) == 0


def test_who_compiles_catalogues_goes_on_with_the_new_words(tmp_path, settings):
    write(tmp_path, "portal/a.py", "_('word')\n")
    catalogues.update(tmp_path, "de", catalogues.texts(tmp_path))
    path = catalogues.catalogue_path(tmp_path, "de")
    path.write_text(path.read_text().replace('"word"\nmsgstr ""', '"word"\nmsgstr "Wort"'))
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    with translation.override("de"):
        assert translation.gettext("word") == "word"
        catalogues.compile_all(tmp_path)
        assert translation.gettext("word") == "Wort"


FITTING = [
    ("%(name)s in {place}", "in {place}: %(name)s", True),
    ("%(name)s", "%(naem)s", False),
    ("%(name)s", "", True),
    ("{}", "", True),
    ("{} of {}", "{}", False),
    ("50 %", "50 %", True),
    (("one child", "%(count)s children"), ("ein Kind", "%(count)s Kinder"), True),
    (("one child", "%(count)s children"), ("ein Kind", "%(counter)s Kinder"), False),
    (("one of %(name)s", "%(count)s of %(name)s"), ("eins", "%(count)s von %(name)s"), False),
]


@pytest.mark.parametrize(("source", "translation", "fits"), FITTING)
def test_what_counts_as_the_same_placeholders(source, translation, fits):
    assert placeholders.fit(Message(source, translation)) is fits
