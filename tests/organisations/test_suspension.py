"""Before an entry is hidden its organisation is heard, and afterwards somebody else decides an appeal."""

from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from organisations import duties, services
from organisations.choices import ListingState, Role, Verb
from organisations.choices.moderation import CaseState, CaseVerb
from organisations.models import Organisation, Suspension
from organisations.services.deletion import purge
from organisations.workflow import CASE_STEPS
from portal.lib.dates import BERLIN
from portal.outbox.kinds import text_of
from portal.outbox.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.organisations.test_admin import entries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DESK = "/en/desk/organisations/elterntreff-nordstadt/"
PAGE = f"{DESK}suspension/"
OPERATOR = "portal@amt.example"


@pytest.fixture(autouse=True)
def noon(time_machine, settings) -> None:
    time_machine.move_to(datetime(2026, 5, 4, 12, tzinfo=BERLIN))
    settings.OPERATOR = settings.OPERATOR | {"mail": OPERATOR}


@pytest.fixture
def second(db):
    return UserFactory(is_staff=True, is_superuser=True)


def heard(cast) -> Suspension:
    return services.hear(cast.association, reason="Die Adresse stimmt nicht.", by=cast.portal_staff)


def suspended(cast) -> Suspension:
    case = services.answer_hearing(heard(cast), "Doch.", by=cast.coordinator)
    return services.decide_case(case, CaseVerb.SUSPEND, "Nein.", by=cast.portal_staff)


def appealed(cast) -> Suspension:
    return services.appeal(suspended(cast), "Wir sind umgezogen.", by=cast.coordinator)


def state_of(cast) -> str:
    return Organisation.objects.get(pk=cast.association.pk).state


def lines(cast) -> list[tuple[str, str, str]]:
    return list(cast.association.decisions.order_by("pk").values_list("verb", "capacity", "reason"))


def mails(kind: str) -> dict[str, str]:
    rows = Message.objects.filter(kind=f"organisations.{kind}")
    return {message.address: text_of(message, "en").body for message in rows}


def test_the_organisation_is_heard_and_nothing_is_hidden_yet(client, cast):
    heard(cast)
    assert state_of(cast) == ListingState.LISTED
    (body,) = mails("hearing").values()
    assert "considers hiding the entry “Elterntreff Nordstadt” from the public." in body
    assert "Reason: Die Adresse stimmt nicht." in body
    assert "Please say by 18 May 2026 what you think of it." in body
    assert PAGE in body or PAGE.removeprefix("/en") in body
    client.force_login(cast.coordinator)
    assert "Read why and answer" in client.get(DESK).text
    assert "say by 18 May 2026 what you think of the reason" in client.get(PAGE).text


def test_it_answers_on_its_desk_and_the_operator_hears_of_it(client, cast):
    heard(cast)
    client.force_login(cast.coordinator)
    for _click in range(2):
        answer = client.post(PAGE, {"step": "answer", "text": "Wir sind umgezogen."})
        assert answer.status_code == 302
    assert client.post(PAGE, {"step": "answer", "text": "Etwas anderes."}).status_code == 422
    case = Suspension.objects.get()
    assert (case.answer, case.answered_by, case.state) == ("Wir sind umgezogen.", cast.coordinator, "hearing")
    assert list(mails("suspension_answered")) == [OPERATOR]
    assert "Wir sind umgezogen." not in mails("suspension_answered")[OPERATOR]
    assert "It is the turn of the portal’s staff." in client.get(PAGE).text


def test_it_is_suspended_only_after_the_answer_or_when_the_time_is_over(cast, time_machine):
    case = heard(cast)
    time_machine.move_to(datetime(2026, 5, 18, 23, tzinfo=BERLIN))
    with pytest.raises(ValidationError) as refused:
        services.decide_case(case, CaseVerb.SUSPEND, "Nein.", by=cast.portal_staff)
    assert (refused.value.code, state_of(cast)) == ("hearing", ListingState.LISTED)
    time_machine.move_to(datetime(2026, 5, 19, 1, tzinfo=BERLIN))
    services.decide_case(case, CaseVerb.SUSPEND, "Keine Antwort.", by=cast.portal_staff)
    assert state_of(cast) == ListingState.SUSPENDED


def test_the_decision_and_the_way_to_appeal_are_told(client, cast):
    suspended(cast)
    (body,) = mails("suspension_decided").values()
    assert "Reason: Nein." in body
    assert "Somebody else than before decides about it:" in body
    assert lines(cast) == [
        (Verb.HEAR, "portal", "Die Adresse stimmt nicht."),
        (Verb.SUSPEND, "portal", "Nein."),
    ]
    client.force_login(cast.coordinator)
    assert "Your entry is hidden. If you do not agree, say so." in client.get(PAGE).text
    assert "Say something to it" in client.get(DESK).text


def test_what_the_organisation_says_may_convince(cast):
    case = services.answer_hearing(heard(cast), "Doch.", by=cast.coordinator)
    for _click in range(2):
        services.decide_case(case, CaseVerb.DROP, "Das stimmt.", by=cast.portal_staff)
    assert (state_of(cast), Suspension.objects.get().state) == (ListingState.LISTED, CaseState.DROPPED)
    assert lines(cast)[1:] == [(Verb.DROP, "portal", "Das stimmt.")]
    assert "is not hidden." in mails("suspension_decided")[cast.coordinator.email]


def test_where_there_is_danger_it_is_hidden_at_once_and_heard_afterwards(client, cast):
    for _click in range(2):
        services.suspend(cast.association, reason="Betrug.", by=cast.portal_staff)
    assert state_of(cast) == ListingState.SUSPENDED
    assert "has hidden the entry “Elterntreff Nordstadt” at once" in mails("hearing")[cast.coordinator.email]
    case = services.answer_hearing(Suspension.objects.get(), "Nein.", by=cast.coordinator)
    services.decide_case(case, CaseVerb.DROP, "Geklärt.", by=cast.portal_staff)
    assert state_of(cast) == ListingState.UNCLAIMED
    assert "is hidden no more." in mails("suspension_decided")[cast.coordinator.email]
    client.force_login(cast.coordinator)
    assert "Look at your page and show it again" in client.get(PAGE).text


def test_a_hearing_turns_urgent(cast):
    heard(cast)
    services.suspend(cast.association, reason="Betrug.", by=cast.portal_staff)
    case = Suspension.objects.get()
    assert (case.urgent, case.state, state_of(cast)) == (True, CaseState.HEARING, ListingState.SUSPENDED)
    assert Message.objects.filter(kind="organisations.hearing").count() == 2


def test_somebody_else_decides_the_appeal(client, cast, second):
    suspended(cast)
    client.force_login(cast.coordinator)
    for _click in range(2):
        answer = client.post(PAGE, {"step": "appeal", "text": "Wir sind umgezogen."})
        assert answer.status_code == 302
    case = Suspension.objects.get()
    assert (case.state, case.appealed_by) == (CaseState.APPEALED, cast.coordinator)
    with pytest.raises(PermissionDenied):
        services.decide_case(case, CaseVerb.UPHOLD, "Nein.", by=cast.portal_staff)
    services.decide_case(case, CaseVerb.UPHOLD, "Auch die neue Adresse stimmt nicht.", by=second)
    assert state_of(cast) == ListingState.SUSPENDED
    assert lines(cast)[2:] == [
        (Verb.APPEAL, "coordinator", ""),
        (Verb.UPHOLD, "portal", "Auch die neue Adresse stimmt nicht."),
    ]
    assert "Auch die neue Adresse stimmt nicht." in client.get(PAGE).text
    assert client.post(PAGE, {"step": "appeal", "text": "Noch einmal."}).status_code == 422


@pytest.mark.parametrize("who", ["portal_staff", "second"])
def test_an_appeal_succeeds_also_before_whoever_has_suspended_it(cast, second, who):
    said = {"email": "post@nord.example", "summary_de": "Wir begleiten."}
    Organisation.objects.filter(pk=cast.association.pk).update(**said)
    case = appealed(cast)
    by = second if who == "second" else cast.portal_staff
    services.decide_case(case, CaseVerb.LIFT, "Sie haben recht.", by=by)
    assert state_of(cast) == ListingState.LISTED  # as before
    assert lines(cast)[-2:] == [(Verb.RESTORE, "portal", "Sie haben recht."), (Verb.PUBLISH, "portal", "")]


def test_what_was_not_public_before_is_not_public_afterwards(cast):
    services.withdraw(cast.association, by=cast.coordinator)
    services.suspend(cast.association, reason="Betrug.", by=cast.portal_staff)
    services.restore(cast.association, reason="Geklärt.", by=cast.portal_staff)
    assert state_of(cast) == ListingState.UNCLAIMED


def test_a_page_that_lacks_something_waits_for_its_people(cast):
    services.suspend(cast.association, reason="Betrug.", by=cast.portal_staff)
    Organisation.objects.filter(pk=cast.association.pk).update(summary_de="")
    services.restore(cast.association, reason="Geklärt.", by=cast.portal_staff)
    assert state_of(cast) == ListingState.UNCLAIMED


def test_the_database_lets_nobody_refuse_the_appeal_against_an_own_decision(cast):
    case = appealed(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Suspension.objects.filter(pk=case.pk).update(state=CaseState.UPHELD, closed_by=cast.portal_staff)


def test_the_end_of_an_account_changes_no_decision(cast, second):
    case = services.decide_case(appealed(cast), CaseVerb.UPHOLD, "Nein.", by=second)
    for user in (second, cast.portal_staff):
        user.delete()
    case.refresh_from_db()
    assert (case.state, case.closed_by, case.decided_by) == (CaseState.UPHELD, None, None)


@pytest.mark.parametrize("who", ["coordinator", "umbrella_coordinator", "caseworker", "translator"])
def test_nobody_but_portal_staff_hides_an_entry(cast, who):
    by = getattr(cast, who)
    for act in (services.hear, services.suspend, services.restore):
        with pytest.raises(PermissionDenied):
            act(cast.association, reason="Weil.", by=by)
    case = services.answer_hearing(heard(cast), "Doch.", by=cast.coordinator)
    for verb in CaseVerb:
        with pytest.raises(PermissionDenied):
            services.decide_case(case, verb, "Weil.", by=by)


@pytest.mark.parametrize("who", ["editor", "helper", "reader", "foreign_coordinator", "portal_staff"])
def test_only_coordinators_speak_for_the_organisation(cast, who):
    case = heard(cast)
    with pytest.raises(PermissionDenied):
        services.answer_hearing(case, "Ja.", by=getattr(cast, who))
    with pytest.raises(PermissionDenied):
        services.appeal(case, "Ja.", by=getattr(cast, who))


@pytest.mark.parametrize("state", list(CaseState))
def test_each_step_leads_from_where_the_table_says(cast, second, state):
    for verb, step in CASE_STEPS.items():
        if verb == CaseVerb.APPEAL:
            continue
        case = Suspension(
            organisation=cast.association, state=state, charge="Weil.", answer_by=date(2026, 5, 1)
        )
        with transaction.atomic():
            case.save()
            try:
                reached = services.decide_case(case, verb, "Weil.", by=second).state
            except ValidationError:
                reached = None
            transaction.set_rollback(True)
        possible = state in step.before or state == step.after
        assert reached == (step.after if possible else None), f"{verb} from {state}"


@pytest.mark.parametrize("act", [services.hear, services.suspend, services.restore])
def test_each_decision_has_a_reason(cast, act):
    with pytest.raises(ValidationError) as refused:
        act(cast.association, reason=" ", by=cast.portal_staff)
    assert list(refused.value.error_dict) == ["reason"]


def test_an_entry_that_nobody_looks_after_is_heard_at_its_own_mailbox(cast):
    entry = OrganisationFactory(name="Hörde", state=ListingState.UNCLAIMED, email="post@hoerde.example")
    services.suspend(entry, reason="Unklar.", by=cast.portal_staff)
    ((address, body),) = mails("hearing").items()
    assert address == "post@hoerde.example"
    assert "/desk/" not in body


def test_a_removed_entry_has_no_open_case(cast):
    entry = OrganisationFactory(state=ListingState.UNCLAIMED)
    services.suspend(entry, reason="Unklar.", by=cast.portal_staff)
    services.remove(entry, by=cast.portal_staff)
    assert Suspension.objects.get().state == CaseState.GONE


def titles(user) -> list[tuple[str, date | None]]:
    return [(duty.title, duty.until) for duty in duties.of(user) if "hid" in duty.title]


def test_whose_turn_it_is(cast, second):
    case = heard(cast)
    ours = ("Your entry may be hidden: say what you think of it", date(2026, 5, 18))
    theirs = ("Decide whether an entry is hidden", None)
    assert (titles(cast.coordinator), titles(cast.editor), titles(second)) == ([ours], [], [])
    services.answer_hearing(case, "Doch.", by=cast.coordinator)
    assert (titles(cast.coordinator), titles(cast.portal_staff)) == ([], [theirs])
    services.decide_case(case, CaseVerb.SUSPEND, "Nein.", by=cast.portal_staff)
    assert titles(second) == []
    services.appeal(case, "Doch.", by=cast.coordinator)
    assert (titles(cast.portal_staff), titles(second)) == ([], [theirs])


def test_what_was_said_is_forgotten_three_years_after_it_is_over(cast, second, time_machine):
    services.decide_case(appealed(cast), CaseVerb.LIFT, "Sie haben recht.", by=second)
    OrganisationFactory(slug="andere")
    services.suspend(cast.foreign_association, reason="Betrug.", by=second)
    time_machine.move_to(datetime(2029, 5, 3, 12, tzinfo=BERLIN))
    assert purge()["suspensions that are over"] == 0
    time_machine.move_to(datetime(2029, 5, 5, 12, tzinfo=BERLIN))
    assert purge()["suspensions that are over"] == 1
    assert Suspension.objects.get().organisation == cast.foreign_association


def test_an_empty_answer_is_refused_in_words(client, cast):
    heard(cast)
    client.force_login(cast.coordinator)
    for sent in ({"step": "answer", "text": " "}, {"step": "answer"}):
        answer = client.post(PAGE, sent)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["text"])
    assert client.post(PAGE, {"step": "else", "text": "Ja."}).status_code == 404


def test_without_a_case_the_page_says_so(client, cast):
    client.force_login(cast.coordinator)
    assert "Nobody wants to hide your entry" in client.get(PAGE).text
    assert "Hiding the entry" not in client.get(DESK).text


class TestAdministration:
    """Portal staff at work."""

    LIST = "/admin/organisations/suspension/"

    def decide(self, client, case, decision: str):
        sent = {"decision": decision, "reason": "Weil."}
        return client.post(f"{self.LIST}{case.pk}/change/", sent)

    def test_staff_read_the_case_and_decide(self, client, cast):
        case = services.answer_hearing(heard(cast), "Wir sind umgezogen.", by=cast.coordinator)
        client.force_login(cast.portal_staff)
        text = client.get(f"{self.LIST}{case.pk}/change/").text
        assert "Wir sind umgezogen." in text
        assert self.decide(client, case, "suspend").status_code == 302
        assert state_of(cast) == ListingState.SUSPENDED

    def test_who_has_suspended_it_is_not_offered_to_refuse_the_appeal(self, client, cast, second):
        case = appealed(cast)
        client.force_login(cast.portal_staff)
        assert self.decide(client, case, "uphold").status_code == 200
        client.force_login(second)
        assert self.decide(client, case, "uphold").status_code == 302
        assert Suspension.objects.get().state == CaseState.UPHELD

    def test_the_hearing_begins_in_the_entry(self, client, cast):
        client.force_login(cast.portal_staff)
        sent = entries(name=cast.association.name, email="", legal_form="unknown")
        sent |= {"decision": "hear", "reason": "Weil."}
        address = f"/admin/organisations/organisation/{cast.association.pk}/change/"
        assert client.post(address, sent).status_code == 302
        assert Suspension.objects.get().charge == "Weil."

    def test_nothing_is_added_or_deleted_by_hand(self, client, cast):
        case = heard(cast)
        client.force_login(cast.portal_staff)
        assert client.get(f"{self.LIST}add/").status_code == 403
        assert client.get(f"{self.LIST}{case.pk}/delete/").status_code == 403

    @pytest.mark.parametrize("rows", [1, 3])
    def test_queries(self, client, cast, rows, django_assert_num_queries):
        for _number in range(rows):
            entry = MembershipFactory(role=Role.COORDINATOR).organisation
            services.hear(entry, reason="Weil.", by=cast.portal_staff)
        client.force_login(cast.portal_staff)
        with django_assert_num_queries(5):
            assert client.get(self.LIST).status_code == 200
