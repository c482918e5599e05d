"""The desk of facts: what holds where, how old it is, and what a change touches."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from portal.guides.choices import Certainty, Kind
from portal.guides.models import FactChoice, FactKey, LandFact
from portal.guides.services import facts as service
from portal.guides.services import save_row
from portal.lib.errors import Stale
from tests.factories.accounts import UserFactory
from tests.factories.guides import (
    FactChoiceFactory,
    FactKeyFactory,
    LandFactFactory,
    TermFactory,
    TextFactory,
)
from tests.factories.places import LandFactory

pytestmark = pytest.mark.django_db

LONG_AGO = dt.date(2020, 1, 1)


@pytest.fixture
def staff(client):
    user = UserFactory(is_staff=True, name="Ada")
    client.force_login(user)
    return user


def money(**columns) -> LandFact:
    """An amount that is the same in all of Germany."""
    key = FactKeyFactory(key="supplies", kind=Kind.MONEY, label_de="Schulsachen", phrase_de="", phrase_ar="")
    usual = {"land": None, "fact_key": key, "month": None, "day": None, "number": 130}
    return LandFactFactory(**usual | columns)


def address(name: str, *args) -> str:
    return reverse(f"guides:desk_{name}", args=args)


def filled(client, url: str, **changes) -> dict[str, str]:
    """What a browser would send after these changes."""
    form = client.get(url).context["form"]
    data = {}
    for field in form:
        value = field.value()
        if isinstance(value, list):
            data[field.html_name] = value
        elif value is not None and value is not False:
            data[field.html_name] = value.isoformat() if isinstance(value, dt.date) else str(value)
    return {name: value for name, value in (data | changes).items() if value is not None}


def save(client, url: str, **changes):
    return client.post(url, filled(client, url, **changes))


def change(client, url: str, **changes):
    """Save another value, with its source looked up today."""
    return save(client, url, **{"source_same": "1", "checked_on": str(timezone.localdate())} | changes)


# -- the table -------------------------------------------------------------------------------------------


def shown(client, query: str) -> list[tuple[str, str]]:
    cells = client.get(address("facts") + query).context["page_obj"].object_list
    return [(cell.key.key, cell.place) for cell in cells]


@pytest.fixture
def some_facts():
    """An old amount of Germany, an uncertain day in Berlin, and none in Bremen."""
    money(checked_on=LONG_AGO)
    berlin = LandFactory(code="DE-BE", ags="11", name="Berlin", tile_column=2)
    LandFactory(code="DE-HB", ags="04", name="Bremen", tile_column=3)
    LandFactFactory(land=berlin, certainty=Certainty.UNCERTAIN, checked_on=timezone.localdate())


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?state=old", [("supplies", "DE")]),
        ("?state=uncertain", [("enrolment-cutoff", "DE-BE")]),
        ("?state=missing", [("enrolment-cutoff", "DE-HB")]),
        ("?state=ending", []),
        ("?key=supplies", [("supplies", "DE")]),
        ("?land=DE-BE", [("enrolment-cutoff", "DE-BE"), ("supplies", "DE-BE")]),
        ("?land=DE", [("supplies", "DE")]),
        ("?key=enrolment-cutoff&state=missing", [("enrolment-cutoff", "DE-HB")]),
        ("?land=DE-HB&state=old", []),
    ],
)
def test_filters_stand_in_the_address(client, staff, some_facts, query, found):
    assert shown(client, query) == found


@pytest.mark.parametrize("query", ["?land=XX", "?key=%00", "?state=nonsense", "?key=none&land=DE"])
def test_a_filter_that_there_is_not_says_so(client, staff, some_facts, query):
    response = client.get(address("facts") + query)
    assert response.status_code == 200
    assert "error-summary" in response.content.decode()


@pytest.mark.parametrize(
    ("checked", "old"),
    [(dt.timedelta(0), False), (dt.timedelta(days=364), False), (dt.timedelta(days=367), True)],
)
def test_a_fact_is_old_after_twelve_months(client, staff, checked, old):
    money(checked_on=timezone.localdate() - checked)
    assert (shown(client, "?state=old") == [("supplies", "DE")]) is old


def test_the_table_says_value_doubt_and_age(client, staff, some_facts):
    page = client.get(address("facts")).content.decode()
    rows = dict(re.findall(r'keys/([a-z-]+)/">.*?</th>(.*?)</tr>', page, re.DOTALL))
    cells = {key: [re.sub(r"<.*?>|\s+", " ", cell).split() for cell in re.findall(r"<td>(.*?)</td>", row)]
             for key, row in rows.items()}  # fmt: skip
    with override("de"):
        missing = gettext("missing")
    months = client.get(address("facts") + "?state=old").context["page_obj"][0].months
    assert cells["supplies"] == [["130", "€", str(months)], ["="], ["="]]
    assert cells["enrolment-cutoff"] == [["–"], ["30.", "September", "?"], missing.split()]


def test_for_a_phone_each_fact_is_one_line_with_what_is_to_be_done(client, staff, some_facts):
    lines = client.get(address("facts")).context["board"].lines
    assert [(line.key.key, line.uncertain, line.old, line.missing) for line in lines] == [
        ("enrolment-cutoff", 1, 0, 1), ("supplies", 0, 1, 0),
    ]  # fmt: skip


def test_texts_that_nobody_has_written_are_folded_away(client, staff):
    fact = money(note_de="")
    note = next(group for group in client.get(address("fact", fact.pk)).context["form"].groups
                if "note_de" in {field.name for field in group.fields})  # fmt: skip
    assert note.is_folded
    response = save(client, address("fact", fact.pk), note_ar="ملاحظة", number="")
    note = next(group for group in response.context["form"].groups
                if "note_ar" in {field.name for field in group.fields})  # fmt: skip
    assert not note.is_folded


def test_an_ended_fact_is_missing_and_the_next_one_is_announced(client, staff):
    today = timezone.localdate()
    money(valid_until=today - dt.timedelta(days=1))
    later = money(valid_from=today + dt.timedelta(days=5))
    assert shown(client, "?state=missing") == [("supplies", "DE")]
    assert address("fact", later.pk) in client.get(address("facts") + "?state=missing").content.decode()


def test_a_fact_that_ends_soon_without_another_is_found(client, staff):
    today = timezone.localdate()
    fact = money(valid_until=today + dt.timedelta(days=30))
    assert shown(client, "?state=ending") == [("supplies", "DE")]
    money(valid_from=fact.valid_until + dt.timedelta(days=1))
    assert shown(client, "?state=ending") == []


def test_a_table_without_facts_says_so(client, staff):
    assert 'class="empty"' in client.get(address("facts")).content.decode()


@pytest.mark.parametrize("query", ["", "?land=DE"])
@pytest.mark.parametrize("rows", [1, 3])
def test_the_table_costs_the_same_however_many_facts(client, staff, django_assert_num_queries, query, rows):
    for number in range(rows):
        money(fact_key=FactKeyFactory(key=f"key-{number}", kind=Kind.MONEY))
    with django_assert_num_queries(10):  # six of them for who is there and for the frame of the desk
        client.get(address("facts") + query)


# -- one fact --------------------------------------------------------------------------------------------


def test_the_form_has_the_fields_of_its_kind(client, staff):
    kinds = {
        Kind.DATE: {"day": 29},
        Kind.NUMBER: {"number": "4,5"},
        Kind.MONEY: {"number": "131,50"},
        Kind.WORD: {"word": "Vorkurs"},
        Kind.TEXT: {"text_de": "Zweimal im Jahr", "text_uk": "Двічі на рік"},
    }
    expected = {
        Kind.DATE: {"day": 29}, Kind.NUMBER: {"number": Decimal("4.50")},
        Kind.MONEY: {"number": Decimal("131.50")}, Kind.WORD: {"word": "Vorkurs"},
        Kind.TEXT: {"text_de": "Zweimal im Jahr", "text_uk": "Двічі на рік"},
    }  # fmt: skip
    for kind, changes in kinds.items():
        fact = LandFactFactory(
            fact_key=FactKeyFactory(key=f"of-{kind}", kind=kind), number=1, word="x", text_de="y"
        )
        response = change(client, address("fact", fact.pk), **changes)
        assert response.status_code == 302, response.context["form"].errors
        fact.refresh_from_db()
        assert {name: getattr(fact, name) for name in expected[kind]} == expected[kind]


def test_an_answer_is_one_of_its_own_kind(client, staff):
    one, other = (FactChoiceFactory(code=code, text_de=code) for code in ("parents", "school"))
    foreign = FactChoiceFactory(fact_key=FactKeyFactory(key="other", kind=Kind.CHOICE))
    fact = LandFactFactory(fact_key=one.fact_key, choice=one)
    assert save(client, address("fact", fact.pk), choice=str(foreign.pk)).status_code == 422
    assert change(client, address("fact", fact.pk), choice=str(other.pk)).status_code == 302
    fact.refresh_from_db()
    assert fact.choice == other


def test_words_keep_their_order(client, staff):
    for slug in ("gymnasium", "realschule", "abitur"):
        TermFactory(slug=slug, word=slug.title())
    fact = LandFactFactory(
        fact_key=FactKeyFactory(key="schools", kind=Kind.TERMS), terms=["realschule", "gymnasium"]
    )
    change(client, address("fact", fact.pk), terms=["realschule", "gymnasium", "abitur"])
    fact.refresh_from_db()
    assert fact.terms == ["realschule", "gymnasium", "abitur"]


def test_a_change_is_checked_by_whoever_made_it(client, staff):
    fact = money()
    assert change(client, address("fact", fact.pk), number="131").status_code == 302
    fact.refresh_from_db()
    assert (fact.number, fact.version, fact.checked_by) == (131, 2, staff)


def test_the_form_says_which_guides_and_languages_a_change_touches(client, staff):
    fact = money()
    FactKey.objects.update(compared=False)
    german = TextFactory(title="Geld und Hilfe", body="Sie bekommen {{fact:supplies}}.")
    TextFactory(guide=german.guide, language="ar", body="{{ fact:supplies }}")
    TextFactory(guide=german.guide, language="tr", body="{{fact:supplies}}", state="draft")
    TextFactory(title="Anderes", body="{{fact:supplies-august}} {{term:supplies}} supplies")
    reach = client.get(address("fact", fact.pk)).context["reach"]
    assert [(guide.title, guide.languages) for guide in reach.guides] == [("Geld und Hilfe", ("de", "ar"))]
    assert reach.languages == 2
    page = client.get(address("fact", fact.pk)).content.decode()
    assert page.index("Geld und Hilfe") < page.index('name="preview"')


def test_what_is_compared_reaches_every_language(client, staff):
    assert client.get(address("fact", money().pk)).context["reach"].languages == 10


def test_a_look_at_what_readers_would_get_saves_nothing(client, staff):
    fact = money()
    response = save(client, address("fact", fact.pk), number="141", preview="1")
    assert response.status_code == 200
    values = {code: str(value) for code, value, _note in response.context["preview"]}
    assert (values["de"], values["en"], values["fa"].strip("\u200e")) == ("141\xa0€", "€141", "€\xa0۱۴۱")
    assert len(values) == 10
    fact.refresh_from_db()
    assert (fact.number, fact.version) == (130, 1)


def test_two_who_change_the_same_fact_see_both_versions(client, staff):
    fact = money(source="", checked_on=timezone.localdate())
    sent = filled(client, address("fact", fact.pk), number="150")
    LandFact.objects.update(number=140, version=2)
    response = client.post(address("fact", fact.pk), sent)
    assert response.status_code == 422
    assert [str(row["stored"]) for row in response.context["stale"]] == ["140,00"]
    page = response.content.decode()
    assert 'value="150"' in page
    assert LandFact.objects.get().number == 140
    # Sent again, it is meant.
    again = {
        field.html_name: field.value() for field in response.context["form"] if field.value() is not None
    }
    assert client.post(address("fact", fact.pk), again).status_code == 302
    assert LandFact.objects.get().number == 150


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", ""), ("number", "viel"), ("number", "-1e99"), ("certainty", "perhaps"),
        ("checked_on", "x"), ("source_url", "javascript:alert(1)"), ("valid_until", "1999-01-01"),
        ("version", ""),
    ],
)  # fmt: skip
def test_bad_input_is_named_and_changes_nothing(client, staff, field, value):
    fact = money(valid_from=dt.date(2000, 1, 1))
    response = save(client, address("fact", fact.pk), **{field: value})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert LandFact.objects.get().version == 1


@pytest.mark.parametrize(("month", "day"), [("2", "31"), ("13", "1"), ("0", "0")])
def test_a_day_that_is_none_is_refused(client, staff, month, day):
    fact = LandFactFactory()
    assert save(client, address("fact", fact.pk), month=month, day=day).status_code == 422


def test_less_than_nothing_is_refused_at_its_field(client, staff):
    fact = money()
    answer = save(client, address("fact", fact.pk), number="-5")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["number"])


def test_what_was_typed_while_signed_out_is_offered_again(client, staff):
    fact = money()
    sent = filled(client, address("fact", fact.pk), number="199")
    client.logout()
    client.post(address("fact", fact.pk), sent)
    client.force_login(staff)
    assert 'value="199"' in client.get(address("fact", fact.pk)).content.decode()


def test_the_state_of_each_translation_is_shown(client, staff):
    key = FactKeyFactory(key="evenings", kind=Kind.TEXT)
    fact = LandFactFactory(fact_key=key, text_de="Zweimal", text_ar="مرتين", text_tr="İki kez")
    change(client, address("fact", fact.pk), text_de="Dreimal", text_tr="Üç kez")
    form = client.get(address("fact", fact.pk)).context["form"]
    told = {name: bool(form.fields[f"text_{name}"].help_text) for name in ("de", "ar", "tr", "uk")}
    assert told == {"de": False, "ar": True, "tr": False, "uk": True}
    assert form.fields["text_ar"].help_text != form.fields["text_uk"].help_text


def test_a_missing_fact_is_entered(client, staff):
    FactKeyFactory()
    LandFactory(code="DE-HB", ags="04", name="Bremen", tile_column=3)
    url = address("fact_new", "enrolment-cutoff", "DE-HB")
    assert save(client, url, day="30", month="6", certainty="sure").status_code == 302
    fact = LandFact.objects.get()
    assert (fact.land_id, fact.day, fact.month, fact.checked_by) == ("DE-HB", 30, 6, staff)
    assert save(client, url, day="1", month="7", certainty="sure").status_code == 422


@pytest.mark.parametrize(("key", "place"), [("none", "DE"), ("supplies", "XX")])
def test_a_fact_of_nothing_or_nowhere_is_not_found(client, staff, key, place):
    money()
    assert client.get(address("fact_new", key, place)).status_code == 404


# -- another value ---------------------------------------------------------------------------------------


def asked(client, url: str, **changes) -> list[str]:
    """The fields at which the form asks for something."""
    response = save(client, url, **changes)
    return sorted(response.context["form"].errors) if response.status_code == 422 else []


def test_another_value_is_not_saved_under_the_old_note_source_and_check(client, staff):
    fact = money(note_de="Gilt ab August.", checked_on=LONG_AGO)
    url = address("fact", fact.pk)
    assert asked(client, url, number="195") == ["checked_on", "note_holds", "source_same"]
    fact.refresh_from_db()
    assert fact.number == 130
    today = str(timezone.localdate())
    assert asked(client, url, number="195", checked_on=today, note_holds="1", source_same="1") == []


def test_a_note_and_a_source_that_are_written_anew_need_no_tick(client, staff):
    fact = money(note_de="Gilt ab August.", checked_on=LONG_AGO)
    changes = {"note_de": "Gilt ab Februar.", "source": "amt.example", "checked_on": "2026-02-01"}
    assert asked(client, address("fact", fact.pk), number="195", **changes) == []


def test_the_day_of_the_check_stands_beside_the_value_and_the_questions_know_what_they_wait_for(
    client, staff
):
    fact = money(note_de="Gilt ab August.")
    value, *_rest = groups = client.get(address("fact", fact.pk)).context["form"].groups
    assert [field.name for field in value.fields] == ["number", "checked_on"]
    [questions] = [group for group in groups if group.waits_for]
    assert questions.waits_for == "number"
    assert [field.name for field in questions.fields] == ["note_holds", "source_same"]


def test_the_form_asks_nothing_about_a_value_that_stays(client, staff):
    fact = money(note_de="Gilt ab August.", checked_on=LONG_AGO)
    assert asked(client, address("fact", fact.pk), note_ar="x", certainty="own") == []


def test_a_value_that_follows_is_asked_about_as_well(client, staff):
    fact = money(checked_on=LONG_AGO)
    url = address("fact_follow", fact.pk)
    assert asked(client, url, number="195", valid_from="2030-01-01") == ["source_same"]


# -- still right -----------------------------------------------------------------------------------------


def confirm(client, fact: LandFact, version: int):
    return client.post(address("fact_confirm", fact.pk), {"version": version}, follow=True)


def test_still_right_renews_the_day_and_nothing_else(client, staff):
    fact = money(checked_on=LONG_AGO, source="amt.example", loaded="x")
    before = LandFact.objects.values().get()
    confirm(client, fact, 1)
    after = LandFact.objects.values().get()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"checked_on", "checked_by_id", "version"}
    assert (after["checked_on"], after["checked_by_id"]) == (timezone.localdate(), staff.pk)


def test_a_double_click_confirms_once(client, staff):
    fact = money(checked_on=LONG_AGO)
    for _click in range(2):
        response = confirm(client, fact, 1)
        assert [message.level_tag for message in response.context["messages"]] == ["success"]
    assert LandFact.objects.get().version == 2


def test_what_changed_meanwhile_is_not_confirmed(client, staff):
    fact = money(checked_on=LONG_AGO)
    LandFact.objects.update(version=2, number=1)
    response = confirm(client, fact, 1)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert LandFact.objects.get().checked_on == LONG_AGO


# -- another value from a day on -------------------------------------------------------------------------


def test_a_new_value_ends_the_old_one(client, staff):
    fact = money(note_de="Stand 2026")
    response = change(
        client, address("fact_follow", fact.pk), number="140", valid_from="2027-01-01", note_holds="1"
    )
    assert response.status_code == 302, response.context["form"].errors
    old, new = LandFact.objects.order_by("pk")
    assert (old.number, old.valid_until) == (130, dt.date(2026, 12, 31))
    assert (new.number, new.valid_from, new.valid_until, new.note_de) == (
        140, dt.date(2027, 1, 1), None, "Stand 2026",
    )  # fmt: skip


def test_the_old_value_stays_where_it_ended_before(client, staff):
    fact = money(valid_until=dt.date(2026, 7, 31))
    change(client, address("fact_follow", fact.pk), number="140", valid_from="2027-01-01")
    fact.refresh_from_db()
    assert (fact.valid_until, fact.version) == (dt.date(2026, 7, 31), 1)


@pytest.mark.parametrize("valid_from", ["", "2025-01-01", "2024-12-31"])
def test_a_new_value_needs_a_day_after_the_old_ones(client, staff, valid_from):
    fact = money(valid_from=dt.date(2025, 1, 1))
    response = change(client, address("fact_follow", fact.pk), number="140", valid_from=valid_from)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["valid_from"]
    assert LandFact.objects.get().valid_until is None


def test_a_new_value_that_meets_a_third_one_changes_neither(client, staff):
    fact = money(valid_until=dt.date(2026, 12, 31))
    money(valid_from=dt.date(2027, 1, 1))
    response = change(client, address("fact_follow", fact.pk), number="140", valid_from="2026-06-01")
    assert response.status_code == 422
    fact.refresh_from_db()
    assert (fact.valid_until, LandFact.objects.count()) == (dt.date(2026, 12, 31), 2)


def test_nothing_follows_what_somebody_else_has_changed(client, staff):
    fact = money()
    sent = filled(
        client, address("fact_follow", fact.pk), number="140", valid_from="2027-01-01", source_same="1"
    )
    LandFact.objects.update(version=2, number=135)
    response = client.post(address("fact_follow", fact.pk), sent)
    assert response.status_code == 422
    assert response.context["stale"]
    assert LandFact.objects.count() == 1


# -- history ---------------------------------------------------------------------------------------------


def test_the_history_tells_who_changed_what(client, staff):
    fact = money(source="", checked_on=timezone.localdate())
    save(client, address("fact", fact.pk), number="140", note_de="Neu", certainty="uncertain")
    latest, first = client.get(address("fact_history", fact.pk)).context["edits"]
    assert (latest.by, latest.is_latest, first.is_first) == ("Ada", True, True)
    told = {change.paragraphs[0].text.strip() for change in latest.differences}
    assert told == {"140\xa0€", "Neu", str(Certainty.UNCERTAIN.label)}


@pytest.mark.parametrize(("number", "shown"), [("10", "10"), ("9.5", "9,5")])
def test_numbers_stand_in_form_and_history_as_people_write_them(client, staff, number, shown):
    key = FactKeyFactory(key="years", kind=Kind.NUMBER)
    fact = LandFactFactory(fact_key=key, month=None, day=None, number="9.00")
    assert 'value="9"' in client.get(address("fact", fact.pk)).text
    change(client, address("fact", fact.pk), number=number.replace(".", ","))
    assert f'value="{shown}"' in client.get(address("fact", fact.pk)).text
    latest, _first = client.get(address("fact_history", fact.pk)).context["edits"]
    told = [piece.text for change in latest.differences for piece in change.paragraphs[0].pieces]
    assert told[:3] == ["9", " ", shown]


def test_an_older_wording_is_put_back_as_a_new_edit(client, staff):
    fact = money()
    change(client, address("fact", fact.pk), number="140")
    first = client.get(address("fact_history", fact.pk)).context["edits"][-1].event
    client.post(address("fact_restore", fact.pk, first), {"version": 2})
    fact.refresh_from_db()
    assert (fact.number, fact.version) == (130, 3)
    assert len(client.get(address("fact_history", fact.pk)).context["edits"]) == 3


def test_a_wording_of_another_fact_is_not_put_back(client, staff):
    fact, other = money(), LandFactFactory()
    event = other.pgh_event_model.objects.get(pgh_obj=other).pgh_id
    assert client.post(address("fact_restore", fact.pk, event), {"version": 1}).status_code == 404


@pytest.mark.parametrize("version", ["", "1", "x", "9" * 30])
def test_nothing_is_put_back_over_a_version_that_nobody_saw(client, staff, version):
    fact = money()
    change(client, address("fact", fact.pk), number="140")
    event = client.get(address("fact_history", fact.pk)).context["edits"][-1].event
    client.post(address("fact_restore", fact.pk, event), {"version": version})
    fact.refresh_from_db()
    assert fact.number == 140


@pytest.mark.parametrize("edits", [1, 3])
def test_the_history_costs_the_same_however_long_it_is(client, staff, django_assert_num_queries, edits):
    fact = money()
    for number in range(edits):
        fact = service.save_row(fact, version=number + 1, by=staff)
    with django_assert_num_queries(9):
        client.get(address("fact_history", fact.pk))


# -- the words of a kind ---------------------------------------------------------------------------------


def test_the_words_around_a_value_are_changed_in_every_language(client, staff):
    key = money().fact_key
    save(client, address("fact_key", key.key), label_de="Geld", phrase_ar="{value} في السنة")
    key.refresh_from_db()
    assert (key.label_de, key.phrase_ar, key.version) == ("Geld", "{value} في السنة", 2)


def test_two_who_change_the_words_see_both_versions(client, staff):
    key = money().fact_key
    sent = filled(client, address("fact_key", key.key), label_de="Geld")
    FactKey.objects.update(version=2, label_de="Anders")
    response = client.post(address("fact_key", key.key), sent)
    assert response.status_code == 422
    assert [row["stored"] for row in response.context["stale"]] == ["Anders"]


# -- the words of an answer ------------------------------------------------------------------------------


def answer(**columns) -> FactChoice:
    """An answer that holds in Berlin."""
    choice = FactChoiceFactory(**columns)
    berlin = LandFactory(code="DE-BE", ags="11", name="Berlin", tile_column=2)
    LandFactFactory(land=berlin, fact_key=choice.fact_key, month=None, day=None, choice=choice)
    return choice


def test_the_words_of_an_answer_are_changed_in_every_language(client, staff):
    choice = answer()
    url = address("fact_answer", choice.pk)
    assert save(client, url, text_de="Die Eltern allein.", text_ar="الأهل.").status_code == 302
    choice.refresh_from_db()
    assert (choice.text_de, choice.text_ar, choice.version) == ("Die Eltern allein.", "الأهل.", 2)


def test_the_page_of_an_answer_says_where_it_holds_and_what_it_touches(client, staff):
    TextFactory(title="Der Wechsel", body="{{fact:recommendation}}")
    choice = answer()
    page = client.get(address("fact_answer", choice.pk))
    assert [str(fact.land) for fact in page.context["facts"]] == ["Berlin"]
    assert "Der Wechsel" in page.content.decode()


def test_a_fact_and_its_kind_lead_to_the_words_of_their_answers(client, staff):
    choice = answer()
    link = address("fact_answer", choice.pk)
    assert link in client.get(address("fact", LandFact.objects.get().pk)).content.decode()
    assert link in client.get(address("fact_key", choice.fact_key_id)).content.decode()
    assert 'class="tasks"' not in client.get(address("fact_key", money().fact_key_id)).content.decode()


def test_an_answer_needs_german_words(client, staff):
    choice = answer()
    response = save(client, address("fact_answer", choice.pk), text_de="")
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["text_de"]


def test_the_state_of_each_translation_of_an_answer_is_shown(client, staff):
    choice = answer(text_ar="الأهل.", text_tr="Anne baba.")
    url = address("fact_answer", choice.pk)
    save(client, url, text_de="Die Eltern allein.", text_tr="Yalnız anne baba.")
    form = client.get(url).context["form"]
    told = {name: bool(form.fields[f"text_{name}"].help_text) for name in ("de", "ar", "tr", "uk")}
    assert told == {"de": False, "ar": True, "tr": False, "uk": True}
    assert form.fields["text_ar"].help_text != form.fields["text_uk"].help_text


def test_two_who_change_an_answer_see_both_versions(client, staff):
    choice = answer()
    sent = filled(client, address("fact_answer", choice.pk), text_de="Meins.")
    FactChoice.objects.update(version=2, text_de="Anders.")
    response = client.post(address("fact_answer", choice.pk), sent)
    assert response.status_code == 422
    assert [row["stored"] for row in response.context["stale"]] == ["Anders."]
    assert FactChoice.objects.get().text_de == "Anders."


def test_only_staff_change_an_answer():
    with pytest.raises(PermissionDenied):
        save_row(FactChoiceFactory(), version=1, by=UserFactory())


@pytest.mark.parametrize("answers", [1, 3])
def test_the_page_of_an_answer_costs_the_same_however_many(client, staff, django_assert_num_queries, answers):
    choice = answer()
    for number in range(answers):
        FactChoiceFactory(code=f"answer-{number}")
        land = LandFactory(
            code=f"DE-{number}", ags=f"{number:02}", name=f"Land {number}", tile_column=5 + number
        )
        LandFactFactory(land=land, fact_key=choice.fact_key, choice=choice)
    with django_assert_num_queries(9):  # six of them for who is there and for the frame of the desk
        client.get(address("fact_answer", choice.pk))


# -- who -------------------------------------------------------------------------------------------------


def test_only_staff_confirm_follow_and_restore():
    fact = money()
    event = fact.pgh_event_model.objects.get(pgh_obj=fact).pgh_id
    for person in (None, UserFactory()):
        with pytest.raises(PermissionDenied):
            service.confirm_fact(fact, version=1, by=person)
        with pytest.raises(PermissionDenied):
            service.restore_fact(fact, event, version=1, by=person)
        new = LandFact(fact_key=fact.fact_key, number=1, valid_from=dt.date(2030, 1, 1), checked_on=LONG_AGO)
        with pytest.raises(PermissionDenied):
            service.follow_fact(fact, new, version=1, by=person)


def test_a_service_wants_the_version_and_a_day():
    fact, staff = money(), UserFactory(is_staff=True)
    with pytest.raises(Stale):
        service.confirm_fact(fact, version=7, by=staff)
    with pytest.raises(ValidationError):
        service.follow_fact(fact, LandFact(fact_key=fact.fact_key), version=1, by=staff)


# -- taking a mistaken fact away -------------------------------------------------------------------------


def test_a_mistaken_fact_is_taken_away_after_a_question_and_its_history_stays(client, staff):
    fact = money()
    assert address("fact_remove", fact.pk) in client.get(address("fact", fact.pk)).text
    assert LandFact.objects.filter(pk=fact.pk).exists()
    assert client.get(address("fact_remove", fact.pk)).context["fact"] == fact

    response = client.post(address("fact_remove", fact.pk), {"version": fact.version})

    assert (response.status_code, response.url) == (302, address("facts"))
    assert not LandFact.objects.filter(pk=fact.pk).exists()
    last = LandFact.pgh_event_model.objects.filter(pgh_obj_id=fact.pk).latest("pgh_id")
    assert (last.number, last.checked_by) == (130, staff)


def test_a_fact_that_somebody_changed_meanwhile_is_not_taken_away(client, staff):
    fact = money(version=2)
    response = client.post(address("fact_remove", fact.pk), {"version": 1})
    assert (response.status_code, response.url) == (302, address("fact", fact.pk))
    assert LandFact.objects.filter(pk=fact.pk).exists()


def test_only_portal_staff_take_facts_away():
    fact = money()
    with pytest.raises(PermissionDenied):
        service.remove_fact(fact, version=fact.version, by=UserFactory())
    assert LandFact.objects.filter(pk=fact.pk).exists()
