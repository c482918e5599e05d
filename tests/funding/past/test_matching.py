"""Which organisation of the registry a recipient is: by number and name, by hand, and never again."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from funding.choices import Ground
from funding.models import PastGrant, PossibleMatch, Recipient
from funding.services import past
from organisations.models import Organisation
from organisations.services import merging
from tests.cast import Cast
from tests.factories.organisations import OrganisationFactory
from tests.funding.past.conftest import ROW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
LIKE = ROW.replace("0007", "0099")  # the name of the association, and another number


@pytest.fixture
def numbered(cast: Cast) -> Organisation:
    Organisation.objects.filter(pk=cast.association.pk).update(register_number="VR 7")
    return cast.association


def recipient() -> Recipient:
    return Recipient.objects.get()


def proposed() -> list[tuple[int, str]]:
    return list(PossibleMatch.objects.values_list("organisation", "ground"))


def test_number_and_name_say_it(take, numbered: Organisation) -> None:
    report = take(ROW)
    assert (report.matched.known, report.matched.doubtful) == (1, 0)
    assert (recipient().organisation, recipient().decided_by) == (numbered, None)


@pytest.mark.parametrize("written", ["7", "VR 7 B", "vr0007", "VR 7"])
def test_a_number_is_the_same_however_it_is_written(take, numbered: Organisation, written: str) -> None:
    Organisation.objects.filter(pk=numbered.pk).update(register_number=written)
    take(ROW)
    assert recipient().organisation == numbered


@pytest.mark.parametrize("written", ["VR 7 Nz", "HRB 7", "VR 70"])
def test_another_number_is_another(take, numbered: Organisation, written: str) -> None:
    Organisation.objects.filter(pk=numbered.pk).update(register_number=written)
    take(ROW)
    assert (recipient().organisation, proposed()) == (None, [(numbered.pk, Ground.NAME)])


def test_the_number_alone_is_asked_about(take, numbered: Organisation) -> None:
    report = take(ROW.replace("Elterntreff Nordstadt e. V.", "Ganz anders e. V."))
    assert report.matched.doubtful == 1
    assert (recipient().organisation, proposed()) == (None, [(numbered.pk, Ground.NUMBER)])


def test_the_same_number_in_another_land_is_another_organisation(take, cast: Cast) -> None:
    OrganisationFactory(name="Elterntreff Nordstadt e. V.", register_number="VR 7", land=cast.berlin)
    take(ROW.replace("44137", "12043").replace("Elterntreff Nordstadt", "Andere"))
    assert (recipient().organisation, proposed()) == (None, [])


def test_a_similar_name_nearby_is_asked_about(take, cast: Cast) -> None:
    assert take(LIKE).matched.doubtful == 1
    assert proposed() == [(cast.association.pk, Ground.NAME)]


def test_a_similar_name_elsewhere_is_not(take) -> None:
    take(LIKE.replace("44137", "12043"))
    assert proposed() == []


def test_an_entry_that_the_public_does_not_see_is_not_proposed(take, cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.association.pk).update(state="removed", email="", phone="")
    take(LIKE)
    assert proposed() == []


def test_an_organisation_that_comes_later_is_found_the_next_time(take, cast: Cast) -> None:
    take(LIKE.replace("Elterntreff Nordstadt", "Lesewelt"))
    assert proposed() == []
    OrganisationFactory(name="Lesewelt e. V.", register_number="VR 99", postal_code=cast.postal_code)
    assert take(LIKE.replace("Elterntreff Nordstadt", "Lesewelt")).matched.known == 1


def test_a_caseworker_says_which_it_is(take, cast: Cast) -> None:
    take(LIKE)
    past.accept(recipient(), cast.association, by=cast.caseworker)
    past.accept(recipient(), cast.association, by=cast.caseworker)  # a double click
    assert (recipient().organisation, recipient().decided_by) == (cast.association, cast.caseworker)
    assert not Recipient.objects.doubtful().exists()


def test_what_was_refused_is_not_proposed_again(take, cast: Cast) -> None:
    take(LIKE)
    past.refuse(recipient(), by=cast.caseworker)
    assert take(LIKE).matched.doubtful == 0
    assert PossibleMatch.objects.get().refused_by == cast.caseworker


def test_a_match_that_was_taken_back_stays_away(take, numbered: Organisation, cast: Cast) -> None:
    take(ROW)
    past.take_back(recipient(), numbered, by=cast.caseworker)
    past.take_back(recipient(), numbered, by=cast.caseworker)  # a double click
    report = take(ROW)
    assert (report.matched.known, report.matched.doubtful) == (0, 0)
    assert PossibleMatch.objects.count() == 1


def test_only_what_was_proposed_can_be_accepted(take, cast: Cast) -> None:
    take(LIKE)
    with pytest.raises(ValidationError, match="one of the answers offered"):
        past.accept(recipient(), cast.foreign_association, by=cast.caseworker)


def test_a_colleague_who_was_faster_is_heard(take, cast: Cast) -> None:
    take(LIKE)
    past.accept(recipient(), cast.association, by=cast.caseworker)
    with pytest.raises(ValidationError, match="Somebody has answered this already"):
        past.refuse(recipient(), by=cast.caseworker)


@pytest.mark.parametrize("who", ["countersigner", "foreign_caseworker", "portal_staff", "coordinator"])
def test_nobody_else_says_it(take, cast: Cast, who: str) -> None:
    take(LIKE)
    by = getattr(cast, who)
    for verb in (past.accept, past.take_back):
        with pytest.raises(PermissionDenied):
            verb(recipient(), cast.association, by=by)
    with pytest.raises(PermissionDenied):
        past.refuse(recipient(), by=by)


def test_a_merged_entry_hands_its_grants_over(take, cast: Cast) -> None:
    other = OrganisationFactory(name="Elterntreff Nordstadt", slug="zwilling", postal_code=cast.postal_code)
    take(LIKE)
    assert len(proposed()) == 2
    past.accept(recipient(), other, by=cast.caseworker)
    merging.merge(
        other, cast.association, version=other.version, into_version=cast.association.version,
        by=cast.portal_staff,
    )  # fmt: skip
    assert recipient().organisation == cast.association
    assert PastGrant.objects.filter(recipient__organisation=cast.association).count() == 1
