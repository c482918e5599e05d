"""Translating outside: a file goes out, comes back, is shown, and is taken paragraph by paragraph."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.guides.imports import xliff as incoming
from portal.guides.models import Translation, TranslationDraft
from portal.guides.reports.translations import pieces
from portal.guides.services import save_text, translating
from tests.factories.accounts import UserFactory
from tests.factories.guides import TermFactory, TextFactory, TranslatorFactory
from tests.xliff_core import faults

pytestmark = pytest.mark.django_db
EXPORT = "/en/desk/translations/ar/schule.xlf"
IMPORT = "/en/desk/translations/import/"
BODY = "Zum {{term:elternabend}}.\n\n- eins\n- zwei\n\n## Ende\n"
ARABIC = "إلى {{term:elternabend}}.\n\n- واحد\n- اثنان\n\n## النهاية\n"


@pytest.fixture
def rana():
    return TranslatorFactory(user__name="Rana").user


@pytest.fixture
def desk(rana) -> Client:
    client = Client()
    client.force_login(rana)
    return client


@pytest.fixture
def german():
    TermFactory()
    return TextFactory(guide__slug="schule", title="Schule", summary="Alles über Schule.", body=BODY)


@pytest.fixture
def arabic(german):
    return TextFactory(guide=german.guide, language="ar", title="مدرسة", summary="كل شيء.", body=ARABIC)


def exported(desk) -> str:
    response = desk.get(EXPORT)
    assert response.status_code == 200
    return response.content.decode()


def changed(content: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in content
        content = content.replace(old, new)
    return content


def upload(desk, content: str | bytes, name="schule.ar.xlf"):
    content = content.encode() if isinstance(content, str) else content
    return desk.post(IMPORT, {"file": SimpleUploadedFile(name, content)})


def confirm(desk, preview):
    return desk.post(IMPORT, {"sealed": preview.context["sealed"]}, follow=True)


def draft() -> list[str]:
    return [piece.text for piece in pieces.read(TranslationDraft.objects.get().pieces)]


def revise(german, body, **how):
    german.refresh_from_db()
    staff = UserFactory(is_staff=True)
    save_text(
        german, title=german.title, summary=german.summary, body=body, version=german.version, by=staff, **how
    )


def test_a_file_goes_out_by_the_rules_of_the_standard(desk, arabic):
    response = desk.get(EXPORT)
    assert response["Content-Type"] == "application/xliff+xml"
    assert response["Content-Disposition"] == 'attachment; filename="schule.ar.xlf"'
    assert faults(response.content) == []
    (parcel,) = incoming.read(response.content).parcels
    assert [one.german for one in parcel.segments][2:] == [
        "Zum {{term:elternabend}}.",
        "- eins\n- zwei",
        "## Ende",
    ]
    assert "\n\n".join(one.text for one in parcel.segments[2:]) + "\n" == ARABIC


def test_all_guides_of_a_language_go_out_as_one_file(desk, arabic):
    TextFactory(guide__slug="hort", title="Hort")
    response = desk.get("/en/desk/translations/ar.xlf")
    assert faults(response.content) == []
    assert response.content.count(b"<file ") == 2
    assert desk.get("/en/desk/translations/tr.xlf").status_code == 404


def test_states_say_how_far_each_paragraph_is(desk, german, arabic):
    assert exported(desk).count('state="final"') == 6
    revise(german, BODY.replace("Ende", "Schluss"))
    content = exported(desk)
    assert content.count('state="final"') == 5
    assert content.count('state="initial"') == 1


def test_changed_paragraphs_are_shown_and_nothing_is_saved(desk, arabic):
    preview = upload(desk, changed(exported(desk), ("واحد", "رقم واحد")))
    assert preview.status_code == 200
    (shown,) = preview.context["proposals"]
    assert [(row["change"].old, row["change"].segment.text) for row in shown["rows"]] == [
        ("- واحد\n- اثنان", "- رقم واحد\n- اثنان")
    ]
    assert "<ins> رقم</ins>" in preview.content.decode()
    assert not TranslationDraft.objects.exists()


def test_what_was_shown_is_taken_into_a_draft_and_readers_see_what_they_saw(desk, arabic, rana):
    preview = upload(desk, changed(exported(desk), ("واحد", "رقم واحد")))
    page = confirm(desk, preview)
    assert "1 paragraph was taken into a draft." in page.content.decode()
    assert draft() == ["مدرسة", "كل شيء.", "إلى {{term:elternabend}}.", "- رقم واحد\n- اثنان", "## النهاية"]
    assert (TranslationDraft.objects.get().author, TranslationDraft.objects.get().made_from) == (rana, 1)
    assert Translation.objects.get(language="ar").body == ARABIC
    version = TranslationDraft.objects.get().version
    confirm(desk, preview)
    assert TranslationDraft.objects.get().version == version


def test_what_a_file_has_changed_is_published_by_a_second_person_only(desk, arabic, rana):
    Translation.objects.filter(pk=arabic.pk).update(machine_assisted=True)
    confirm(desk, upload(desk, changed(exported(desk), ("مدرسة", "المدارس"))))
    found = TranslationDraft.objects.get()
    with pytest.raises(ValidationError, match="needs a second person"):
        translating.confirm(found, by=rana, version=found.version, machine_read=True)
    assert Translation.objects.get(language="ar").title == "مدرسة"


def test_a_guide_without_a_translation_comes_back_translated(desk, german):
    content = exported(desk)
    content = changed(content, ("<source>Schule</source>", "<source>Schule</source><target>مدرسة</target>"))
    confirm(desk, upload(desk, content))
    assert draft() == ["مدرسة", "", "", "", ""]


def test_a_file_from_before_the_last_revision_makes_a_draft_of_its_revision(desk, german, arabic):
    content = changed(exported(desk), ("واحد", "رقم واحد"))
    revise(german, BODY.replace("eins", "drei"))
    preview = upload(desk, content)
    assert preview.context["proposals"][0]["proposal"].is_behind
    confirm(desk, preview)
    found = TranslationDraft.objects.get()
    assert found.made_from == 1
    fresh = translating.refresh(found, by=found.author, version=found.version)
    changed_piece = next(piece for piece in pieces.read(fresh.pieces) if "drei" in piece.german)
    assert changed_piece.text == "- رقم واحد\n- اثنان"


def test_a_small_correction_of_the_german_meanwhile_does_no_harm(desk, german, arabic):
    content = changed(exported(desk), ("واحد", "رقم واحد"))
    revise(german, BODY.replace("Zum", "Zu einem"), small=True)
    confirm(desk, upload(desk, content))
    assert "- رقم واحد\n- اثنان" in draft()


def test_a_draft_of_other_german_takes_only_what_is_the_same_german(desk, german, arabic, rana):
    content = changed(exported(desk), ("واحد", "رقم واحد"), ("النهاية", "الآخر"))
    revise(german, BODY.replace("eins", "drei"))
    translating.begin(german.guide, "ar", by=rana)
    preview = upload(desk, content)
    assert [row["change"].place for row in preview.context["proposals"][0]["rows"]] == [None, 4]
    confirm(desk, preview)
    assert draft()[2:] == ["إلى {{term:elternabend}}.", "- واحد\n- اثنان", "## الآخر"]


def test_what_was_changed_on_both_sides_is_marked(desk, german, arabic, rana):
    content = changed(exported(desk), ("النهاية", "الآخر"))
    begun = translating.begin(german.guide, "ar", by=rana)
    translating.keep(
        begun, {2: "هنا {{term:elternabend}}.", 4: "## ختام"}, {}, by=rana, version=begun.version
    )
    (shown,) = upload(desk, content).context["proposals"]
    assert [(row["change"].old, row["change"].is_conflict) for row in shown["rows"]] == [("## ختام", True)]


def test_the_word_of_a_program_that_old_words_still_fit_is_taken(desk, german, arabic):
    revise(german, BODY.replace("Ende", "Schluss"))
    content = changed(exported(desk), ('state="initial"', 'state="reviewed"'))
    preview = upload(desk, content)
    assert len(preview.context["proposals"][0]["agreed"]) == 1
    confirm(desk, preview)
    assert [piece.agreed for piece in pieces.read(TranslationDraft.objects.get().pieces)][4]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<source>Schule</source>", "<source>Schulen</source>", "revision 1"),
        (">1</mda:meta>", ">9</mda:meta>", "revision 9"),
        (">schule</mda:meta>", ">nothing</mda:meta>", "nothing: There is no such guide."),
        ('trgLang="ar"', 'trgLang="en"', None),
        (
            '<ph id="c1" dataRef="d1" disp="{{term:elternabend}}" />.</target>',
            ".</target>",
            "{{term:elternabend}}",
        ),
        (' dataRef="d1"', ' dataRef="d7"', "d7"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_in_words(desk, arabic, old, new, said):
    content = changed(exported(desk), (old, new))
    if said is None:
        assert upload(desk, content).status_code == 403
        return
    response = upload(desk, content)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not TranslationDraft.objects.exists()


def test_a_missing_paragraph_is_an_error(desk, arabic):
    content = exported(desk)
    start = content.index('<unit id="p2"')
    response = upload(desk, content[:start] + content[content.index("<unit", start + 5) :])
    assert response.status_code == 422


def test_a_file_that_is_too_large_is_refused(desk, arabic):
    response = upload(desk, b"<x>" + b" " * incoming.MAX_BYTES + b"</x>")
    assert response.status_code == 422
    assert "5 MB" in response.content.decode()


def test_somebody_elses_draft_is_not_written_over(desk, german, arabic):
    content = changed(exported(desk), ("واحد", "رقم واحد"))
    translating.begin(german.guide, "ar", by=TranslatorFactory().user)
    response = upload(desk, content)
    assert response.status_code == 422
    assert "Somebody else goes on with this translation now." in response.content.decode()


def test_what_she_has_handed_in_herself_is_to_be_taken_back_first(desk, arabic, rana):
    content = changed(exported(desk), ("واحد", "رقم واحد"))
    begun = translating.begin(arabic.guide, "ar", by=rana)
    translating.submit(begun, by=rana, version=begun.version)
    page = upload(desk, content).content.decode()
    assert "schule: You have handed in this translation. Take it back first." in page
    assert "Somebody else" not in page


def test_what_is_wrong_is_said_above_the_form_and_at_the_field(desk, german):
    page = upload(desk, "a letter", "letter.docx").content.decode()
    assert page.count("This is no XLIFF file.") == 2


def test_a_preview_counts_for_the_person_who_saw_it_only(desk, arabic):
    preview = upload(desk, changed(exported(desk), ("واحد", "رقم واحد")))
    other = Client()
    other.force_login(TranslatorFactory().user)
    for client, sealed in ((other, preview.context["sealed"]), (desk, "made:up"), (desk, "")):
        assert client.post(IMPORT, {"sealed": sealed}).status_code == 422
    assert not TranslationDraft.objects.exists()


def test_the_desk_leads_to_the_files(desk, german):
    page = desk.get("/en/desk/translations/ar/schule/").content.decode()
    assert EXPORT in page
    assert IMPORT in page
    assert "/machine/" not in page


def test_what_was_typed_after_the_preview_is_not_overwritten_unseen(desk, german, arabic, rana):
    begun = translating.begin(german.guide, "ar", by=rana)
    preview = upload(desk, changed(exported(desk), ("النهاية", "الآخر")))
    translating.keep(begun, {4: "## ختام"}, {}, by=rana, version=begun.version)
    again = confirm(desk, preview)
    assert (again.status_code, draft()[4]) == (409, "## ختام")
    assert "Changed here as well" in again.content.decode()
    confirm(desk, again)
    assert draft()[4] == "## الآخر"


def test_nor_is_what_readers_got_after_the_preview(desk, german, arabic):
    preview = upload(desk, changed(exported(desk), ("النهاية", "الآخر")))
    staff = UserFactory(is_staff=True)
    body = ARABIC.replace("النهاية", "ختام")
    save_text(arabic, title="مدرسة", summary="كل شيء.", body=body, version=1, made_from=1, by=staff)
    assert confirm(desk, preview).status_code == 409
    assert not TranslationDraft.objects.exists()


def test_all_guides_of_a_language_and_the_way_back_are_on_the_desk(desk, german):
    page = desk.get("/en/desk/translations/").content.decode()
    assert 'href="/en/desk/translations/ar.xlf"' in page
    assert f'href="{IMPORT}"' in page
    assert "/en/desk/translations/tr.xlf" not in page
