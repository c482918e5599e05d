"""A network invites its members by letter; the code on the letter gives them their entry."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pypdf import PdfReader

from organisations import duties, services
from organisations.choices import Actor, ClaimState, ListingState, Role, Verb
from organisations.choices.board import Step
from organisations.models import Affiliation, Claim, ClaimLetter, Membership
from organisations.reports.board import board_of
from organisations.services.networks import ask_all
from portal.accounts.models import Invitation
from portal.accounts.services import accept_with_new_account
from portal.documents.models import Document
from portal.outbox.models import Message
from tests.factories.organisations import (
    ClaimFactory,
    ClaimLetterFactory,
    MembershipFactory,
    OrganisationFactory,
)

pytestmark = pytest.mark.django_db
LETTERS = "/en/desk/organisations/elternnetz/network/letters/"
SAMIRA = "samira@mail.example"


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.umbrella_coordinator)
    return client


def member(cast, name: str, **facts):
    organisation = OrganisationFactory(name=name, **{"state": ListingState.UNCLAIMED} | facts)
    Affiliation.objects.create(member=organisation, umbrella=cast.umbrella)
    return organisation


def make(desk, to: str = "new", *members, key: str = ""):
    typed = {"key": key or str(uuid4()), "to": to, "members": [one.pk for one in members]}
    return desk.post(LETTERS, typed)


def written() -> list[str]:
    rows = ClaimLetter.objects.order_by("organisation__name")
    return list(rows.values_list("organisation__name", flat=True))


def claim(client, code: str, **changes):
    typed = {"key": str(uuid4()), "name": "Samira", "email": SAMIRA} | changes
    return client.post(f"/en/letter/{code}/", typed)


def steps(cast) -> dict[str, str]:
    return {row.member.name: row.step for row in board_of(cast.umbrella)}


class TestMaking:
    def test_all_members_whose_entry_nobody_looks_after_get_a_page_with_a_code(
        self, desk, cast, django_capture_on_commit_callbacks
    ):
        street = {"street": "Münsterstraße 1", "postal_code": cast.postal_code, "place": "Dortmund"}
        for organisation in (member(cast, "Aurora", **street), member(cast, "Chance")):
            assert steps(cast)[organisation.name] == Step.WAITING
        MembershipFactory(organisation=member(cast, "Brücke"))
        with django_capture_on_commit_callbacks(execute=True):
            made = make(desk)
        assert made["Location"] == Document.objects.get().get_absolute_url()
        assert written() == ["Aurora", "Chance"]
        with Document.objects.get().file.open("rb") as file:
            pdf = PdfReader(file)
            pages = [page.extract_text() for page in pdf.pages]
            assert pdf.root_object["/MarkInfo"]["/Marked"]
        assert len(pages) == 2
        code = ClaimLetter.objects.get(organisation__name="Aurora").code
        for words in ("Aurora", "Münsterstraße 1", "44137 Dortmund", f"{code[:4]} {code[4:8]} {code[8:]}"):
            assert words in pages[0]
        assert code[:4] not in pages[1]
        assert "localhost:8000/letter" in pages[0]
        assert (steps(cast)["Aurora"], steps(cast)["Brücke"]) == (Step.INVITED, Step.CLAIMED)

    def test_the_code_itself_is_kept_nowhere(self, desk, cast):
        member(cast, "Aurora")
        make(desk)
        code = ClaimLetter.objects.get().code
        kept = [*ClaimLetter.objects.values_list(), *Document.objects.values_list()]
        assert re.fullmatch("[2-9C-X]{12}", code)
        assert code not in str(kept)

    def test_only_those_without_a_letter_that_works_are_written_to(self, desk, cast):
        old = ClaimLetterFactory(umbrella=cast.umbrella, organisation=member(cast, "Aurora"))
        over = ClaimLetterFactory(
            umbrella=cast.umbrella, organisation=member(cast, "Brücke"),
            made=timezone.now() - timedelta(days=91),
        )  # fmt: skip
        assert steps(cast)["Brücke"] == Step.WAITING
        make(desk)
        assert services.letter_of_code(old.code) == old
        assert ClaimLetter.objects.get(pk=over.pk).is_live

    def test_a_letter_made_anew_ends_the_older_one_and_its_file(self, desk, cast):
        aurora = member(cast, "Aurora")
        make(desk)
        old = ClaimLetter.objects.get().code
        make(desk, "all")
        new = ClaimLetter.objects.get().code
        assert services.letter_of_code(old) is None
        assert services.letter_of_code(new).organisation == aurora
        assert sorted(Document.objects.values_list("state", flat=True)) == ["cancelled", "queued"]

    def test_some_are_chosen_by_hand(self, desk, cast):
        aurora, _other = member(cast, "Aurora"), member(cast, "Brücke")
        make(desk, "chosen", aurora)
        assert written() == ["Aurora"]
        nobody = make(desk, "chosen")
        assert (nobody.status_code, list(nobody.context["form"].errors)) == (422, ["members"])

    def test_others_than_members_nobody_looks_after_can_not_be_chosen(self, desk, cast):
        stranger = OrganisationFactory(state=ListingState.UNCLAIMED)
        for other in (stranger, cast.association):
            assert make(desk, "chosen", other).status_code == 422
        assert written() == []

    def test_a_double_click_makes_them_once(self, desk, cast):
        member(cast, "Aurora")
        key = str(uuid4())
        assert make(desk, key=key)["Location"] == make(desk, key=key)["Location"]
        assert str(ClaimLetter.objects.get().batch) == key

    def test_nobody_left_to_write_to_is_said(self, desk, cast):
        empty = make(desk)
        assert empty.status_code == 422
        assert "people look after all these entries" in empty.text

    def test_a_public_page_that_nobody_looks_after_is_told_the_way_that_it_has(self, desk, cast):
        left = member(cast, "Aurora", state=ListingState.LISTED)
        page = desk.get(LETTERS).text
        assert "People look after the entries of all your members." not in page
        assert f'href="/en/organisations/{left.slug}/recovery/"' in page
        assert "shows a register extract" in page

    def test_the_file_is_made_again_without_those_that_were_used(self, desk, cast):
        for name in ("Aurora", "Brücke"):
            member(cast, name)
        make(desk)
        batch = ClaimLetter.objects.first().batch
        ClaimLetter.objects.filter(organisation__name="Aurora").update(used=timezone.now())
        assert desk.post(f"{LETTERS}{batch}/").status_code == 302
        assert Document.objects.count() == 2
        assert "2 letters, 1 used" in desk.get(LETTERS).text

    def test_only_who_coordinates_the_network_makes_and_reads_them(self, client, cast):
        organisation = member(cast, "Aurora")
        for user in (cast.coordinator, cast.portal_staff):
            with pytest.raises(PermissionDenied):
                services.make_letters(cast.umbrella, [organisation.pk], key=uuid4(), by=user)
        document = services.make_letters(
            cast.umbrella, [organisation.pk], key=uuid4(), by=cast.umbrella_coordinator
        )
        for user in (cast.coordinator, cast.portal_staff):
            client.force_login(user)
            assert client.get(document.get_absolute_url()).status_code == 404


class TestAsked:
    """The network says that an entry belongs to it, and nobody is there yet who could agree."""

    @pytest.fixture
    def aurora(self, cast):
        organisation = OrganisationFactory(name="Aurora", state=ListingState.UNCLAIMED)
        ask_all(cast.umbrella, [organisation], by=cast.umbrella_coordinator)
        return organisation

    def test_who_claims_by_the_letter_answers_whether_they_belong_together(self, desk, cast, aurora):
        make(desk)
        assert (written(), steps(cast)["Aurora"]) == (["Aurora"], Step.INVITED)
        code = ClaimLetter.objects.get().code
        page = desk.get(f"/en/letter/{code}/").text
        assert "Elternnetz</bdi> says that you belong to it. You answer that yourself." in page
        assert claim(desk, code).status_code == 302
        samira = MembershipFactory(organisation=aurora).user
        assert "Say whether you belong together" in [duty.title for duty in duties.of(samira)]
        assert "Aurora" not in steps(cast)
        services.agree_to_affiliation(Affiliation.objects.get(member=aurora), by=samira)
        assert steps(cast)["Aurora"] == Step.CLAIMED

    def test_a_member_that_has_agreed_is_not_told_that_it_answers(self, desk, cast):
        letter = ClaimLetterFactory(umbrella=cast.umbrella, organisation=member(cast, "Brücke"))
        assert "says that you belong to it" not in desk.get(f"/en/letter/{letter.code}/").text

    def test_before_the_answer_no_page_names_it_as_a_member(self, desk, cast, aurora):
        make(desk)
        for page in (cast.umbrella.get_absolute_url(), aurora.get_absolute_url()):
            text = desk.get(page).text
            assert not ("Aurora" in text and "Elternnetz" in text)

    def test_a_question_that_is_taken_back_ends_the_letter(self, desk, cast, aurora):
        make(desk)
        code = ClaimLetter.objects.get().code
        services.decline_affiliation(Affiliation.objects.get(member=aurora), by=cast.umbrella_coordinator)
        assert services.letter_of_code(code) is None

    def test_a_network_without_any_member_is_not_told_that_all_are_looked_after(self, desk):
        Affiliation.objects.all().delete()
        assert "No organisation belongs to this network yet" in desk.get(LETTERS).text


class TestClaiming:
    @pytest.fixture
    def letter(self, cast):
        return ClaimLetterFactory(umbrella=cast.umbrella, organisation=member(cast, "Aurora"))

    def test_who_has_the_letter_becomes_coordinator_and_the_log_says_network(self, client, cast, letter):
        page = client.get(f"/en/letter/{letter.code}/").text
        assert "Aurora" in page
        assert "Elternnetz" in page
        answer = claim(client, letter.code)
        assert "It was confirmed." in client.get(answer["Location"]).text
        invitation = Message.objects.get(kind="accounts.invitation")
        assert invitation.address == SAMIRA
        secret = re.search(r"/([^/]+)/?$", invitation.payload["url"])[1]
        assert steps(cast)["Aurora"] == Step.INVITED
        accept_with_new_account(secret, name="Samira", password="ein ganz langes", language="de")
        assert Membership.objects.get(organisation=letter.organisation).role == Role.COORDINATOR
        line = letter.organisation.decisions.get()
        assert (line.verb, line.capacity, line.by) == (Verb.CLAIM, Actor.UMBRELLA, None)
        kept = Claim.objects.get()
        assert (kept.state, kept.name, kept.email) == (ClaimState.CONFIRMED, "", "")
        assert steps(cast)["Aurora"] == Step.CLAIMED

    def test_the_code_is_typed_as_it_stands_on_paper(self, client, letter):
        code = letter.code.lower()
        answer = client.post("/en/letter/", {"code": f" {code[:4]} {code[4:8]}-{code[8:]}"})
        assert answer["Location"] == f"/en/letter/{letter.code}/"

    def test_the_short_address_needs_no_language(self, client, db):
        assert client.get("/letter", follow=True).redirect_chain[-1][0] in ("/de/letter/", "/en/letter/")

    def test_an_unknown_code_is_said_to_be_unknown(self, client, db):
        answer = client.post("/en/letter/", {"code": "K7M4 QXPC 29DF"})
        assert answer.status_code == 422
        assert "We do not know this code" in answer.text
        assert client.get("/en/letter/K7M4QXPC29DF/").status_code == 404

    def test_it_works_once(self, client, letter):
        key = str(uuid4())
        first = claim(client, letter.code, key=key)
        assert claim(client, letter.code, key=key)["Location"] == first["Location"]  # a double click
        again = claim(client, letter.code, email="other@mail.example")
        assert again.status_code == 422
        assert "works no more" in again.text
        assert Invitation.objects.get().email == SAMIRA

    def test_scanned_again_it_says_that_it_is_used_up_and_where_to_sign_in(self, client, letter):
        claim(client, letter.code)
        page = client.get(f"/en/letter/{letter.code}/")
        assert page.status_code == 404
        assert "or it works no more. Ask your network for a new letter." in page.text
        assert "If it was you, simply sign in." in page.text
        assert 'href="/en/accounts/login/"' in page.text
        assert 'href="/en/letter/"' in page.text

    @pytest.mark.parametrize("why", ["over", "left the network"])
    def test_it_ends(self, client, letter, why):
        if why == "over":
            made = timezone.now() - timedelta(days=91)
            ClaimLetter.objects.update(made=made, ends=made + timedelta(days=90))
        else:
            Affiliation.objects.filter(member=letter.organisation).update(until="2020-01-01")
        assert client.get(f"/en/letter/{letter.code}/").status_code == 404
        assert claim(client, letter.code).status_code == 422
        assert not Invitation.objects.exists()

    def test_it_does_not_open_an_entry_that_somebody_looks_after(self, client, letter):
        MembershipFactory(organisation=letter.organisation)
        answer = claim(client, letter.code)
        assert "looks after this entry already" in answer.text
        assert not Invitation.objects.exists()
        assert ClaimLetter.objects.get().used is None

    def test_it_goes_before_others_who_ask(self, client, letter):
        other = ClaimFactory(organisation=letter.organisation)
        claim(client, letter.code)
        other.refresh_from_db()
        assert other.state == ClaimState.REFUSED
        assert Invitation.objects.get().email == SAMIRA

    def test_the_key_of_another_claim_is_refused(self, client, letter):
        assert claim(client, letter.code, key=str(ClaimFactory().key)).status_code == 422

    @pytest.mark.parametrize("fault", [{"email": "x"}, {"name": " "}, {"key": "1"}])
    def test_a_faulty_form_uses_nothing_up(self, client, letter, fault):
        assert list(claim(client, letter.code, **fault).context["form"].errors) == list(fault)
        assert ClaimLetter.objects.get().used is None

    def test_codes_can_not_be_tried_for_long(self, client, db):
        tries = [client.get("/en/letter/K7M4QXPC29DF/").status_code for _turn in range(31)]
        assert tries == [404] * 30 + [429]
