"""A value of all of Germany, and another one for one Land: offered, written, read."""

import pytest
from django.core.exceptions import PermissionDenied

from portal.guides.choices import Kind
from portal.guides.models import LandFact
from portal.guides.services.facts import except_land
from tests.factories.accounts import UserFactory
from tests.factories.guides import FactKeyFactory, LandFactFactory, TextFactory
from tests.factories.places import LandFactory
from tests.guides.test_desk_facts import address, change, money, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    user = UserFactory(is_staff=True)
    client.force_login(user)
    return user


@pytest.fixture
def bavaria():
    return LandFactory(code="DE-BY", ags="09", name="Bayern", tile_column=4)


@pytest.fixture
def here(bavaria) -> str:
    """Where another value for Bavaria is written."""
    return address("fact_new", "supplies", "DE-BY")


def read(client, land: str) -> str:
    return client.get(f"/de/guides/geld/?land={land}&fresh=1").content.decode()


@pytest.mark.usefixtures("staff")
def test_the_table_and_the_page_of_the_fact_lead_to_another_value_for_a_land(client, here):
    fact = money()
    assert f'href="{here}"' in client.get(address("facts")).text
    assert f'href="{here}"' in client.get(address("fact", fact.pk)).text


@pytest.mark.usefixtures("staff")
def test_a_land_that_has_its_own_value_is_not_offered_again(client, bavaria, here):
    fact, own = money(), money(land=bavaria)
    assert f'href="{here}"' not in client.get(address("fact", fact.pk)).text
    assert f'href="{here}"' not in client.get(address("fact", own.pk)).text


@pytest.mark.usefixtures("staff", "bavaria")
def test_what_holds_in_a_land_is_found_where_it_is_the_same_in_all_of_germany(client, here):
    money()
    for query in ("?key=supplies&land=DE-BY", "?land=DE-BY"):
        assert shown(client, query) == [("supplies", "DE-BY")]
    page = client.get(address("facts") + "?key=supplies&land=DE-BY").text
    assert "130" in page
    assert f'href="{here}"' in page
    assert shown(client, "?key=supplies&land=DE-BY&state=uncertain") == []


@pytest.mark.usefixtures("staff", "bavaria")
def test_the_form_for_a_land_begins_with_what_holds_in_all_of_germany(client, here):
    money(source="amt.example", note_de="Ab August.")
    form = client.get(here).context["form"]
    told = {name: form[name].value() for name in ("source", "note_de", "valid_from")}
    assert (form.instance.number, told) == (
        130, {"source": "amt.example", "note_de": "Ab August.", "valid_from": None},
    )  # fmt: skip


@pytest.mark.usefixtures("bavaria")
def test_readers_of_the_land_get_its_value_and_all_others_the_general_one(client, staff, here):
    LandFactory()
    TextFactory(guide__slug="geld", body="{{fact:supplies}}")
    fact = money()
    assert change(client, here, number="140").status_code == 302
    own = LandFact.objects.get(land="DE-BY")
    assert (own.number, own.checked_by, own.version) == (140, staff, 1)
    fact.refresh_from_db()
    assert (fact.number, fact.version) == (130, 1)
    assert "140\xa0€" in read(client, "DE-BY")
    assert "140\xa0€" not in read(client, "DE-NW")


@pytest.mark.usefixtures("staff", "bavaria")
def test_words_of_other_languages_that_stay_those_of_all_of_germany_lag_behind(client):
    key = FactKeyFactory(key="evenings", kind=Kind.TEXT)
    LandFactFactory(
        land=None, fact_key=key, month=None, day=None, text_de="Zweimal", text_ar="مرتين", text_tr="İki kez"
    )
    change(client, address("fact_new", "evenings", "DE-BY"), text_de="Dreimal", text_tr="Üç kez")
    assert LandFact.objects.get(land="DE-BY").behind == ["text_ar"]


def test_only_staff_write_another_value_for_a_land(bavaria):
    fact = money()
    new = LandFact(
        fact_key=fact.fact_key, land=bavaria, number=1, checked_on=fact.checked_on, certainty="sure"
    )
    with pytest.raises(PermissionDenied):
        except_land(fact, new, by=UserFactory())
