"""A network takes over the list of its members, and changes nothing that is not its own."""

import pytest

from organisations.models import Affiliation, Organisation
from portal.outbox.models import Message
from tests.factories.organisations import ImportedListFactory, MembershipFactory, OrganisationFactory
from tests.organisations.lists.conftest import HEAD, LISTS, counts

pytestmark = pytest.mark.django_db


def same(network, edition, entry):
    """The one row of the list is this entry."""
    network.answer(edition, **{f"row-{edition.rows.get().pk}": str(entry.pk)})


def test_a_new_member_is_an_unclaimed_entry_that_is_asked_once_somebody_looks_after_it(network, cast):
    network.take(network.compare(HEAD + "A,vr,1,10969\n"))
    entry = Organisation.objects.get(name="A")
    assert (entry.state, entry.source) == ("unclaimed", f"network-{cast.umbrella.pk}:Berlin")
    assert entry.decisions.get().capacity == "umbrella"
    affiliation = Affiliation.objects.get(member=entry)
    assert (affiliation.umbrella, affiliation.waits_for) == (cast.umbrella, "member")
    assert not Message.objects.exists()
    owner = MembershipFactory(organisation=entry).user
    assert list(Affiliation.objects.waiting_for(owner)) == [affiliation]


def test_a_listed_organisation_keeps_its_words_and_is_asked_by_mail(network, cast, berlin):
    listed = OrganisationFactory(name="Elternrat Berlin e. V.", phone="+493012345", postal_code=berlin)
    MembershipFactory(organisation=listed, user=cast.foreign_coordinator)
    edition = network.compare("name,plz,telefon\nElternrat Berlin eV,10969,030 98765\n")
    same(network, edition, listed)
    assert counts(edition) == {"kept": 1}
    network.take(edition)
    listed.refresh_from_db()
    assert (listed.name, listed.version) == ("Elternrat Berlin e. V.", 1)
    assert Affiliation.objects.get(member=listed).waits_for == "member"
    assert [message.address for message in Message.objects.all()] == [cast.foreign_coordinator.email]


def test_what_is_not_taken_over_looks_unlike_a_change_and_says_why(network, berlin):
    network.take(network.compare("name,plz,strasse\nA,10969,Hof 3\n"))
    entry = Organisation.objects.get(name="A")
    Organisation.objects.filter(pk=entry.pk).update(state="listed", street_is_public=True)
    MembershipFactory(organisation=entry)
    edition = network.compare("name,plz,strasse\nA,10969,Weg 9\n")
    page = network.page(edition)
    assert "Not taken over: the organisation looks after its entry itself." in page
    assert "Street and number: stays <bdi>Hof 3</bdi>, the list says <bdi>Weg 9</bdi>" in page
    assert "<del>" not in page
    network.take(edition)
    assert "1 entry was not changed" in network.page(edition)


def test_an_entry_of_another_list_says_so_and_tells_no_change(network, berlin):
    entry = OrganisationFactory(
        name="Elternrat Berlin e. V.", state="unclaimed", source="old", source_key="1", postal_code=berlin
    )
    edition = network.compare("name,plz\nElternrat Berlin eV,10969\n")
    same(network, edition, entry)
    assert "Not taken over: the entry comes from another list." in network.page(edition)


def test_a_new_entry_shows_all_that_would_stand_in_it(network):
    page = network.page(network.compare("name,plz,strasse,mail,gegr.\nA,10969,Hof 3,post@a.example,1990\n"))
    for words in ("Street and number: <bdi>Hof 3</bdi>", "<bdi>post@a.example</bdi>", "<bdi>1990</bdi>"):
        assert words in page


def test_a_list_of_errors_is_offered_only_where_there_are_some(network):
    assert "errors and doubts" not in network.page(network.compare("name,plz\nA,10969\n"))
    page = network.page(network.compare("name,plz,gegr.\nA,10969,bald\n"))
    assert "errors and doubts" in page
    assert '<p class="list-note muted">Founded in “bald” can not be read; left out.</p>' in page


def test_only_who_gets_a_mail_is_said_to_get_one_and_the_way_goes_on(network, cast, berlin):
    listed = OrganisationFactory(name="Elternrat Berlin e. V.", postal_code=berlin)
    MembershipFactory(organisation=listed)
    first = network.compare("name,plz\nElternrat Berlin eV,10969\n")
    same(network, first, listed)
    network.take(first)
    page = network.page(first)
    assert "1 organisation gets a mail and says" in page
    board = f"/en/desk/organisations/{cast.umbrella.slug}/network/"
    for address in (board, f"{board}letters/"):
        assert f'href="{address}"' in page
    second = network.compare("name,plz\nB,10969\n")
    network.take(second)
    assert "No mail was sent." in network.page(second)


def test_an_entry_of_the_portal_is_not_changed_and_what_is_private_in_it_not_shown(network, berlin):
    entry = OrganisationFactory(
        name="Elternrat Berlin e. V.", state="unclaimed", email="rat@verein.example", source="old",
        source_key="1", postal_code=berlin,
    )  # fmt: skip
    edition = network.compare("name,plz,mail\nElternrat Berlin eV,10969,neu@verein.example\n")
    same(network, edition, entry)
    assert "rat@verein.example" not in network.page(edition)
    network.take(edition)
    entry.refresh_from_db()
    assert (entry.name, entry.email) == ("Elternrat Berlin e. V.", "rat@verein.example")


def test_an_entry_of_its_own_list_is_changed_until_somebody_claims_it(network):
    network.take(network.compare(HEAD + "A,vr,1,10969\n"))
    network.take(network.compare(HEAD + "B,vr,1,10969\n"))
    entry = Organisation.objects.get(source_key="vr 1")
    assert entry.name == "B"
    MembershipFactory(organisation=entry)
    edition = network.compare(HEAD + "C,vr,1,10969\n")
    assert counts(edition) == {"kept": 1}


def test_who_has_left_or_said_no_is_not_asked_again(network, cast):
    network.take(network.compare(HEAD + "A,vr,1,10969\n"))
    Affiliation.objects.filter(member__name="A").update(waits_for="", until="2020-01-31")
    network.take(network.compare(HEAD + "A,vr,1,10969\n"))
    assert str(Affiliation.objects.get(member__name="A").until) == "2020-01-31"


def test_a_network_names_no_list_of_the_portal(network):
    network.take(network.compare(HEAD + "A,vr,1,10969\n", source="grants-berlin"))
    assert not Organisation.objects.filter(source="grants-berlin").exists()
    response = network.send(HEAD + "A,vr,1,10969\n", source="network-1:Berlin")
    assert response.status_code == 422


def test_a_row_names_only_entries_of_the_network_by_their_identifier(network, cast):
    foreign = cast.foreign_association
    edition = network.compare(f"uuid,name\n{foreign.public_id},X\n{cast.association.public_id},Y\n")
    assert counts(edition) == {"bad": 1, "kept": 1}


def test_staff_do_not_see_the_lists_of_a_network_nor_a_network_those_of_the_portal(staff, cast):
    theirs, ours = ImportedListFactory(source__umbrella=cast.umbrella), ImportedListFactory()
    assert staff.client.get(staff.url(theirs)).status_code == 404
    assert staff.client.get(staff.url(ours)).status_code == 200
    staff.client.force_login(cast.umbrella_coordinator)
    assert staff.client.get(staff.url(ours)).status_code == 404
    assert staff.client.get(LISTS).status_code == 404


def test_who_no_longer_speaks_for_the_network_takes_nothing_over(network, cast):
    edition = network.compare(HEAD + "A,vr,1,10969\n")
    cast.umbrella.memberships.all().delete()
    assert network.take(edition).status_code == 404
    assert not Organisation.objects.filter(name="A").exists()


def test_the_page_of_an_entry_says_that_it_comes_from_the_list_of_a_network(network):
    network.take(network.compare(HEAD + "A,vr,1,10969\n"))
    page = network.client.get(Organisation.objects.get(name="A").get_absolute_url()).text
    assert "We know this organisation from the list of a network" in page
    assert "public list" not in page


class TestAddresses:
    """Two names that are not alike enough, at one address."""

    LIST = "name,plz,strasse,mail\nElternbund Berlin-Hoerde,10969,Hermannstr. 5,vorstand@hoerde.example\n"

    @staticmethod
    def entry(berlin, **facts):
        facts = {"state": "unclaimed", "source": "old", "source_key": "1"} | facts
        return OrganisationFactory(name="Elternbund Hörde e. V.", postal_code=berlin, **facts)

    @pytest.mark.parametrize(
        "facts", [{"street": "Hermannstraße 5"}, {"email": "info@hoerde.example"}], ids=["street", "domain"]
    )
    def test_the_same_street_or_domain_of_mails_is_asked_about(self, network, berlin, facts):
        entry = self.entry(berlin, **facts)
        assert network.compare(self.LIST).rows.get().candidates == [entry.pk]

    def test_another_street_is_not(self, network, berlin):
        self.entry(berlin, street="Hermannstraße 6", email="info@verein.example")
        assert counts(network.compare(self.LIST)) == {"new": 1}

    def test_a_domain_that_everybody_has_says_nothing(self, network, berlin):
        self.entry(berlin, email="elternbund@web.de")
        content = self.LIST.replace("hoerde.example", "web.de")
        assert counts(network.compare(content)) == {"new": 1}

    def test_a_neighbour_of_another_name_is_not(self, network, berlin):
        other = self.entry(berlin, street="Hermannstraße 5")
        Organisation.objects.filter(pk=other.pk).update(name="Ruderklub", sort_key="ruderklub")
        assert counts(network.compare(self.LIST)) == {"new": 1}

    @pytest.mark.parametrize(("is_public", "outcome"), [(True, "doubtful"), (False, "new")])
    def test_a_street_that_is_not_shown_is_not_found_out_by_a_list(self, network, berlin, is_public, outcome):
        listed = self.entry(berlin, state="listed", street="Hermannstraße 5", street_is_public=is_public)
        MembershipFactory(organisation=listed)
        assert counts(network.compare(self.LIST)) == {outcome: 1}
