"""The only coordinator has vanished: a member asks with a register extract, and she may object first."""

import io
from datetime import datetime
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from PIL import Image

from organisations import duties, services
from organisations.choices import ClaimState, ListingState, Role, Verb
from organisations.clock import end_claims
from organisations.models import Affiliation, Claim, Membership, Organisation
from organisations.services import recovery
from organisations.services.deletion import purge
from portal.accounts.models import Invitation
from portal.lib.dates import BERLIN
from portal.outbox.kinds import text_of
from portal.outbox.models import Message
from tests.factories.organisations import MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
PAGE = "/en/organisations/elterntreff-nordstadt/recovery/"
OURS = "/en/desk/organisations/elterntreff-nordstadt/recovery/"
CLAIMS = "/en/desk/organisations/elternnetz/network/claims/"
SAMIRA = "samira@mail.example"
OPERATOR = "portal@amt.example"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def noon(time_machine, settings, tmp_path) -> None:
    time_machine.move_to(datetime(2026, 5, 4, 12, tzinfo=BERLIN))
    settings.OPERATOR = settings.OPERATOR | {"mail": OPERATOR}
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DATA_DIR = tmp_path


@pytest.fixture
def after_the_objection(time_machine):
    return lambda: time_machine.move_to(datetime(2026, 5, 18, 13, tzinfo=BERLIN))


def paper(name="auszug.pdf", content=PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def ask(client, cast, **changes):
    sent = {"key": str(uuid4()), "name": "Samira", "email": SAMIRA, "umbrella": cast.umbrella.pk}
    return client.post(PAGE, sent | {"extract": paper()} | changes)


def asked(client, cast, **changes) -> Claim:
    assert ask(client, cast, **changes).status_code == 302
    return Claim.objects.get()


def unclaim(organisation: Organisation) -> None:
    """As it has come from a list: by name and town, and nobody looks after it."""
    Membership.objects.filter(organisation=organisation).delete()
    Organisation.objects.filter(pk=organisation.pk).update(state=ListingState.UNCLAIMED)


def told() -> set[tuple[str, str]]:
    return set(Message.objects.values_list("kind", "address"))


def test_the_coordinator_is_written_to_first_and_the_network_hears_of_it(client, cast):
    claim = asked(client, cast)
    assert told() == {
        ("organisations.recovery_asked", cast.coordinator.email),
        ("organisations.claim_asked", cast.umbrella_coordinator.email),
    }
    body = text_of(Message.objects.get(kind="organisations.recovery_asked"), "en").body
    assert "If you are still there, say so by 18 May 2026." in body
    assert SAMIRA not in body
    assert "They may object until 18 May 2026." in client.get(f"/en/organisation-claims/{claim.key}/").text
    assert "After that you can confirm it." in text_of(Message.objects.get(kind="organisations.claim_asked"), "en").body  # fmt: skip # noqa: E501


def test_she_objects_with_one_click_and_the_asker_hears_of_it(client, cast):
    claim = asked(client, cast)
    client.force_login(cast.coordinator)
    assert "Samira" in client.get(OURS).text
    for _click in range(2):
        assert client.post(OURS).status_code == 302
    claim.refresh_from_db()
    assert (claim.state, claim.name, claim.email) == (ClaimState.REFUSED, "", "")
    assert ("organisations.claim_over", SAMIRA) in told()


def test_who_only_works_there_does_not_object(client, cast):
    claim = asked(client, cast)
    for who in ("editor", "helper", "reader", "foreign_coordinator", "umbrella_coordinator", "portal_staff"):
        with pytest.raises(PermissionDenied):
            services.object_to_recovery(claim, by=getattr(cast, who))


def test_nobody_confirms_it_before_the_time_to_object_is_over(client, cast, after_the_objection):
    claim = asked(client, cast)
    with pytest.raises(ValidationError) as refused:
        services.answer_claim(claim, confirmed=True, by=cast.umbrella_coordinator)
    assert refused.value.code == "early"
    client.force_login(cast.umbrella_coordinator)
    assert 'value="yes"' not in client.get(CLAIMS).text
    after_the_objection()
    client.force_login(cast.umbrella_coordinator)
    assert 'value="yes"' in client.get(CLAIMS).text
    services.answer_claim(claim, confirmed=True, by=cast.umbrella_coordinator)


def test_a_newcomer_is_invited_as_coordinator_and_the_log_says_so(client, cast, after_the_objection):
    claim = asked(client, cast)
    after_the_objection()
    client.force_login(cast.umbrella_coordinator)
    assert client.post(f"{CLAIMS}{claim.pk}/", {"answer": "yes"}).status_code == 302
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.detail) == (SAMIRA, Role.COORDINATOR)
    line = cast.association.decisions.get()
    assert (line.verb, line.capacity, line.by) == (Verb.RECOVER, "umbrella", cast.umbrella_coordinator)


def test_a_member_becomes_coordinator_at_once_and_the_other_stays(client, cast, after_the_objection):
    claim = asked(client, cast, email=cast.helper.email.upper())
    after_the_objection()
    services.answer_claim(claim, confirmed=True, by=cast.umbrella_coordinator)
    roles = dict(cast.association.memberships.values_list("user__email", "role"))
    assert roles[cast.helper.email] == roles[cast.coordinator.email] == Role.COORDINATOR
    assert ("organisations.handed_over", cast.helper.email) in told()
    assert not Invitation.objects.exists()


def test_without_a_network_portal_staff_decide(client, cast, after_the_objection):
    Affiliation.objects.all().delete()
    claim = asked(client, cast, umbrella="")
    assert ("organisations.claim_asked", OPERATOR) in told()
    body = text_of(Message.objects.get(kind="organisations.claim_asked"), "en").body
    assert "/admin/organisations/claim/" in body
    after_the_objection()
    with pytest.raises(PermissionDenied):
        services.answer_claim(claim, confirmed=True, by=cast.umbrella_coordinator)
    services.answer_claim(claim, confirmed=True, by=cast.portal_staff)
    assert cast.association.decisions.get().capacity == "portal"


def test_a_network_that_it_does_not_belong_to_is_not_asked(client, cast):
    stranger = MembershipFactory(
        organisation__is_umbrella=True, organisation__name="Anderes Netz"
    ).organisation
    assert ask(client, cast, umbrella=stranger.pk).status_code == 422
    with pytest.raises(ValidationError):
        services.recover(
            cast.association,
            uuid4(),
            name="S",
            email=SAMIRA,
            language="de",
            extract=paper(),
            umbrella=stranger,
        )
    assert not Claim.objects.exists()


def test_the_page_leads_there_only_where_the_entry_can_not_be_claimed(client, cast):
    own, other = "/en/organisations/elterntreff-nordstadt/", "/en/organisations/bildungsbruecke/"
    unclaim(cast.foreign_association)
    assert f'href="{own}recovery/"' in client.get(own).text
    assert f'href="{other}recovery/"' not in client.get(other).text


def test_an_entry_that_can_be_claimed_or_that_is_hidden_is_not_recovered(client, cast):
    services.suspend(cast.association, reason="Weil.", by=cast.portal_staff)
    assert client.get(PAGE).status_code == 404
    unclaim(cast.foreign_association)
    assert client.get("/en/organisations/bildungsbruecke/recovery/").status_code == 404


def test_a_page_that_the_last_account_has_left_is_recovered(client, cast, after_the_objection):
    Membership.objects.filter(organisation=cast.association).delete()
    assert f'href="{PAGE}"' in client.get(cast.association.get_absolute_url()).text
    page = client.get(PAGE).text
    assert "Nobody looks after this page any more." in page
    assert "Next, the network hears of it." in page
    assert "we write to those who look after the page" not in page
    claim = asked(client, cast)
    after_the_objection()
    services.answer_claim(claim, confirmed=True, by=cast.umbrella_coordinator)
    assert Invitation.objects.get().detail == Role.COORDINATOR


@pytest.mark.parametrize(
    ("fault", "field"),
    [
        ({"extract": ""}, "extract"),
        ({"extract": SimpleUploadedFile("auszug.pdf", b"MZ not a paper")}, "extract"),
        ({"extract": SimpleUploadedFile("auszug.exe", PDF)}, "extract"),
        ({"extract": SimpleUploadedFile("auszug.png", PDF)}, "extract"),
        ({"extract": SimpleUploadedFile("auszug.pdf", PDF + b"x" * 5 * 1024 * 1024)}, "extract"),
        ({"email": "x"}, "email"),
        ({"umbrella": ""}, "umbrella"),
    ],
)
def test_what_is_faulty_is_refused_in_words(client, cast, fault, field):
    response = ask(client, cast, **fault)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert not Claim.objects.exists()


def test_a_picture_is_drawn_anew(client, cast):
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(out, "PNG", pnginfo=None)
    claim = asked(client, cast, extract=paper("foto.png", out.getvalue()))
    assert claim.extract.name.endswith(".jpg")
    assert Image.open(claim.extract.open()).format == "JPEG"


def test_a_double_click_asks_once(client, cast):
    key = str(uuid4())
    first, again = (ask(client, cast, key=key)["Location"] for _click in range(2))
    assert (first, Claim.objects.count()) == (again, 1)
    assert ask(client, cast, email="andere@mail.example").status_code == 422


def test_only_those_who_decide_open_the_extract(client, cast):
    address = f"/en/desk/organisation-claims/{asked(client, cast).pk}/extract/"
    for who in ("coordinator", "editor", "foreign_coordinator", "caseworker"):
        client.force_login(getattr(cast, who))
        assert client.get(address).status_code == 404
    for who in ("umbrella_coordinator", "portal_staff"):
        client.force_login(getattr(cast, who))
        answer = client.get(address)
        assert b"".join(answer.streaming_content) == PDF
        assert answer["Content-Disposition"].startswith("attachment")
    assert (
        address.removeprefix("/en")
        in client.get(f"/admin/organisations/claim/{Claim.objects.get().pk}/change/").text
    )


def test_the_extract_is_deleted_a_month_after_the_answer(
    client, cast, time_machine, django_capture_on_commit_callbacks
):
    claim = asked(client, cast)
    services.object_to_recovery(claim, by=cast.coordinator)
    storage, name = claim.extract.storage, claim.extract.name
    assert purge()["register extracts"] == 0
    time_machine.move_to(datetime(2026, 6, 4, 12, tzinfo=BERLIN))
    with django_capture_on_commit_callbacks(execute=True):
        assert purge()["register extracts"] == 1
    claim.refresh_from_db()
    assert (claim.extract.name, storage.exists(name)) == ("", False)
    Claim.objects.update(extract=storage.save(name, paper()))
    assert recovery.erase_again([claim.pk], before=datetime(2026, 6, 4, tzinfo=BERLIN)) == 1


def test_what_nobody_answers_ends_after_six_weeks(client, cast, time_machine):
    claim = asked(client, cast)
    time_machine.move_to(datetime(2026, 6, 15, 11, tzinfo=BERLIN))
    assert end_claims() == 0
    time_machine.move_to(datetime(2026, 6, 15, 13, tzinfo=BERLIN))
    assert end_claims() == 1
    claim.refresh_from_db()
    assert (claim.state, claim.email) == (ClaimState.ENDED, "")


def test_it_is_a_duty_of_the_coordinator_to_say_that_she_is_there(client, cast):
    asked(client, cast)

    def titles(user) -> list[str]:
        return [duty.title for duty in duties.of(user) if "still there" in duty.title]

    assert titles(cast.coordinator) == ["Say that you are still there"]
    assert titles(cast.editor) == titles(cast.portal_staff) == []


def test_the_database_knows_no_claim_with_an_extract(client, cast):
    claim = asked(client, cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(kind="claim")


def test_the_public_page_leads_there(client, cast):
    assert PAGE in client.get("/en/organisations/elterntreff-nordstadt/").text
