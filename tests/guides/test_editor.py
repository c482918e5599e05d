"""The editors' desk: a wording is prepared over days, seen as readers will see it, published, taken back."""

import re
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import gettext, override

from portal.guides.choices import State
from portal.guides.models import FormerSlug, Guide, PreparedText, Translation
from portal.guides.reports.history import events_of
from portal.guides.reports.insertions import insertions, token_for
from portal.guides.services import translating
from portal.guides.services.feedback import give_feedback
from portal.lib import duties
from portal.outbox.kinds import text_of
from portal.outbox.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.guides import (
    FactKeyFactory,
    GuideFeedbackFactory,
    LandFactFactory,
    PictureFactory,
    TermFactory,
    TextFactory,
    TopicFactory,
    photo,
)
from tests.factories.places import LandFactory
from tests.realdata import real_data

pytestmark = pytest.mark.django_db
WORDS = {"title": "Schule", "summary": "Alles über Schule.", "body": "Neu."}


@pytest.fixture
def staff(client):
    user = UserFactory(is_staff=True, name="Petra Portal")
    client.force_login(user)
    return user


@pytest.fixture
def text():
    return TextFactory(guide__slug="schule", body="Alt.")


def url(name: str, *args: object) -> str:
    return reverse(f"guides:{name}", args=args)


def opened(client) -> str:
    """What the page that was just opened knows."""
    return re.search(r'name="version" value="([^"]+)"', html(client.get(url("desk_edit", "schule"))))[1]


def html(response) -> str:
    return response.content.decode()


def send(client, do: str, version: str = "", **changes: str):
    data = WORDS | {"do": do, "version": version or opened(client)} | changes
    return client.post(url("desk_edit", "schule"), data)


def autosave(client, version: str, **changes: str):
    return client.post(
        url("desk_edit_autosave", "schule"), WORDS | {"version": version} | changes,
        headers={"x-requested-with": "autosave"},
    )  # fmt: skip


def read(client) -> str:
    return html(client.get("/de/guides/schule/?fresh=1"))


# -- pasting


def test_formatted_text_that_is_pasted_comes_back_as_markdown_and_nothing_is_kept(client, staff, text):
    pasted = "<h2>Kita</h2><ul><li>früh</li></ul><script>steal()</script>"
    response = client.post(url("desk_paste", "schule"), {"html": pasted})
    assert (response["Content-Type"], html(response)) == ("text/plain", "## Kita\n\n- früh")
    assert not PreparedText.objects.exists()


def test_too_much_at_once_is_refused(client, staff, text):
    assert client.post(url("desk_paste", "schule"), {"html": "x" * 300_001}).status_code == 413
    assert client.get(url("desk_paste", "schule")).status_code == 405


# -- preparing and publishing


def test_what_is_kept_is_not_seen_by_readers_and_leaves_no_history(client, staff, text):
    assert send(client, "keep").status_code == 302
    assert PreparedText.objects.get().body == "Neu."
    assert "Alt." in read(client)
    assert events_of(text).count() == 1
    assert ">\nNeu.</textarea>" in html(client.get(url("desk_edit", "schule")))


def test_publishing_shows_the_wording_and_outdates_the_translations(client, staff, text):
    TextFactory(guide=text.guide, language="en")
    send(client, "keep")
    assert send(client, "publish").status_code == 302
    assert "Neu." in read(client)
    assert not PreparedText.objects.exists()
    assert Translation.objects.outdated().count() == 1
    text.refresh_from_db()
    assert (text.by, text.state, text.version) == (staff, State.PUBLISHED, 2)


def test_a_small_correction_outdates_nothing(client, staff, text):
    TextFactory(guide=text.guide, language="en")
    send(client, "publish", small="on")
    assert not Translation.objects.outdated().exists()


def test_a_draft_becomes_public_by_publishing(client, staff, text):
    Translation.objects.update(state=State.DRAFT)
    assert client.get("/de/guides/schule/?fresh=1").status_code == 404
    send(client, "publish")
    assert "Neu." in read(client)


def test_a_guide_is_taken_off_the_public_pages_after_a_question(client, staff, text):
    TextFactory(guide=text.guide, language="tr")
    asked = html(client.get(url("desk_take_back", "schule")))
    assert "Deutsch, Türkisch" in asked
    assert client.get("/de/guides/schule/?fresh=1").status_code == 200
    client.post(url("desk_take_back", "schule"), {"version": 1})
    assert client.get("/de/guides/schule/?fresh=1").status_code == 404


def test_a_second_pair_of_eyes_is_asked_for_by_name(client, staff, text):
    reader = UserFactory(is_staff=True, name="Rita Redaktion")
    send(client, "review", reviewer=str(reader.pk))
    page = html(client.get(url("desk_edit", "schule")))
    assert "Rita Redaktion" in page.split('class="turn')[1].split("</p>")[0]
    assert "Petra Portal" in page.split('class="turn')[1].split("</p>")[0]
    assert "Rita Redaktion" in html(client.get(url("desk_guides")))
    assert "Alt." in read(client)


def asked() -> list[str]:
    """Who gets a mail now about a wording that waits."""
    messages = Message.objects.filter(kind="guides.review_asked").order_by("address")
    return [message.address for message in messages if text_of(message, "en")]


def test_the_other_editors_hear_of_a_wording_that_waits(client, staff, text):
    rita, samira = (UserFactory(is_staff=True, email=f"{name}@portal.example") for name in ("rita", "samira"))
    UserFactory(is_staff=True, is_active=False)
    UserFactory()
    send(client, "review")
    assert asked() == [rita.email, samira.email]
    message = text_of(Message.objects.first(), "en")
    assert "Schule" in message.subject
    assert "Petra Portal" in message.body
    assert "/en/desk/guides/schule/" in message.body


def test_only_the_editor_who_is_asked_hears_of_it(client, staff, text):
    UserFactory(is_staff=True)
    rita = UserFactory(is_staff=True)
    send(client, "review", reviewer=str(rita.pk))
    assert asked() == [rita.email]


def test_asking_twice_is_asking_once(client, staff, text):
    rita, version = UserFactory(is_staff=True), opened(client)
    for _click in range(2):
        send(client, "review", version=version, reviewer=str(rita.pk))
    assert asked() == [rita.email]


def test_another_reviewer_hears_of_it_too(client, staff, text):
    for _editor in range(2):
        rita = UserFactory(is_staff=True)
        send(client, "review", reviewer=str(rita.pk))
    assert asked() == [rita.email]


@pytest.mark.parametrize("deed", ["publish", "discard"])
def test_a_mail_about_a_wording_that_waits_no_more_is_not_sent(client, staff, text, deed):
    rita = UserFactory(is_staff=True)
    send(client, "review")
    if deed == "publish":
        client.force_login(rita)
        assert send(client, "publish").status_code == 302
    else:
        client.post(url("desk_discard", "schule"), {"version": PreparedText.objects.get().version})
    assert Message.objects.exists()
    assert asked() == []


# -- the second person


@pytest.fixture
def rita():
    return UserFactory(is_staff=True, name="Rita Redaktion")


def publishes(client, person, **changes: str) -> bool:
    """Whether the person can let the wording through as it stands in the form."""
    client.force_login(person)
    prepared = PreparedText.objects.first()
    stands = {name: getattr(prepared, name) for name in WORDS} if prepared else {}
    return send(client, "publish", **stands | changes).status_code == 302


def readers_offered(client) -> list[str]:
    return [
        str(person)
        for person in client.get(url("desk_edit", "schule")).context["form"].fields["reviewer"].queryset
    ]


def test_who_wrote_a_wording_does_not_publish_it(client, staff, text, rita):
    assert send(client, "publish").status_code == 422
    send(client, "keep")
    assert not publishes(client, staff)
    send(client, "review")
    assert not publishes(client, staff)
    assert "Alt." in read(client)


def test_another_editor_publishes_what_was_handed_over(client, staff, text, rita):
    send(client, "review")
    assert publishes(client, rita)
    assert "Neu." in read(client)


def test_nobody_asks_a_person_who_wrote_in_it(client, staff, text, rita):
    assert readers_offered(client) == ["Rita Redaktion"]
    response = send(client, "review", reviewer=str(staff.pk))
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["reviewer"])
    assert not PreparedText.objects.exists()


def test_a_second_person_who_writes_on_hands_it_back(client, staff, text, rita):
    send(client, "review")
    assert not publishes(client, rita, body="Von Rita.")
    send(client, "review", body="Von Rita.", reviewer=str(staff.pk))
    assert not publishes(client, rita)
    assert publishes(client, staff)
    assert "Von Rita." in read(client)


def test_what_a_second_person_has_begun_to_change_waits_no_more(client, staff, text, rita):
    send(client, "review")
    client.force_login(rita)
    autosave(client, opened(client), body="Von Rita.")
    assert not PreparedText.objects.get().waits
    assert not publishes(client, rita)
    assert asked() == []


def test_of_three_editors_two_may_write_and_the_third_publishes(client, staff, text, rita):
    third = UserFactory(is_staff=True)
    send(client, "keep")
    client.force_login(rita)
    send(client, "review", body="Von beiden.")
    assert asked() == [third.email]
    assert not publishes(client, staff)
    assert not publishes(client, rita)
    assert publishes(client, third)


def test_a_small_correction_of_what_readers_see_needs_nobody_else(client, staff, text, rita):
    assert send(client, "publish", small="on").status_code == 302
    assert "Neu." in read(client)


def test_what_readers_do_not_see_yet_is_no_small_correction(client, staff, text, rita):
    Translation.objects.update(state=State.DRAFT)
    assert send(client, "publish", small="on").status_code == 422


@pytest.mark.usefixtures("in_english")
def test_the_only_editor_publishes_alone_and_the_page_says_so(client, staff, text):
    alone = "so you publish alone"
    assert alone in html(client.get(url("desk_edit", "schule")))
    UserFactory(is_staff=True, is_active=False)
    assert alone in html(client.get(url("desk_edit", "schule")))
    UserFactory(is_staff=True)
    assert alone not in html(client.get(url("desk_edit", "schule")))


def waiting(user) -> list[tuple[str, str, str]]:
    return [(duty.title, duty.about, duty.who) for duty in duties.of(user)]


@pytest.mark.usefixtures("in_english")
def test_the_overview_of_the_desk_says_which_wordings_wait(client, staff, text):
    rita, other = UserFactory(is_staff=True, name="Rita"), UserFactory(is_staff=True)
    send(client, "keep")
    assert waiting(rita) == []
    send(client, "review")
    assert waiting(rita) == waiting(other) == [("Read a new wording and publish it", "Schule", "")]
    assert waiting(staff) == [("Schule", "", "another editor")]
    send(client, "review", reviewer=str(rita.pk))
    assert waiting(rita) == [("Read a new wording and publish it", "Schule", "")]
    assert waiting(other) == []
    assert waiting(staff) == [("Schule", "", "Rita")]


def test_bold_is_called_so_in_the_language_of_the_reader(client, staff, text):
    for language in ("de", "en"):
        page = html(client.get(f"/{language}/desk/guides/schule/"))
        button = page.split('data-around="**">')[1].split("</button>")[0]
        with override(language):
            assert re.sub(r"<[^>]*>", "", button).strip() == gettext("Bold")
        assert "<svg" in button


def test_who_may_not_edit_cannot_be_asked(client, staff, text):
    assert send(client, "review", reviewer=str(UserFactory().pk)).status_code == 422
    assert not PreparedText.objects.exists()


def test_a_prepared_wording_is_thrown_away(client, staff, text):
    send(client, "keep")
    client.post(url("desk_discard", "schule"), {"version": 1})
    assert not PreparedText.objects.exists()


# -- saving by itself


def test_a_page_saves_itself_again_and_again(client, staff, text):
    version = opened(client)
    first = autosave(client, version, body="Eins.")
    assert first.status_code == 200
    assert autosave(client, version, body="Zwei.").status_code == 200  # without having heard the answer
    assert PreparedText.objects.get().body == "Zwei."
    stand = autosave(client, version, body="Zwei.").json()["fragments"]["stand"]
    assert f'value="1.3.{version.rpartition(".")[2]}"' in stand


def test_two_people_see_both_versions(client, staff, text):
    mine, other = opened(client), opened(client)
    send(client, "keep", version=other, body="Von Rita.")
    assert autosave(client, mine, body="Von Petra.").status_code == 409
    response = send(client, "keep", version=mine, body="Von Petra.")
    assert response.status_code == 422
    page = html(response)
    assert "Von Rita." in page
    assert ">\nVon Petra.</textarea>" in page
    assert "<del>Rita</del><ins>Petra</ins>" in page
    again = re.search(r'name="version" value="([^"]+)"', page)[1]
    assert send(client, "keep", version=again, body="Von Petra.").status_code == 302
    assert PreparedText.objects.get().body == "Von Petra."


def test_publishing_over_a_newer_text_shows_both(client, staff, text):
    mine, other = opened(client), opened(client)
    send(client, "publish", version=other, body="Von Rita.")
    response = send(client, "publish", version=mine, body="Von Petra.")
    assert response.status_code == 422
    assert "Von Rita." in read(client)
    again = re.search(r'name="version" value="([^"]+)"', html(response))[1]
    assert send(client, "publish", version=again, body="Von Petra.").status_code == 302
    assert "Von Petra." in read(client)


def test_a_wording_begun_before_a_newer_text_is_not_published_unseen(client, staff, text):
    send(client, "keep")
    Translation.objects.update(version=7, body="Aus der Datei.")
    response = send(client, "publish")
    assert response.status_code == 422
    assert "Aus der Datei." in html(response)
    again = re.search(r'name="version" value="([^"]+)"', html(response))[1]
    assert send(client, "publish", version=again).status_code == 302


def test_an_autosave_that_comes_after_publishing_keeps_nothing(client, staff, text):
    version = opened(client)
    autosave(client, version)
    send(client, "publish", version=version)
    assert autosave(client, version, body="Zu spät.").status_code == 409
    assert not PreparedText.objects.exists()


@pytest.mark.parametrize("version", ["", "x", "1", "1.x.y", "9" * 40])
def test_a_version_that_nobody_gave_out_changes_nothing(client, staff, text, version):
    data = WORDS | {"do": "publish", "version": version}
    assert client.post(url("desk_edit", "schule"), data).status_code == 422
    assert autosave(client, version).status_code == 422
    assert Translation.objects.get().version == 1
    assert not PreparedText.objects.exists()


def test_an_open_page_may_have_any_name(client, staff, text):
    assert autosave(client, "1.0." + "x" * 300).status_code == 200
    assert PreparedText.objects.get().body == "Neu."


def test_what_is_sent_after_the_sign_in_has_expired_is_kept(client, text):
    response = client.post(
        url("desk_edit", "schule"), WORDS | {"body": "Nicht verloren.", "version": "1.0.x"}
    )
    assert "/accounts/login/" in response["Location"]
    session = client.session
    client.force_login(UserFactory(is_staff=True))
    kept = client.session
    kept.update({key: value for key, value in session.items() if not key.startswith("_auth")})
    kept.save()
    assert ">\nNicht verloren.</textarea>" in html(client.get(url("desk_edit", "schule")))


def test_an_autosave_without_sign_in_says_so(client, text):
    assert autosave(client, "1.0.x").status_code == 401


# -- what stands against publishing


BAD = [
    ("{{term:nichts}}", "{{term:nichts}}"),
    ("{{fakt:x}}", "{{"),
    ("### Zu tief", "##"),
    ("## Eins\n\n#### Drei", "####"),
    ("[ ](https://example.org)", "["),
    ("[hier]()", "hier"),
    ("![Bild](https://example.org/x.png)", "!"),
    ("", ""),
]


@pytest.mark.parametrize(("body", "_said"), BAD)
def test_a_text_with_a_mistake_is_kept_but_not_published(client, staff, text, body, _said):
    response = send(client, "publish", body=body)
    assert response.status_code == 422
    assert "id_body_error" in html(response)
    assert "Alt." in read(client)
    assert send(client, "keep", body=body).status_code == 302


def test_a_picture_without_words_in_the_language_is_told(client, staff, text):
    PictureFactory(alternative_de="", alternative_en="A schoolyard")
    page = html(client.post(url("desk_preview", "schule"), {"body": "{{picture:schulhof}}"}))
    assert "schulhof" in page.split('id="checks"')[1]
    assert 'alt="A schoolyard" lang="en"' in page


# -- preview


def preview(client, **data: str) -> str:
    return html(client.post(url("desk_preview", "schule"), WORDS | data))


def test_the_preview_shows_the_facts_of_a_land_in_a_language(client, staff, text):
    LandFactFactory()
    body = "{{fact:enrolment-cutoff}}"
    assert "6 Jahre alt bis 30. September" in preview(client, body=body, land="DE-NW")
    german_for_arabs = preview(client, body=body, land="DE-NW", reader="ar")
    assert "بلغ السادسة حتى" in german_for_arabs
    assert 'lang="ar" dir="rtl"' in german_for_arabs
    TextFactory(guide=text.guide, language="ar", title="المدرسة", body="نص")
    assert "المدرسة" in preview(client, body=body, reader="ar")
    assert not PreparedText.objects.exists()


@pytest.mark.parametrize("odd", [{"reader": "xx"}, {"land": "DE-XX"}, {"land": "\x00"}, {"body": "\x00"}])
def test_the_preview_takes_odd_input(client, staff, text, odd):
    assert "Alles" in preview(client, **odd)


def test_no_bad_string_becomes_more_than_text(client, staff, text):
    files = list(real_data("bad-input/xss-strings").rglob("*.txt"))
    lines = {line for path in files for line in path.read_text(errors="replace").splitlines() if line.strip()}
    assert len(lines) > 50
    body = "\n\n".join(sorted(lines))[:39_000].replace("\x00", "").replace("{{", "{ {").replace("}}", "} }")
    shown = preview(client, body=body, title="<script>x</script>", summary='"><img src=x onerror=y>')
    assert_harmless(shown.split('id="checks"')[0])
    Translation.objects.update(body=body, title="<script>x</script>"[:120])
    assert_harmless(read(client).split("<article")[1].split("</article>")[0])


class Elements(HTMLParser):
    """The tags and attributes of a page as a browser would make them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def assert_harmless(page: str) -> None:
    found = Elements(page)
    assert found.tags <= {
        "article", "div", "h2", "h3", "h4", "p", "ul", "ol", "li", "strong", "em", "a", "br", "hr",
        "blockquote", "code", "pre", "table", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip
    assert {name for name, _value in found.attributes} <= {"class", "href", "id", "lang", "dir", "rel"}
    addresses = [value for name, value in found.attributes if name == "href"]
    assert [it for it in addresses if not re.match(r"https?:|mailto:|tel:|/|#|[^:]*$", it)] == []


# -- putting things in


def test_without_script_a_chosen_fact_stands_at_the_end(client, staff, text):
    FactKeyFactory()
    TermFactory()
    page = html(send(client, "insert", fact="Stichtag", term="elternabend"))
    assert "Neu.\n\n{{fact:enrolment-cutoff}}\n\n{{term:elternabend}}\n</textarea>" in page
    assert not PreparedText.objects.exists()


def test_names_lead_to_tokens(text):
    shelf = {shelf.kind: shelf for shelf in insertions("de")}["link"]
    assert shelf.tokens == {"Schule · schule": "{{link:schule}}"}
    assert [token_for(shelf, typed) for typed in ("schule", "Schu", "x", " ")] == [
        "{{link:schule}}", "{{link:schule}}", None, None,
    ]  # fmt: skip


# -- history


def test_the_history_tells_words_and_states_apart_and_an_older_wording_comes_back(client, staff, text):
    send(client, "publish", body="Neu.")
    client.post(url("desk_take_back", "schule"), {"version": 2})
    page = html(client.get(url("desk_history", "schule", "de")))
    assert page.count("<tr>") == 4
    assert page.count("Petra Portal") == 2
    _newest, second, first = events_of(text)
    shown = html(client.get(url("desk_history_edit", "schule", "de", second.pgh_id)))
    assert "<del>Alt</del><ins>Neu</ins>" in shown
    client.post(url("desk_restore", "schule", first.pgh_id))
    assert PreparedText.objects.get().body == "Alt."
    send(client, "publish", body="Alt.")
    assert "Alt." in read(client)
    assert events_of(text).count() == 4


def test_an_older_wording_does_not_push_out_one_in_the_making(client, staff, text):
    send(client, "keep", body="In Arbeit.")
    client.post(url("desk_restore", "schule", events_of(text).get().pgh_id))
    assert PreparedText.objects.get().body == "In Arbeit."


def test_an_edit_of_another_text_is_not_found(client, staff, text):
    other = TextFactory(guide__slug="andere")
    event = events_of(other).get().pgh_id
    assert client.get(url("desk_history_edit", "schule", "de", event)).status_code == 404
    assert client.post(url("desk_restore", "schule", event)).status_code == 404
    assert client.get(url("desk_history", "schule", "xx")).status_code == 404


# -- the list, new, place, remove, heard


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_for_many(client, staff, rows, django_assert_num_queries):
    for _number in range(rows):
        text = TextFactory()
        TextFactory(guide=text.guide, language="en")
        PreparedText.objects.create(text=text, text_version=1, by=staff)
        PictureFactory(slug=f"bild-{text.pk}")
    for name, queries in (("desk_guides", 10), ("desk_pictures", 9)):
        with django_assert_num_queries(queries):
            client.get(url(name))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_a_text_costs_the_same_for_many(client, staff, text, rows, django_assert_num_queries):
    for number in range(rows):
        TermFactory(slug=f"wort-{number}", word=f"Wort {number}")
        PictureFactory(slug=f"bild-{number}")
    body = "".join(
        f"{{{{term:wort-{number}}}}}\n\n{{{{picture:bild-{number}}}}}\n\n" for number in range(rows)
    )
    Translation.objects.update(body=body)
    with django_assert_num_queries(21):
        client.get(url("desk_edit", "schule"))


def test_the_list_tells_languages_by_their_state(client, staff, text):
    TextFactory(guide=text.guide, language="en")
    TextFactory(guide=text.guide, language="ar", state=State.DRAFT)
    Guide.objects.update(revision=2)
    Translation.objects.filter(language="de").update(made_from=2)
    [(topic, [row])] = client.get(url("desk_guides")).context["topics"]
    assert (topic, row.published, row.outdated, row.hidden) == ("Schule verstehen", ("de",), ("en",), ("ar",))
    assert row.missing == ("de-x-leicht", "fa", "pl", "ro", "ru", "tr", "uk")


def test_the_list_tells_what_no_person_has_checked_and_what_waits_for_one(client, staff, text):
    TextFactory(guide=text.guide, language="en")
    TextFactory(guide=text.guide, language="tr", machine_assisted=True)
    draft = translating.begin(text.guide, "ar", by=staff)
    draft = translating.keep(draft, {0: "م", 1: "ك", 2: "ق"}, {}, by=staff, version=draft.version)
    translating.submit(draft, by=staff, version=draft.version)
    answer = client.get("/en/desk/guides/")
    [(_topic, [row])] = answer.context["topics"]
    assert (row.published, row.unchecked, row.waiting) == (("de", "en"), ("tr",), ("ar",))
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html(answer)))
    assert "published, machine-assisted, not yet checked by a person: Turkish" in page
    assert "waits for a second pair of eyes: Arabic" in page


def test_the_list_tells_a_new_guide_that_waits_for_an_editor_from_a_draft(client, staff, text):
    Translation.objects.update(state=State.DRAFT)
    assert '<span class="tag tag-warn">draft</span>' in html(client.get("/en/desk/guides/"))
    send(client, "review")
    page = html(client.get("/en/desk/guides/"))
    assert '<span class="tag tag-info">waits for a second pair of eyes</span>' in page
    assert '<span class="tag tag-warn">draft</span>' not in page


def test_a_guide_is_begun_as_a_draft(client, staff):
    TopicFactory()
    data = WORDS | {"topic": "school", "slug": "noten"}
    assert client.post(url("desk_new"), data)["Location"] == url("desk_edit", "noten")
    text = Translation.objects.get()
    assert (text.guide.slug, text.state, text.by) == ("noten", State.DRAFT, staff)


@pytest.mark.parametrize("slug", ["schule", "new", "pictures", "words", "Mit Leerzeichen", ""])
def test_an_address_that_is_taken_or_none_is_refused(client, staff, text, slug):
    data = WORDS | {"topic": "school", "slug": slug}
    assert client.post(url("desk_new"), data).status_code == 422
    assert Guide.objects.count() == 1


def test_a_guide_moves_and_its_old_address_leads_there(client, staff, text):
    data = {"version": 1, "topic": "school", "position": 5, "slug": "die-schule", "is_sensitive": "on"}
    assert client.post(url("desk_place", "schule"), data)["Location"] == url("desk_edit", "die-schule")
    guide = Guide.objects.get()
    assert (guide.position, guide.is_sensitive, guide.version) == (5, True, 2)
    assert FormerSlug.objects.get().slug == "schule"
    response = client.post(url("desk_place", "die-schule"), data | {"position": 9})
    assert response.status_code == 422
    assert Guide.objects.get().position == 5


def test_a_guide_is_removed_after_a_question(client, staff, text):
    client.get(url("desk_remove", "schule"))
    assert Guide.objects.exists()
    client.post(url("desk_remove", "schule"))
    assert not Guide.objects.exists()
    assert client.get("/de/guides/schule/?fresh=1").status_code == 410


def test_what_readers_said_is_told_by_language_and_land(client, staff, text):
    land = LandFactory()
    for helped in (True, True, False):
        give_feedback(
            text.guide, key=uuid4(), language="tr", land=land, helped=helped, sentence="Çok <b>iyi</b>"
        )
    page = html(client.get(url("desk_heard", "schule")))
    assert "Türkisch" in page
    assert page.count("Çok &lt;b&gt;iyi&lt;/b&gt;") == 3
    [row] = client.get(url("desk_heard", "schule")).context["counts"]
    assert (row.land, row.helped, row.not_helped) == ("Nordrhein-Westfalen", 2, 1)


def test_a_sentence_that_names_somebody_is_deleted_and_the_answer_still_counts(client, staff, text):
    said = GuideFeedbackFactory(guide=text.guide)
    assert "0151" in html(client.get(url("desk_heard", "schule")))
    answer = client.post(url("desk_heard_forget", "schule", said.pk), follow=True)
    assert "0151" not in html(answer)
    [row] = answer.context["counts"]
    assert (row.helped, row.not_helped) == (1, 0)


def test_a_sentence_said_about_another_guide_is_not_found(client, staff, text):
    said = GuideFeedbackFactory()
    assert client.post(url("desk_heard_forget", "schule", said.pk)).status_code == 404


def test_a_picture_is_uploaded_and_described(client, staff):
    data = {"version": 0, "slug": "hof", "alternative_de": "Ein Hof", "file": photo()}
    assert client.post(url("desk_picture_new"), data)["Location"] == url("desk_pictures")
    data = {"version": 1, "alternative_de": "Ein Schulhof", "alternative_ar": "ساحة"}
    assert client.post(url("desk_picture", "hof"), data).status_code == 302
    assert "Ein Schulhof" in html(client.get(url("desk_pictures")))
    stale = client.post(url("desk_picture", "hof"), data | {"alternative_de": "Anders"})
    assert stale.status_code == 422
    assert "Ein Schulhof" in html(stale)
    assert client.post(url("desk_picture_remove", "hof")).status_code == 302
    assert "Ein Schulhof" not in html(client.get(url("desk_pictures")))


def test_a_drawing_is_refused_at_its_field(client, staff):
    drawing = SimpleUploadedFile("hof.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    data = {"version": 0, "slug": "hof", "alternative_de": "Ein Hof", "file": drawing}
    response = client.post(url("desk_picture_new"), data)
    assert response.status_code == 422
    assert "id_file_error" in html(response)
    assert 'value="Ein Hof"' in html(response)
