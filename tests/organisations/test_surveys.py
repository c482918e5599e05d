"""A network asks all its members something: written, looked at, sent once, answered until the last day."""

import csv
import io
from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from organisations import duties, services
from organisations.choices import ListingState, Role
from organisations.models import Affiliation, Organisation, Reply, Survey
from organisations.services.surveys import purge
from portal.lib.dates import at_berlin, today
from portal.lib.errors import Stale
from portal.lib.sheets import read_table
from portal.outbox.kinds import text_of
from portal.outbox.models import Message
from tests.factories.organisations import (
    MembershipFactory,
    OrganisationFactory,
    ReplyFactory,
    SurveyFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
NETWORK = "/en/desk/organisations/elternnetz/network/questions/"
DESK = "/en/desk/organisations/elterntreff-nordstadt/questions/"
ANSWERS = ["Die Fortbildung", "ja", "3"]


def in_days(number: int):
    return today() + timedelta(days=number)


def noon(days: int) -> datetime:
    """So many days from today, when no change of the clocks makes it another day."""
    return at_berlin(in_days(days), time(12))


def typed(**changes) -> dict:
    """As the form is sent; `words_2` and so on stay empty."""
    empty = {f"{name}_{place}": "" for place in range(1, 6) for name in ("words", "options")}
    kinds = {f"kind_{place}": "text" for place in range(1, 6)}
    written = {
        "title": "Wie war das Jahr?",
        "text": "Für den Bericht.",
        "language": "de",
        "step": "",
        "word": "",
    }
    last_day = {"last_day": in_days(14).isoformat()}
    asked = {"words_1": "Was hat geholfen?"}
    return empty | kinds | written | last_day | asked | {"key": str(uuid4()), "version": "0"} | changes


def member(network: Organisation, name: str, **facts) -> Organisation:
    """One that somebody looks after."""
    organisation = OrganisationFactory(name=name, **facts)
    Affiliation.objects.create(member=organisation, umbrella=network)
    MembershipFactory(organisation=organisation)
    return organisation


@pytest.fixture
def network(client, cast):
    client.force_login(cast.umbrella_coordinator)
    return client


@pytest.fixture
def coordinator(client, cast):
    client.force_login(cast.coordinator)
    return client


@pytest.fixture
def draft(cast) -> Survey:
    return SurveyFactory(umbrella=cast.umbrella, sent=None)


@pytest.fixture
def reply(cast) -> Reply:
    """Dortmund's association is asked and has not answered."""
    return ReplyFactory(survey__umbrella=cast.umbrella, member=cast.association)


def titles(user) -> list[str]:
    return [duty.title for duty in duties.of(user)]


class TestWriting:
    def test_what_is_written_is_kept_and_shown_before_anything_is_sent(self, network, cast):
        sent = typed(
            words_2="Kommen Sie?", kind_2="choice", options_2=" ja\r\nnein\n\nja ", words_4="Wie viele?"
        )
        response = network.post(f"{NETWORK}new/", sent | {"kind_4": "number"})
        survey = Survey.objects.get()
        assert response["Location"] == f"{NETWORK}{survey.key}/"
        assert [(it.words, it.kind, it.options) for it in survey.asked] == [
            ("Was hat geholfen?", "text", ()),
            ("Kommen Sie?", "choice", ("ja", "nein")),
            ("Wie viele?", "number", ()),
        ]
        assert (survey.umbrella, survey.sent, survey.version) == (cast.umbrella, None, 1)
        page = network.get(f"{NETWORK}{survey.key}/").text
        for words in ("Wie war das Jahr?", "Für den Bericht.", "Kommen Sie?", "nein", "1 member is asked"):
            assert words in page
        assert not Message.objects.exists()

    def test_who_is_left_out_and_why_is_said_before_it_is_sent(self, network, cast, draft):
        lonely = OrganisationFactory(name="Ohne Konto", state=ListingState.UNCLAIMED)
        Affiliation.objects.create(member=lonely, umbrella=cast.umbrella)
        asked = OrganisationFactory(name="Nur gefragt", state=ListingState.UNCLAIMED)
        Affiliation.objects.create(
            member=asked, umbrella=cast.umbrella, waits_for="member", asked=timezone.now()
        )
        page = network.get(f"{NETWORK}{draft.key}/").text
        left_out = page[page.index("1 member is left out") :]
        assert "Nobody there has an account with which they could answer." in left_out
        assert "network/letters/" in left_out
        assert "Ohne Konto" in left_out
        assert "Nur gefragt" not in page

    def test_a_public_page_that_nobody_looks_after_is_not_sent_to_the_letters(self, network, cast, draft):
        left = OrganisationFactory(name="Ohne Konto")
        Affiliation.objects.create(member=left, umbrella=cast.umbrella)
        page = network.get(f"{NETWORK}{draft.key}/").text
        left_out = page[page.index("1 member is left out") :]
        assert f'href="/en/organisations/{left.slug}/recovery/"' in left_out
        assert "network/letters/" not in left_out

    def test_who_is_not_meant_is_not_left_out(self, network, cast, draft):
        Survey.objects.filter(pk=draft.pk).update(word="Nordstadt")
        Affiliation.objects.create(member=OrganisationFactory(name="Ohne Konto"), umbrella=cast.umbrella)
        assert "left out" not in network.get(f"{NETWORK}{draft.key}/").text

    def test_a_double_click_writes_one_draft(self, network):
        sent = typed()
        answers = [network.post(f"{NETWORK}new/", sent)["Location"] for _click in range(2)]
        assert answers == [f"{NETWORK}{Survey.objects.get().key}/"] * 2

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"title": ""}, "title"),
            ({"words_1": ""}, "words_1"),
            ({"words_1": "x" * 301}, "words_1"),
            ({"words_2": "Kommen Sie?", "kind_2": "choice", "options_2": "ja"}, "options_2"),
            ({"kind_1": "choice", "options_1": "\n".join(map(str, range(11)))}, "options_1"),
            ({"kind_1": "choice", "options_1": "ja\n" + "x" * 101}, "options_1"),
            ({"options_3": "ja\nnein"}, "words_3"),
            ({"kind_1": "essay"}, "kind_1"),
            ({"language": "xx"}, "language"),
            ({"step": "hidden"}, "step"),
            ({"last_day": "2020-01-01"}, "last_day"),
            ({"last_day": "9999-12-31"}, "last_day"),
            ({"last_day": "heute"}, "last_day"),
        ],
    )
    def test_what_is_faulty_is_said_at_its_field(self, network, changes, field):
        response = network.post(f"{NETWORK}new/", typed(**changes))
        assert response.status_code == 422
        assert list(response.context["form"].errors) == [field]
        assert not Survey.objects.exists()

    def test_a_draft_is_changed_and_a_stale_form_shows_both(self, network, draft):
        page = f"{NETWORK}{draft.key}/edit/"
        form = network.get(page).context["form"]
        assert (form["options_2"].value(), form["words_4"].value()) == ("ja\nnein", "")
        assert network.post(page, typed(version="1", title="Neu")).status_code == 302
        stale = network.post(page, typed(version="1", title="Anders"))
        assert (stale.status_code, stale.context["stored"]) == (422, [{"label": "Title", "stored": "Neu"}])
        assert network.post(page, typed(version="2", title="Anders")).status_code == 302
        draft.refresh_from_db()
        assert (draft.title, draft.version) == ("Anders", 3)

    def test_a_draft_is_thrown_away(self, network, draft):
        assert network.post(f"{NETWORK}{draft.key}/discard/")["Location"] == NETWORK
        assert not Survey.objects.exists()

    def test_what_is_sent_stays_as_it_is(self, network, reply):
        address = f"{NETWORK}{reply.survey.key}/"
        assert network.get(f"{address}edit/")["Location"] == address
        assert network.post(f"{address}discard/")["Location"] == address
        with pytest.raises(ValidationError):
            services.save_survey(
                reply.survey.umbrella, reply.survey.key, {"title": "Neu"}, version=1,
                by=reply.survey.umbrella.memberships.get().user,
            )  # fmt: skip

    def test_the_board_hands_over_whom_it_shows(self, network):
        page = network.get("/en/desk/organisations/elternnetz/network/?q=nordstadt&step=public").text
        address = f"{NETWORK}new/?q=nordstadt&amp;step=public"
        assert address in page
        form = network.get(address.replace("&amp;", "&")).context["form"]
        assert (form["step"].value(), form["word"].value()) == ("public", "nordstadt")


class TestSending:
    def send(self, client, survey):
        return client.post(f"{NETWORK}{survey.key}/send/", {"version": survey.version})

    def test_each_member_that_somebody_looks_after_is_asked_in_its_language(self, network, cast, draft):
        cast.coordinator.language = "tr"
        cast.coordinator.save()
        member(cast.umbrella, "Verborgen", state=ListingState.SUSPENDED)
        Affiliation.objects.create(member=OrganisationFactory(), umbrella=cast.umbrella)
        left = member(cast.umbrella, "Fort")
        Affiliation.objects.filter(member=left).update(until="2020-01-01")
        assert self.send(network, draft).status_code == 302
        draft.refresh_from_db()
        assert draft.sent is not None
        assert draft.sent_by == cast.umbrella_coordinator
        assert [row.member for row in Reply.objects.all()] == [cast.association]
        message = Message.objects.get()
        assert (message.kind, message.address, message.language) == (
            "organisations.survey_asked", cast.coordinator.email, "tr",
        )  # fmt: skip
        text = text_of(message, "en")
        assert "“Elternnetz” asks its members: “Wie war das Jahr?”" in text.body
        assert f"/questions/{Reply.objects.get().pk}/" in text.body

    def test_only_those_whom_the_draft_means(self, network, cast, draft):
        member(cast.umbrella, "Bildungswerk", state=ListingState.UNCLAIMED)
        draft.step, draft.word = "public", "nordstadt"
        draft.save()
        self.send(network, draft)
        assert [row.member for row in Reply.objects.all()] == [cast.association]

    def test_a_double_click_sends_it_once(self, network, draft):
        for _click in range(2):
            assert self.send(network, draft).status_code == 302
        assert Message.objects.count() == Reply.objects.count() == 1

    def test_what_somebody_else_has_changed_is_looked_at_again(self, network, draft):
        Survey.objects.update(version=2)
        page = network.post(f"{NETWORK}{draft.key}/send/", {"version": "1"}, follow=True)
        assert "Somebody else changed this in the meantime." in page.text
        for odd in ("", "x", "١", "9" * 30):
            network.post(f"{NETWORK}{draft.key}/send/", {"version": odd})
        assert not Reply.objects.exists()

    @pytest.mark.parametrize("why", ["nobody", "late"])
    def test_what_cannot_be_sent_says_why(self, network, draft, why):
        if why == "nobody":
            Survey.objects.update(word="Sonstwer")
        else:
            Survey.objects.update(last_day=today())
        page = network.post(f"{NETWORK}{draft.key}/send/", {"version": "1"}, follow=True).text
        said = {"nobody": "There is no member whom", "late": "Choose a day from tomorrow on, within a year."}
        assert said[why] in page
        assert not Reply.objects.exists()

    def test_nobody_else_sends_it_and_a_hidden_network_does_not(self, cast, draft):
        for user in (cast.coordinator, cast.portal_staff):
            with pytest.raises(PermissionDenied):
                services.send_survey(draft, version=1, by=user)
        Organisation.objects.filter(pk=cast.umbrella.pk).update(state=ListingState.SUSPENDED)
        with pytest.raises(PermissionDenied):
            services.send_survey(draft, version=1, by=cast.umbrella_coordinator)


class TestAnswering:
    def post(self, client, reply, *, version=0, answers=ANSWERS):
        fields = {f"answer_{place}": answer for place, answer in enumerate(answers)}
        return client.post(f"{DESK}{reply.pk}/", fields | {"version": version})

    @pytest.mark.parametrize("role", ["coordinator", "editor"])
    def test_it_waits_as_a_duty_until_it_is_answered(self, client, cast, reply, role):
        user = getattr(cast, role)
        asked = "Answer what your network asks"
        duty = next(duty for duty in duties.of(user) if duty.title == asked)
        assert (duty.url, duty.about, duty.until) == (
            f"{DESK}{reply.pk}/",
            "Wie war das Jahr? · Elternnetz",
            reply.survey.last_day,
        )
        client.force_login(user)
        assert self.post(client, reply)["Location"] == DESK
        reply.refresh_from_db()
        assert (reply.answers, reply.version) == (ANSWERS, 1)
        assert asked not in titles(user)

    def test_the_list_says_what_waits_and_what_is_over(self, coordinator, cast, reply):
        assert "waits for your answer" in coordinator.get(DESK).text
        self.post(coordinator, reply)
        answered = coordinator.get(DESK).text
        assert "waits for your answer" not in answered
        assert ">answered<" in answered
        assert ">closed<" not in answered
        services.close_survey(reply.survey, by=cast.umbrella_coordinator)
        assert ">closed<" in coordinator.get(DESK).text

    def test_others_have_no_such_duty(self, cast, reply):
        for user in (cast.helper, cast.reader, cast.foreign_coordinator, cast.umbrella_coordinator):
            assert "Answer what your network asks" not in titles(user)

    def test_the_answer_can_be_changed_until_the_last_day(self, coordinator, reply):
        self.post(coordinator, reply)
        form = coordinator.get(f"{DESK}{reply.pk}/").context["form"]
        assert [form[name].value() for name in ("answer_0", "answer_1", "answer_2")] == [*ANSWERS[:2], "3"]
        assert self.post(coordinator, reply, version=1, answers=["", "nein", "2,5"]).status_code == 302
        reply.refresh_from_db()
        assert (reply.answers, reply.version) == (["", "nein", "2.5"], 2)
        Survey.objects.update(last_day=in_days(-1))
        late = self.post(coordinator, reply, version=2)
        assert late.status_code == 422
        assert "can not be answered any more" in late.text
        reply.refresh_from_db()
        assert reply.answers == ["", "nein", "2.5"]

    def test_a_second_click_keeps_it_once_and_a_stale_answer_shows_both(self, coordinator, reply):
        assert [self.post(coordinator, reply).status_code for _click in range(2)] == [302, 302]
        stale = self.post(coordinator, reply, answers=["Anders", "ja", "3"])
        assert stale.status_code == 422
        assert stale.context["stored"] == [
            {"label": '<span lang="de" dir="ltr">Was hat geholfen?</span>', "stored": "Die Fortbildung"}
        ]
        reply.refresh_from_db()
        assert reply.version == 1

    @pytest.mark.parametrize(
        ("answers", "field"),
        [
            (["x" * 2001, "", ""], "answer_0"),
            (["", "vielleicht", ""], "answer_1"),
            (["", "", "viele"], "answer_2"),
            (["", "", "NaN"], "answer_2"),
            (["", "", "9" * 30], "answer_2"),
            (["", "", ""], "__all__"),
        ],
    )
    def test_what_is_no_answer_is_said_at_its_question(self, coordinator, reply, answers, field):
        response = self.post(coordinator, reply, answers=answers)
        assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
        reply.refresh_from_db()
        assert reply.answered is None

    @pytest.mark.parametrize(
        ("said", "kept"), [("2,50", "2.5"), ("1.000", "1000"), ("0", "0"), ("-3.0", "-3")]
    )
    def test_a_number_is_kept_in_one_way_however_it_is_written(self, coordinator, reply, said, kept):
        self.post(coordinator, reply, answers=["", "", said])
        reply.refresh_from_db()
        assert reply.answers == ["", "", kept]

    def test_words_in_another_language_are_marked(self, coordinator, reply):
        page = coordinator.get(f"{DESK}{reply.pk}/").text
        assert '<h1 lang="de" dir="ltr">Wie war das Jahr?</h1>' in page
        assert '<span lang="de" dir="ltr">Was hat geholfen?</span>' in page

    @pytest.mark.parametrize("why", ["left", "hidden", "closed"])
    def test_who_has_left_or_whose_network_is_hidden_is_asked_no_more(self, coordinator, cast, reply, why):
        services.remind_of_surveys()
        if why == "left":
            Affiliation.objects.update(until=in_days(-1))
        elif why == "hidden":
            Organisation.objects.filter(pk=cast.umbrella.pk).update(state=ListingState.SUSPENDED)
        else:
            services.close_survey(reply.survey, by=cast.umbrella_coordinator)
        assert "Answer what your network asks" not in titles(cast.coordinator)
        page = coordinator.get(f"{DESK}{reply.pk}/").text
        assert "these questions can not be answered any more" in page
        assert "<textarea" not in page
        with pytest.raises(ValidationError):
            services.answer_survey(reply, ANSWERS, version=0, by=cast.coordinator)

    def test_nobody_answers_for_somebody_else(self, cast, reply):
        for user in (cast.helper, cast.foreign_coordinator, cast.umbrella_coordinator, cast.portal_staff):
            with pytest.raises(PermissionDenied):
                services.answer_survey(reply, ANSWERS, version=0, by=user)

    def test_two_first_answers_at_once_make_one(self, cast, reply):
        services.answer_survey(reply, ANSWERS, version=0, by=cast.coordinator)
        with pytest.raises(Stale):
            services.answer_survey(reply, ["Anderes", "", ""], version=0, by=cast.editor)

    def test_the_desk_of_the_member_leads_there_once_it_was_asked(self, coordinator, cast):
        desk = DESK.removesuffix("questions/")
        assert f'href="{DESK}"' not in coordinator.get(desk).text
        ReplyFactory(survey__umbrella=cast.umbrella, member=cast.association)
        assert f'href="{DESK}"' in coordinator.get(desk).text


class TestReminding:
    def reminded(self, days: int) -> list[str]:
        with time_machine.travel(noon(days)):
            services.remind_of_surveys()
        return list(
            Message.objects.filter(kind="organisations.survey_reminder").values_list("address", flat=True)
        )

    def test_three_days_before_the_last_day_once(self, cast, reply):
        assert self.reminded(10) == []
        assert self.reminded(11) == [cast.coordinator.email]
        assert self.reminded(12) == [cast.coordinator.email]
        text = text_of(Message.objects.get(), "en")
        assert text.subject == "Your network waits for your answer"

    def test_who_has_answered_is_left_alone(self, cast, reply):
        services.answer_survey(reply, ANSWERS, version=0, by=cast.coordinator)
        assert self.reminded(12) == []

    def test_who_answers_in_between_gets_no_mail_either(self, cast, reply):
        self.reminded(12)
        services.answer_survey(reply, ANSWERS, version=0, by=cast.coordinator)
        assert text_of(Message.objects.get(), "en") is None

    def test_who_was_asked_within_three_days_is_not_reminded(self, cast):
        survey = SurveyFactory(umbrella=cast.umbrella, sent=timezone.now(), last_day=in_days(3))
        ReplyFactory(survey=survey, member=cast.association)
        assert self.reminded(2) == []


class TestReading:
    @pytest.fixture
    def answered(self, cast, reply) -> Survey:
        ReplyFactory(survey=reply.survey, member__name="Stille")
        services.answer_survey(reply, ["=1+1", "ja", "2.5"], version=0, by=cast.coordinator)
        return reply.survey

    def test_the_network_reads_who_answered_what_and_who_did_not(self, network, answered):
        page = network.get(f"{NETWORK}{answered.key}/")
        assert [row.member.name for row in page.context["page_obj"]] == ["Elterntreff Nordstadt"]
        assert [row.name for row in page.context["missing"]] == ["Stille"]
        assert "1 answer" in page.text
        assert "1 of 2 have answered" in network.get(NETWORK).text

    def test_choices_are_counted_and_numbers_added_up(self, network, answered):
        ReplyFactory(
            survey=answered, member__name="Dritte", version=1, answers=["", "ja", "4"],
            answered=timezone.now(),
        )  # fmt: skip
        page = network.get(f"{NETWORK}{answered.key}/").text
        assert '<bdi lang="de">ja</bdi>: 2' in page
        assert '<bdi lang="de">nein</bdi>: 0' in page
        assert "Together 6.5, from 2 answers" in page

    def test_as_csv_with_formulas_escaped(self, network, answered):
        response = network.get(f"{NETWORK}{answered.key}/answers.csv")
        assert list(csv.reader(io.StringIO(response.text.lstrip("\ufeff")), delimiter=";")) == [
            [
                "Organisation",
                "Answered on",
                "Was hat geholfen?",
                "Kommen Sie zum Fachtag?",
                "Wie viele kommen mit?",
            ],
            ["Elterntreff Nordstadt", today().isoformat(), "'=1+1", "ja", "2,5"],
            ["Stille", "", "", "", ""],
        ]
        assert f'filename="elternnetz-wie-war-das-jahr-{today()}.csv"' in response["Content-Disposition"]

    def test_as_a_workbook(self, network, answered):
        response = network.get(f"{NETWORK}{answered.key}/answers.xlsx")
        table = read_table(io.BytesIO(response.content))
        assert [list(row.cells.values())[2:] for row in table.rows] == [["=1+1", "ja", "2.5"], ["", "", ""]]

    def test_there_is_no_other_kind_of_file(self, network, answered):
        assert network.get(f"{NETWORK}{answered.key}/answers.exe").status_code == 404

    def test_nobody_else_reads_them(self, client, cast, answered):
        editor = MembershipFactory(organisation=cast.umbrella, role=Role.EDITOR).user
        for user in (cast.coordinator, cast.foreign_coordinator, cast.portal_staff, cast.caseworker, editor):
            client.force_login(user)
            assert client.get(f"{NETWORK}{answered.key}/").status_code == 404
            assert client.get(f"{NETWORK}{answered.key}/answers.csv").status_code == 404

    def test_a_hidden_network_reads_nothing(self, network, cast, answered):
        Organisation.objects.filter(pk=cast.umbrella.pk).update(state=ListingState.SUSPENDED)
        assert network.get(NETWORK).status_code == 404
        assert network.get(f"{NETWORK}{answered.key}/").status_code == 404


class TestClosing:
    def test_by_a_click(self, network, reply):
        for _click in range(2):
            assert network.post(f"{NETWORK}{reply.survey.key}/close/").status_code == 302
        page = network.get(f"{NETWORK}{reply.survey.key}/").text
        assert "Closed: nobody answers any more." in page

    def test_a_draft_is_not_closed(self, network, draft):
        page = network.post(f"{NETWORK}{draft.key}/close/", follow=True)
        assert "These questions are not sent yet." in page.text

    def test_by_itself_after_the_last_day_and_the_network_hears_of_it_once(self, cast, reply):
        services.answer_survey(reply, ANSWERS, version=0, by=cast.coordinator)
        assert services.close_surveys() == 0
        with time_machine.travel(noon(15)):
            assert [services.close_surveys() for _night in range(2)] == [1, 0]
        message = Message.objects.get(kind="organisations.survey_closed")
        assert message.address == cast.umbrella_coordinator.email
        assert "Of 1 members that were asked 1 have answered." in text_of(message, "en").body

    def test_all_of_it_is_deleted_a_year_after_the_last_day(self, reply):
        reply.survey.refresh_from_db()
        for days, number in ((-1, 0), (0, 1)):
            day = reply.survey.ends + timedelta(days=days)
            with time_machine.travel(f"{day}T12:00Z"):
                assert purge() == {"surveys": number}
        assert not Reply.objects.exists()


class TestQueries:
    @pytest.fixture(params=[1, 3], autouse=True)
    def survey(self, request, cast) -> Survey:
        for _number in range(request.param):
            survey = SurveyFactory(umbrella=cast.umbrella)
            ReplyFactory(survey=survey, member=cast.association)
        for number in range(request.param):
            ReplyFactory(
                survey=survey, member=member(cast.umbrella, f"Verein {number}"),
                version=1, answers=ANSWERS, answered=timezone.now(),
            )  # fmt: skip
        return survey

    @pytest.mark.parametrize(
        ("path", "count"), [("", 11), ("new/", 9), ("{key}/", 14), ("{key}/answers.csv", 6)]
    )
    def test_of_the_network(self, path, count, network, survey, django_assert_num_queries):
        with django_assert_num_queries(count):
            assert network.get(NETWORK + path.format(key=survey.key)).status_code == 200

    def test_of_a_draft(self, network, survey, django_assert_num_queries):
        Reply.objects.all().delete()
        Survey.objects.update(sent=None)
        with django_assert_num_queries(12):
            assert network.get(f"{NETWORK}{survey.key}/").status_code == 200

    def test_of_a_member(self, coordinator, cast, survey, django_assert_num_queries):
        with django_assert_num_queries(12):
            assert coordinator.get(DESK).status_code == 200
        reply = survey.replies.get(member=cast.association)
        with django_assert_num_queries(11):
            assert coordinator.get(f"{DESK}{reply.pk}/").status_code == 200
