"""A member lets its network write its profile, and nothing else, as long as both want it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from organisations import services
from organisations.models import Affiliation, Mandate, Organisation
from organisations.services.mandates import purge
from portal.lib.dates import today
from portal.outbox.kinds import text_of
from portal.outbox.models import Message

pytestmark = pytest.mark.django_db
DESK = "/en/desk/organisations/elterntreff-nordstadt/"
NETWORK = "/en/desk/organisations/elternnetz/"
WORDS = {"summary": "Wir helfen.", "about": "", "version": 1}


def in_days(number: int):
    return today() + timedelta(days=number)


@pytest.fixture
def mandate(cast):
    cast.association.email = "post@nordstadt.example"
    cast.association.summary_de = "Wir sind da."
    cast.association.save()
    return services.give_mandate(cast.association, cast.umbrella, until=in_days(30), by=cast.coordinator)


def sign_in(client, user):
    client.force_login(user)
    return client


def statuses(client, user, *pages: str) -> list[int]:
    sign_in(client, user)
    return [client.get(f"{DESK}{page}").status_code for page in pages]


class TestGiving:
    def test_the_coordinator_allows_it_until_a_day_and_the_network_gets_a_mail(self, client, cast):
        sign_in(client, cast.coordinator)
        typed = {"umbrella": cast.umbrella.pk, "until": in_days(30).isoformat()}
        assert client.post(f"{DESK}mandates/", typed).status_code == 302
        mandate = Mandate.objects.get()
        assert (mandate.until, mandate.given_by) == (in_days(30), cast.coordinator)
        message = Message.objects.get()
        assert (message.kind, message.address) == (
            "organisations.mandate_given", cast.umbrella_coordinator.email,
        )  # fmt: skip
        assert "Elterntreff Nordstadt" in text_of(message, "en").body
        assert "Elternnetz" in client.get(f"{DESK}mandates/").text

    @pytest.mark.parametrize("days", [-1, 800])
    def test_it_has_an_end_within_two_years(self, client, cast, days):
        sign_in(client, cast.coordinator)
        typed = {"umbrella": cast.umbrella.pk, "until": in_days(days).isoformat()}
        answer = client.post(f"{DESK}mandates/", typed)
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == ["until"]

    def test_only_a_network_that_one_belongs_to_is_offered(self, client, cast):
        Affiliation.objects.update(until="2020-01-01")
        sign_in(client, cast.coordinator)
        assert "You belong to no network." in client.get(f"{DESK}mandates/").text
        with pytest.raises(ValidationError):
            services.give_mandate(cast.association, cast.umbrella, until=in_days(1), by=cast.coordinator)

    def test_nobody_gives_it_to_themselves(self, cast):
        for user in (cast.umbrella_coordinator, cast.editor, cast.portal_staff):
            with pytest.raises(PermissionDenied):
                services.give_mandate(cast.association, cast.umbrella, until=in_days(1), by=user)

    def test_a_double_click_gives_it_once_and_another_day_takes_its_place(self, cast, mandate):
        def give(days):
            return services.give_mandate(
                cast.association, cast.umbrella, until=in_days(days), by=cast.coordinator
            )

        assert give(30) == mandate
        later = give(60)
        assert list(Mandate.objects.running(today())) == [later]


class TestActing:
    def test_without_a_mandate_the_network_sees_no_profile(self, client, cast):
        assert statuses(client, cast.umbrella_coordinator, "profile/", "words/de/") == [404, 404]
        with pytest.raises(PermissionDenied):
            services.update_profile(
                cast.association, {"summary_de": "x"}, version=1, by=cast.umbrella_coordinator
            )

    def test_with_it_the_network_writes_and_the_history_says_who(self, client, cast, mandate):
        sign_in(client, cast.umbrella_coordinator)
        page = client.get(f"{DESK}words/de/").text
        assert "with its mandate until" in page
        assert f'href="{NETWORK}network/"' in page
        assert client.post(f"{DESK}words/de/", WORDS).status_code == 302
        cast.association.refresh_from_db()
        assert cast.association.summary_de == "Wir helfen."
        event = Organisation.pgh_event_model.objects.filter(pgh_obj=cast.association).latest("pgh_id")
        assert event.pgh_context.metadata["capacity"] == "umbrella"
        assert event.pgh_context.metadata["user"] == cast.umbrella_coordinator.pk
        sign_in(client, cast.coordinator)
        assert "coordinator of a network" in client.get(f"{DESK}history/").text

    def test_it_opens_nothing_but_the_profile(self, client, cast, mandate):
        closed = [
            "",
            "people/",
            "history/",
            "structure/",
            "evaluation/",
            "affiliations/",
            "mandates/",
            "workshops/",
        ]
        assert statuses(client, cast.umbrella_coordinator, *closed) == [404] * len(closed)

    def test_after_saving_facts_one_is_back_at_the_network(self, client, cast, mandate):
        sign_in(client, cast.umbrella_coordinator)
        form = client.get(f"{DESK}profile/").context["form"]
        typed = {name: form[name].value() for name in form.fields}
        typed = {name: value for name, value in typed.items() if value not in (None, False)}
        answer = client.post(f"{DESK}profile/", typed | {"phone": "0231 555010"})
        assert answer["Location"] == f"{NETWORK}network/"

    @pytest.mark.parametrize("why", ["over", "left"])
    def test_it_ends_with_its_day_and_with_the_network(self, client, cast, mandate, why):
        if why == "over":
            Mandate.objects.update(until=in_days(-1))
        else:
            Affiliation.objects.update(until=in_days(-1))
        assert statuses(client, cast.umbrella_coordinator, "profile/") == [403]

    def test_only_those_who_coordinate_the_network_act(self, client, cast, mandate):
        assert statuses(client, cast.foreign_coordinator, "profile/") == [404]


class TestShowing:
    def test_the_desk_says_it_at_all_times_to_everybody_there(self, client, cast, mandate):
        for user in (cast.coordinator, cast.reader):
            assert "may write your profile until" in sign_in(client, user).get(DESK).text
        services.revoke_mandate(mandate, by=cast.coordinator)
        assert "may write your profile until" not in client.get(DESK).text

    def test_the_board_leads_to_the_profile(self, client, cast, mandate):
        page = sign_in(client, cast.umbrella_coordinator).get(f"{NETWORK}network/").text
        assert f'href="{DESK}profile/"' in page


class TestEnding:
    @pytest.mark.parametrize(
        ("who", "told"), [("coordinator", "umbrella_coordinator"), ("umbrella_coordinator", "coordinator")]
    )
    def test_either_side_ends_it_by_a_click_and_the_other_hears_of_it(self, client, cast, mandate, who, told):
        side = DESK if who == "coordinator" else NETWORK
        sign_in(client, getattr(cast, who))
        for _click in range(2):
            assert client.post(f"{side}mandates/{mandate.pk}/end/").status_code == 302
        mandate.refresh_from_db()
        assert mandate.revoked_by == getattr(cast, who)
        message = Message.objects.get(kind="organisations.mandate_revoked")
        assert message.address == getattr(cast, told).email
        assert "no longer writes the profile" in text_of(message, "en").body
        assert text_of(Message.objects.get(kind="organisations.mandate_given"), "en") is None
        assert statuses(client, cast.umbrella_coordinator, "profile/") == [403]

    def test_whoever_writes_just_then_reads_why_it_was_not_saved(self, client, cast, mandate):
        services.revoke_mandate(mandate, by=cast.coordinator)
        sign_in(client, cast.umbrella_coordinator)
        page = client.post(f"{DESK}words/de/", WORDS)
        assert page.status_code == 403
        assert "your network no longer writes for “Elterntreff Nordstadt”. Nothing was saved." in page.text
        cast.association.refresh_from_db()
        assert cast.association.summary_de == "Wir sind da."

    def test_what_was_written_just_then_can_still_be_copied(self, client, cast, mandate):
        services.revoke_mandate(mandate, by=cast.coordinator)
        sign_in(client, cast.umbrella_coordinator)
        typed = WORDS | {"summary": "Wir begleiten <Väter>.\nJeden Tag.", "about": "Kurz"}
        text = client.post(f"{DESK}words/de/", typed).text
        assert '<blockquote dir="auto">Wir begleiten &lt;Väter&gt;.<br>Jeden Tag.</blockquote>' in text
        assert ">Kurz<" not in text

    def test_nobody_else_does(self, cast, mandate):
        for user in (cast.editor, cast.foreign_coordinator, cast.portal_staff):
            with pytest.raises(PermissionDenied):
                services.revoke_mandate(mandate, by=user)

    def test_it_is_deleted_as_long_after_its_end_as_history_is_kept(self, cast, mandate, settings):
        settings.HISTORY_KEPT_DAYS = {"organisations": 10}
        assert purge() == {"ended mandates": 0}
        Mandate.objects.update(until=in_days(-12))
        assert purge() == {"ended mandates": 1}

    def test_one_that_was_ended_early_is_deleted_by_then_too(self, cast, mandate, settings):
        settings.HISTORY_KEPT_DAYS = {"organisations": 10}
        services.revoke_mandate(mandate, by=cast.coordinator)
        assert purge() == {"ended mandates": 0}
        Mandate.objects.update(revoked=timezone.now() - timedelta(days=12))
        assert purge() == {"ended mandates": 1}
