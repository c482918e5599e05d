"""The public directory: for associations, with source and last check, without the notes of officers."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from funding.choices import Sureness
from funding.services.drafts import pages_of
from tests.cast import Cast
from tests.factories.funding import ProgrammeFactory
from tests.factories.organisations import MembershipFactory
from tests.factories.places import PostalCodeFactory
from tests.funding import scenes

pytestmark = pytest.mark.django_db
DOUBT = "Name nach der Wahl prüfen."
HINT = "This entry is not certain; please check it with the authority."


def page(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def words(path: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page(path).partition("<main")[2]).split())


def public_paths(cast: Cast, language: str) -> list[str]:
    with translation.override(language):
        return [
            reverse("funding:contact_points"),
            cast.office.get_absolute_url(),
            reverse("funding:programmes"),
            reverse("funding:programme", args=["elternarbeit"]),
        ]


# -- how sure -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_a_note_of_officers_is_shown_to_nobody_outside(cast: Cast, language: str) -> None:
    cast.office.doubt, cast.office.sureness = DOUBT, Sureness.DATED
    cast.office.save()
    ProgrammeFactory(office=cast.office, slug="elternarbeit", doubt=DOUBT, sureness=Sureness.UNCERTAIN)
    for path in public_paths(cast, language):
        assert DOUBT not in page(path), path


def test_what_is_not_certain_says_so_in_the_language_of_the_reader(cast: Cast) -> None:
    ProgrammeFactory(office=cast.office, slug="elternarbeit", sureness=Sureness.UNCERTAIN)
    contact_points, contact_point, _programmes, programme = public_paths(cast, "en")
    assert HINT in words(programme)
    assert HINT not in words(contact_point)
    cast.office.sureness = Sureness.DATED
    cast.office.save()
    assert HINT in words(contact_point)
    assert HINT in words(contact_points)


def test_whoever_asks_for_a_place_lands_on_what_was_found(cast: Cast) -> None:
    with translation.override("en"):
        address = reverse("funding:contact_points")
    assert f'action="{address}#here"' in Client().get(address).text
    assert 'id="here"' in Client().get(address, {"land": cast.office.land_id}).text


def test_every_contact_point_shows_source_and_last_check(cast: Cast) -> None:
    with translation.override("en"):
        address = cast.office.get_absolute_url()
    cast.office.source, cast.office.last_checked = "amt.example", date(2026, 11, 1)
    cast.office.save()
    assert "Last checked: 01/11/2026 Source: amt.example" in words(address)
    cast.office.source, cast.office.last_checked = "", None
    cast.office.save()
    assert "Last checked: not yet checked with the authority Source: not named" in words(address)


def test_when_it_is_open_is_called_by_its_name(cast: Cast) -> None:
    cast.office.hours = "Mo–Do 9–15 Uhr"
    cast.office.save()
    text = words(cast.office.get_absolute_url())
    assert "Öffnungszeiten Mo–Do 9–15 Uhr" in text
    assert "Stunden" not in text


def test_staff_reads_the_note_in_the_admin(cast: Cast) -> None:
    cast.office.doubt = DOUBT
    cast.office.save()
    client = Client()
    client.force_login(cast.portal_staff)
    form = client.get(f"/admin/funding/office/{cast.office.pk}/change/").content.decode()
    assert DOUBT in form
    assert '<select name="sureness"' in form


# -- for whom --------------------------------------------------------------------------------------------


def test_the_door_says_that_it_is_for_associations(cast: Cast) -> None:
    home = words("/en/")
    assert "For associations" in home
    assert "Money and advice for your work with parents" in home
    text = words("/en/funding/")
    assert "For associations: money and advice for your work with parents" in text
    assert 'href="/en/guides/"' in page("/en/funding/").partition("<main")[2]


# -- data ------------------------------------------------------------------------------------------------


def test_an_office_says_what_happens_with_the_data(cast: Cast) -> None:
    with translation.override("en"):
        address = cast.office.get_absolute_url()
    text = words(address)
    assert "What happens with your data" in text
    assert "Musterstelle Förderung is responsible for the data" in text
    assert "No name of a family reaches it" in text
    cast.office.privacy_de = "## Wozu\n\nWir prüfen <b>Anträge</b>."
    cast.office.data_protection_officer = "Kim Muster, datenschutz@amt.example"
    cast.office.save()
    main = page(address).partition("<main")[2]
    assert '<div lang="de" dir="ltr"><h3>Wozu</h3>' in main
    assert "Wir prüfen &lt;b&gt;Anträge&lt;/b&gt;." in main
    assert 'Kim Muster, <a href="mailto:datenschutz@amt.example">' in main
    assert "No name of a family reaches it" not in main


def test_its_words_come_in_the_language_of_the_reader_with_easy_german_beside(cast: Cast) -> None:
    cast.office.privacy_de, cast.office.privacy_ar = "Wir prüfen Anträge.", "نفحص الطلبات."
    cast.office.privacy_de_x_leicht = "Wir lesen Ihren Antrag."
    cast.office.save()
    with translation.override("ar"):
        main = page(cast.office.get_absolute_url()).partition("<main")[2]
    assert '<div lang="ar" dir="rtl"><p>نفحص الطلبات.</p>' in main
    assert '<details class="more" lang="de-x-leicht" dir="ltr">' in main
    assert "Wir lesen Ihren Antrag." in main


def test_an_office_has_an_imprint_and_an_accessibility_statement_of_its_own(cast: Cast) -> None:
    with translation.override("en"):
        address = cast.office.get_absolute_url()
    text = words(address)
    assert "Musterstelle Förderung answers for its entries, its programmes and its letters." in text
    assert "Tell the Office: it looks for another way with you." in text
    cast.office.imprint_de, cast.office.imprint_en = (
        "Vertreten durch Kim Muster.",
        "Represented by **Kim Muster**.",
    )
    cast.office.accessibility_de = "Durchsetzungsstelle des Landes."
    cast.office.accessibility_de_x_leicht = "Wir helfen."
    cast.office.save()
    main = page(address).partition("<main")[2]
    assert '<div lang="en" dir="ltr"><p>Represented by <strong>Kim Muster</strong>.</p>' in main
    assert '<div lang="de" dir="ltr"><p>Durchsetzungsstelle des Landes.</p>' in main
    assert "<p>Wir helfen.</p>" in main
    assert "answers for its entries" not in main


def test_the_foot_of_its_pages_leads_to_the_texts_of_the_office_too(cast: Cast) -> None:
    with translation.override("en"):
        address = cast.office.get_absolute_url()
    foot = page(address).partition("<footer")[2]
    for part in ("accessibility", "privacy", "imprint"):
        assert f'href="{address}#{part}"' in foot
        assert f'href="/en/{part}/"' in foot
    cast.office.reviews_here = False
    cast.office.save()
    assert f'href="{address}#imprint"' not in page(address)


def test_the_notice_is_one_link_away_before_a_request_is_sent(cast: Cast) -> None:
    row = scenes.filled(cast)
    client = Client()
    client.force_login(cast.coordinator)
    address = reverse("funding:check_answers", args=[row.organisation.slug, row.public_id])
    form = client.get(address).content.decode().rpartition("<form")[2]
    assert f'href="{cast.office.get_absolute_url()}#privacy"' in form


def test_who_only_stands_in_the_directory_gets_no_data_here(cast: Cast) -> None:
    cast.office.reviews_here = False
    cast.office.save()
    with translation.override("en"):
        assert "What happens with your data" not in words(cast.office.get_absolute_url())


def test_the_page_of_a_programme_leads_to_its_request(cast: Cast, client: Client) -> None:
    programme = ProgrammeFactory(office=cast.office)
    page = client.get(f"/de/funding/programmes/{programme.slug}/").text
    link = f"/de/desk/funding/programmes/{programme.slug}/ask/"
    assert f'href="{link}"' in page
    client.force_login(cast.coordinator)
    begun = client.get(link, follow=True)
    assert begun.request["PATH_INFO"] == f"/de/desk/organisations/{cast.association.slug}/funding/new/"
    assert f'value="{programme.pk}" required id="id_programme_0" checked' in " ".join(begun.text.split())


def test_who_acts_for_several_organisations_says_for_which(cast: Cast, client: Client) -> None:
    programme = ProgrammeFactory(office=cast.office)
    other = MembershipFactory(user=cast.coordinator, organisation__name="Väterrunde").organisation
    client.force_login(cast.coordinator)
    page = client.get(f"/de/desk/funding/programmes/{programme.slug}/ask/").text
    for slug in (cast.association.slug, other.slug):
        assert f'href="/de/desk/organisations/{slug}/funding/new/?programme={programme.slug}"' in page


def test_who_acts_for_none_reads_what_to_do(cast: Cast, client: Client) -> None:
    programme = ProgrammeFactory(office=cast.office)
    client.force_login(cast.helper)
    page = client.get(f"/de/desk/funding/programmes/{programme.slug}/ask/").text
    assert "/funding/new/" not in page
    assert 'href="/de/desk/new-organisation/"' in page


def test_readers_of_other_languages_are_told_what_is_in_german(cast: Cast) -> None:
    type(cast.office).objects.update(imprint_de="Vertreten durch Kim Muster.", privacy_en="We delete it.")
    for language, told, tags in (("en", True, 1), ("de", False, 0)):
        with translation.override(language):
            page = Client().get(cast.office.get_absolute_url()).text
        assert ("Names and hours are in German here." in page) is told
        assert page.count('<span class="tag">in German</span>') == tags


def test_who_has_no_texts_here_says_whose_hold(cast: Cast) -> None:
    told = "has no texts of its own on this portal"
    with translation.override("en"):
        assert told not in Client().get(cast.office.get_absolute_url()).text
        type(cast.office).objects.update(reviews_here=False)
        assert told in Client().get(cast.office.get_absolute_url()).text.partition("<footer")[2]


# -- where one is ---------------------------------------------------------------------------------------


def test_the_land_of_a_place_is_shown_and_comes_before_the_map(cast: Cast) -> None:
    place = PostalCodeFactory(code="44147", place="Dortmund", district__land=cast.office.land)
    shown = page(f"/en/funding/?near={place.code}")
    assert f'<option value="{cast.office.land_id}" selected>' in shown
    assert shown.index('aria-labelledby="here"') < shown.index('class="tile-map"')


def test_a_place_decides_where_another_land_is_chosen(cast: Cast) -> None:
    place = PostalCodeFactory(code="44147", place="Dortmund", district__land=cast.office.land)
    shown = page(f"/en/funding/?near={place.code}&land=DE-BE")
    assert f'<option value="{cast.office.land_id}" selected>' in shown
    assert '<option value="DE-BE" selected>' not in shown


@pytest.mark.parametrize(("purpose", "steps"), [("project", "five"), ("institutional", "six")])
def test_a_programme_says_how_many_steps_its_form_has(
    cast: Cast, client: Client, purpose: str, steps: str
) -> None:
    row = scenes.draft(cast, programme=ProgrammeFactory(office=cast.office, purpose=purpose))
    assert len(pages_of(row)) == {"five": 5, "six": 6}[steps]
    page = client.get(row.programme.get_absolute_url().replace("/de/", "/en/", 1)).text
    assert f"a form in {steps} steps" in page


def test_a_reader_of_turkish_is_told_which_words_of_a_programme_are_german(cast: Cast) -> None:
    said = {"who_may_apply_de": "Vereine.", "deadlines_de": "Jederzeit.", "funder": "Land Musterland"}
    programme = ProgrammeFactory(office=cast.office, **said)
    shown = page(f"/tr/funding/programmes/{programme.slug}/")
    for text in ("Geld für Vereine.", *said.values(), "§§ 23, 44 LHO"):
        marked = re.search(rf'lang="de" dir="ltr">{text}</\w+> <span class="tag">Almanca', shown)
        assert marked, text
    assert "Almanca" not in page(f"/de/funding/programmes/{programme.slug}/").partition("<main")[2]
