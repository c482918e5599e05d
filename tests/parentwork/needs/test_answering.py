"""Organisations near see what is looked for; one that was checked answers, and who asked learns of it."""

from urllib.parse import urlencode

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from organisations.choices import ListingState
from organisations.models import Verification
from parentwork.choices import DateState, NeedAnswer
from parentwork.models import Need, WorkshopDate
from parentwork.services import needs, workshops
from portal.lib.codes import spelled
from portal.lib.dates import span_words
from portal.outbox.models import Message
from tests.factories.guides import TopicFactory
from tests.factories.parentwork import FormatFactory, NeedFactory, VenueFactory, WorkshopFactory
from tests.factories.places import PostalCodeFactory

pytestmark = pytest.mark.django_db
BY_PHONE = {"way": "call", "phone": "+49231123456"}


def listed(response) -> list[int]:
    return [need.pk for need in response.context["page_obj"].object_list]


def test_near_ones_in_the_languages_of_the_organisation_stand_first(cast, desk, need):
    cast.association.languages = ["tr"]
    cast.association.save()
    hagen = PostalCodeFactory(code="58095", place="Hagen", latitude=51.36, longitude=7.47)
    berlin = PostalCodeFactory(code="12043")
    far_but_spoken = NeedFactory(place=hagen, spoken="tr")
    NeedFactory(place=berlin, spoken="tr")
    page = desk.get("desk_needs")
    assert listed(page) == [far_but_spoken.pk, need.pk]
    assert "17 km" in page.text
    assert "you speak it" in page.text


def test_distance_language_and_topic_narrow_the_list(cast, desk, need):
    start = TopicFactory(slug="start", title_en="School begins")
    hagen = PostalCodeFactory(code="58095", place="Hagen", latitude=51.36, longitude=7.47)
    other = NeedFactory(place=hagen, spoken="ar", topic=start)

    def found(**query):
        return sorted(listed(desk.follow(f"{desk.address('desk_needs')}?{urlencode(query)}")))

    assert found(km="10") == [need.pk]
    assert found(language="ar") == [other.pk]
    assert found(topic="start") == [other.pk]
    assert found(topic="nothing") == [need.pk, other.pk]


def test_what_is_answered_or_over_is_not_listed(cast, desk, need):
    NeedFactory(place=cast.postal_code, delete_on="2020-01-01")
    NeedFactory(place=cast.postal_code, answer="contact", answered=need.created)
    assert listed(desk.get("desk_needs")) == [need.pk]


def test_an_organisation_without_a_place_is_asked_for_it(cast, desk, need):
    cast.association.postal_code = None
    cast.association.save()
    assert "Your profile has no postal code" in desk.get("desk_needs").text


def test_a_hidden_organisation_sees_nothing(cast, desk, need):
    cast.association.state = ListingState.SUSPENDED
    cast.association.save()
    assert desk.get("desk_needs").status_code == 404
    assert not Need.objects.visible_to(cast.coordinator, cast.association).exists()


@pytest.mark.parametrize("name", ["reader", "foreign_coordinator", "caseworker", "portal_staff"])
def test_nobody_else_sees_a_need(cast, need, name):
    assert not Need.objects.visible_to(getattr(cast, name), cast.association).exists()


class TestContact:
    """Seen where its person allows it, by those who see families, in an organisation that was checked."""

    @pytest.mark.parametrize(("allowed", "seen"), [(True, True), (False, False)])
    def test_as_its_person_wants_it(self, cast, checked, desk, allowed, seen):
        need = NeedFactory(place=cast.postal_code, **BY_PHONE, shows_contact=allowed)
        page = desk.get("desk_need", pk=need.pk).text
        assert ("tel:+49-231-123456" in page) is seen
        assert ("We get in touch ourselves" in page) is seen

    def test_not_before_the_organisation_was_checked(self, cast, desk):
        need = NeedFactory(place=cast.postal_code, **BY_PHONE, shows_contact=True)
        page = desk.get("desk_need", pk=need.pk).text
        assert "tel:" not in page
        assert "has not been checked yet" in page

    def test_never_in_the_list(self, cast, checked, desk):
        NeedFactory(place=cast.postal_code, **BY_PHONE, shows_contact=True)
        assert "123456" not in desk.get("desk_needs").text


def test_an_answer_with_a_workshop_is_told_by_mail_in_the_language_of_the_page(cast, desk, evening):
    need = NeedFactory(place=cast.postal_code, way="mail", email="o@example.org")
    response = desk.post("desk_need", {"workshop": evening.pk}, pk=need.pk)
    assert response.url == desk.address("desk_needs")
    need.refresh_from_db()
    assert (need.answer, need.answered_by, need.workshop) == ("workshop", cast.association, evening)
    message = Message.objects.get()
    assert (message.kind, message.channel, message.address, message.language) == (
        "parentwork.need_answered", "mail", "o@example.org", "uk",
    )  # fmt: skip
    assert listed(desk.get("desk_needs")) == []
    page = desk.get("desk_need", pk=need.pk).text
    assert "You have answered this." in page
    answer = page.partition("<dt>Your answer</dt>")[2].partition("</dd>")[0]
    assert desk.address("desk_workshop", pk=evening.pk) in answer
    assert evening.title_de in answer
    assert "No longer shown, since this is answered." in page
    assert "writes to this person when you answer" not in page


def test_who_asked_finds_the_workshop_on_their_page(client, need, evening, cast):
    needs.answer_with(need, evening, by=cast.coordinator)
    page = client.get(f"/en/needs/{need.secret}/").text
    assert "There is an answer" in page
    assert f'href="/en/workshops/{evening.pk}-{evening.slug}/"' in page
    date = evening.dates.get()
    assert span_words(date.starts, date.ends, "en") in page
    assert str(date.venue.postal_code) in page
    assert not Message.objects.exists()


def test_who_wants_a_call_stands_on_the_call_list_with_the_workshop(cast, desk, evening):
    need = NeedFactory(place=cast.postal_code, **BY_PHONE)
    needs.answer_with(need, evening, by=cast.coordinator)
    page = desk.get("desk_calls").text
    assert "+49231123456" in page
    assert "Welche Schule jetzt?" in page
    call = desk.get("desk_call", pk=Message.objects.get().pk).text
    assert spelled(need.code) in call
    assert "/uk/" not in call, "nobody can read out an address"


def test_whoever_answers_somebody_who_wants_a_call_is_led_to_the_call(cast, desk, evening):
    need = NeedFactory(place=cast.postal_code, **BY_PHONE)
    before = desk.get("desk_need", pk=need.pk).text
    assert "this person stands on your call list: you call" in before
    assert "gets a mail" not in before
    answer = desk.post("desk_need", {"workshop": evening.pk}, pk=need.pk)
    assert answer.url == desk.address("desk_need", pk=need.pk)
    after = desk.get("desk_need", pk=need.pk).text
    assert "Now call who asked" in after
    assert "Your turn: call this person." in after
    assert "This person stands on your call list." in after
    assert "When you answer with a workshop" not in after
    call = Message.objects.get()
    assert f'href="{desk.address("desk_call", pk=call.pk)}"' in after
    desk.post("desk_call_done", pk=call.pk)
    assert "Your turn" not in desk.get("desk_need", pk=need.pk).text


def test_getting_in_touch_is_told_on_the_page_of_who_asked(cast, checked, client, desk):
    need = NeedFactory(place=cast.postal_code, **BY_PHONE, shows_contact=True)
    desk.post("desk_need_in_touch", pk=need.pk)
    need.refresh_from_db()
    assert need.answer == NeedAnswer.CONTACT
    assert "Your turn: get in touch with this person." in desk.get("desk_need", pk=need.pk).text
    assert "gets in touch with you" in client.get(f"/en/needs/{need.secret}/").text


class TestHandingBack:
    """Whoever said that they get in touch, and cannot, does not keep others from answering."""

    @pytest.fixture
    def taken(self, cast, checked):
        need = NeedFactory(place=cast.postal_code, **BY_PHONE, shows_contact=True)
        return needs.get_in_touch(need, checked, by=cast.coordinator)

    def test_it_is_looked_for_again_by_all_and_who_asked_reads_so(self, client, desk, taken):
        assert "Hand it back" in desk.get("desk_need", pk=taken.pk).text
        for _tap in range(2):
            answer = desk.post("desk_need_hand_back", pk=taken.pk)
            assert answer.url == desk.address("desk_need", pk=taken.pk)
        taken.refresh_from_db()
        assert (taken.answer, taken.answered, taken.answered_by) == ("", None, None)
        assert listed(desk.get("desk_needs")) == [taken.pk]
        page = desk.get("desk_need", pk=taken.pk).text
        assert "Hand it back" not in page
        assert "We get in touch ourselves" in page, "also by the same one, who may think better of it"
        own = client.get(f"/en/needs/{taken.secret}/").text
        assert "gets in touch with you" not in own
        assert "Now it is the turn of the organisations." in own

    def test_also_once_the_organisation_is_checked_no_more(self, desk, taken):
        Verification.objects.all().delete()
        desk.post("desk_need_hand_back", pk=taken.pk)
        taken.refresh_from_db()
        assert taken.answer == ""

    def test_what_a_workshop_answers_is_not_handed_back(self, cast, desk, need, evening):
        needs.answer_with(need, evening, by=cast.coordinator)
        assert "Hand it back" not in desk.get("desk_need", pk=need.pk).text
        assert not needs.hand_back(need, cast.association, by=cast.coordinator)
        need.refresh_from_db()
        assert need.workshop == evening

    def test_only_by_who_plans_there(self, cast, desk, taken, client):
        with pytest.raises(PermissionDenied):
            needs.hand_back(taken, cast.association, by=cast.helper)
        assert not needs.hand_back(taken, cast.foreign_association, by=cast.foreign_coordinator)
        client.force_login(cast.helper)
        assert "Hand it back" not in desk.get("desk_need", pk=taken.pk).text


def test_nobody_gets_in_touch_with_who_does_not_want_it(cast, checked):
    need = NeedFactory(place=cast.postal_code, **BY_PHONE)
    with pytest.raises(ValidationError):
        needs.get_in_touch(need, checked, by=cast.coordinator)


def test_an_organisation_that_was_not_checked_cannot_answer(cast, desk, need):
    workshop = WorkshopFactory(organisation=cast.association)
    assert desk.post("desk_need", {"workshop": workshop.pk}, pk=need.pk).status_code == 404
    with pytest.raises(PermissionDenied):
        needs.answer_with(need, workshop, by=cast.coordinator)


def test_a_helper_sees_but_does_not_answer(cast, client, need, evening):
    client.force_login(cast.helper)
    address = f"/en/desk/organisations/{cast.association.slug}/workshops/needs/{need.pk}/"
    assert "Answer with this workshop" not in client.get(address).text
    assert client.post(address, {"workshop": evening.pk}).status_code == 404
    assert client.post(f"{address}in-touch/").status_code == 404


def test_only_what_one_can_still_come_to_is_an_answer(cast, desk, need, evening):
    WorkshopDate.objects.update(state=DateState.CANCELLED)
    assert desk.post("desk_need", {"workshop": evening.pk}, pk=need.pk).status_code == 422
    with pytest.raises(ValidationError):
        needs.answer_with(need, evening, by=cast.coordinator)


def test_the_same_answer_twice_is_told_once(cast, evening):
    need = NeedFactory(place=cast.postal_code, way="mail", email="o@example.org")
    first = needs.answer_with(need, evening, by=cast.coordinator)
    second = needs.answer_with(need, evening, by=cast.editor)
    assert first.answered == second.answered
    assert Message.objects.count() == 1


def test_what_a_cancelled_workshop_answered_is_looked_for_again(cast, need, evening):
    needs.answer_with(need, evening, by=cast.coordinator)
    workshops.cancel(evening, by=cast.coordinator)
    need.refresh_from_db()
    assert (need.answer, need.answered, need.workshop) == ("", None, None)


def test_a_new_workshop_starts_with_what_is_looked_for(cast, desk):
    TopicFactory(slug="start", title_de="Schule beginnt")
    VenueFactory(organisation=cast.association)
    format_ = FormatFactory()
    need = NeedFactory(place=cast.postal_code, topic_id="start", times=["saturday"])
    formats = desk.follow(f"{desk.address('desk_plan')}?need={need.pk}").text
    assert f'href="?format={format_.code}&amp;need={need.pk}"' in formats
    form = desk.follow(f"{desk.address('desk_plan')}?format={format_.code}&need={need.pk}").context["form"]
    with translation.override("en"):
        assert form["languages"].value() == ["uk"]
        assert form["title_de"].value() == "Schule beginnt"
        assert (form["topics"].value(), form["weekdays"].value()) == (["start"], [5])


def test_the_words_of_a_family_say_in_which_language_they_are(client, cast, desk, need):
    need.words, need.language = "أبحث عن دورة", "ar"
    need.save()
    assert '<bdi lang="ar">أبحث عن دورة</bdi>' in desk.get("desk_needs").text
    marked = '<dd lang="ar" dir="auto">أبحث عن دورة</dd>'
    assert marked in desk.get("desk_need", pk=need.pk).text
    assert marked in client.get(f"/de/needs/{need.secret}/").text
