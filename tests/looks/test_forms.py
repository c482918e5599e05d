from datetime import date, time
from html.parser import HTMLParser

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from portal.forms import DateInput, DateTimeInput, TimeInput


class Booking(forms.Form):
    name = forms.CharField(label="Name", help_text="So rufen wir Sie auf.", max_length=40)
    phone = forms.CharField(label="Phone", required=False)
    day = forms.DateField(label="Day", widget=DateInput)
    way = forms.ChoiceField(label="Way", choices=[("a", "SMS"), ("b", "Call")], widget=forms.RadioSelect)
    paper = forms.FileField(label="Paper", required=False)
    agree = forms.BooleanField(label="Agree")
    version = forms.IntegerField(widget=forms.HiddenInput, initial=1)


class Tree(HTMLParser):
    """The elements of a page with their attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict]] = []
        self.feed(str(html))

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def all(self, tag, **wanted):
        return [
            attrs
            for name, attrs in self.elements
            if name == tag and all(attrs.get(key) == value for key, value in wanted.items())
        ]


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def test_hint_and_error_belong_to_their_control():
    tree = Tree(Booking({"phone": "1"}))
    (control,) = tree.all("input", name="name")
    assert control["aria-describedby"] == "id_name_helptext id_name_error"
    assert control["aria-invalid"] == "true"
    ids = {attrs.get("id") for _tag, attrs in tree.elements}
    assert {"id_name_helptext", "id_name_error"} <= ids


def test_a_file_that_came_with_an_error_elsewhere_is_asked_for_again():
    said = "Please choose the file again"
    paper = SimpleUploadedFile("satzung.pdf", b"%PDF-1.7")
    assert said in str(Booking({"phone": "1"}, {"paper": paper})["paper"].as_field_group())
    assert said not in str(Booking({"phone": "1"})["paper"].as_field_group())
    assert said not in str(Booking()["paper"].as_field_group())


def test_label_hint_error_and_control_stand_in_this_order():
    html = str(Booking({})["name"].as_field_group())
    order = [html.index(part) for part in ("<label", 'class="hint"', 'class="field-error"', "<input")]
    assert order == sorted(order)


def test_the_summary_stands_on_top_with_focus_and_leads_to_every_faulty_control():
    html = str(Booking({"phone": "1", "version": "1"}))
    assert html.lstrip().startswith('<div class="error-summary" role="alert" tabindex="-1" autofocus>')
    tree = Tree(html)
    targets = [attrs["href"][1:] for attrs in tree.all("a")]
    assert targets == ["id_name", "id_day", "id_way_0", "id_agree"]
    ids = [
        attrs["id"]
        for tag, attrs in tree.elements
        if tag in {"input", "select", "textarea"} and "id" in attrs
    ]
    assert set(targets) <= set(ids)
    assert len(ids) == len(set(ids))


def test_faults_of_the_whole_form_and_of_hidden_fields_are_told():
    form = Booking({"version": "x"})
    form.add_error(None, "Diese Zeit passt nicht.")
    html = str(form)
    assert "Diese Zeit passt nicht." in html
    assert "Enter a whole number." in html


def test_optional_is_said_in_words_and_required_is_not():
    assert "(optional)" in str(Booking()["phone"].as_field_group())
    assert "optional" not in str(Booking()["name"].as_field_group())
    assert "optional" not in str(Booking()["agree"].as_field_group())


def test_a_group_of_choices_is_a_fieldset_with_a_legend():
    tree = Tree(Booking()["way"].as_field_group())
    assert len(tree.all("fieldset")) == len(tree.all("legend")) == 1
    assert len(tree.all("label")) == 2


def test_a_file_input_has_a_label_of_its_own():
    tree = Tree(Booking()["paper"].as_field_group())
    assert tree.all("fieldset") == []
    assert tree.all("label") == [{"for": "id_paper"}]


def test_every_visible_control_has_a_label():
    tree = Tree(Booking())
    labelled = {attrs["for"] for attrs in tree.all("label")}
    controls = {attrs["id"] for attrs in tree.all("input") if attrs["type"] != "hidden"}
    assert controls == labelled


def test_hidden_fields_are_left_alone():
    html = str(Booking())
    assert '<input type="hidden" name="version" value="1" id="id_version">' in html


def test_free_text_finds_its_own_direction():
    tree = Tree(Booking())
    assert tree.all("input", name="name")[0]["dir"] == "auto"
    assert "dir" not in tree.all("input", name="day")[0]


@pytest.mark.parametrize("language", ["de", "en", "ar", "fa", "pl"])
def test_dates_and_times_reach_the_browser_as_it_wants_them(language):
    with translation.override(language):
        assert 'value="2026-11-24"' in DateInput().render("day", date(2026, 11, 24))
        assert 'value="17:30"' in TimeInput().render("clock", time(17, 30, 12))
        assert 'type="datetime-local"' in DateTimeInput().render("moment", None)


def test_a_stored_file_can_be_kept_or_taken_away():
    stored = SimpleUploadedFile("beleg.pdf", b"")
    stored.url = "/file"
    html = str(Booking(initial={"paper": stored})["paper"].as_field_group())
    assert '<a href="/file"><bdi>beleg.pdf</bdi></a>' in html
    assert 'name="paper-clear"' in html


class Question(forms.Form):
    name = forms.CharField(max_length=2)
    mail = forms.EmailField()
    day = forms.DateField()
    way = forms.ChoiceField(choices=[("a", "SMS")])
    ways = forms.MultipleChoiceField(choices=[("a", "SMS")])
    agree = forms.BooleanField()
    paper = forms.FileField()
    own = forms.CharField(error_messages={"required": "How shall we call you?"})


@pytest.mark.parametrize("year", ["0026", "1899", "2226", "9999"])
def test_a_year_that_nobody_means_is_asked_about(year):
    class Days(forms.Form):
        day, moment = forms.DateField(), forms.DateTimeField()

    said = Days({"day": f"{year}-12-31", "moment": f"{year}-12-31T17:00"}).errors
    assert said == {"day": ["Please check the year."], "moment": ["Please check the year."]}
    assert Days({"day": "2030-12-31", "moment": "2030-12-31T17:00"}).is_valid()


def test_what_is_left_out_is_said_in_the_words_of_the_house():
    assert Question({}).errors == {
        "name": ["Please fill in this field."],
        "mail": ["Please fill in this field."],
        "day": ["Please fill in this field."],
        "way": ["Please choose an answer."],
        "ways": ["Please choose an answer."],
        "agree": ["Please tick this box."],
        "paper": ["Please choose a file."],
        "own": ["How shall we call you?"],
    }


def test_what_cannot_be_is_said_in_the_words_of_the_house():
    sent = {
        "name": "Ayla",
        "mail": "ayla",
        "day": "2027-02-31",
        "way": "b",
        "ways": ["b"],
        "agree": "on",
        "own": "A",
    }
    paper = SimpleUploadedFile("beleg.pdf", b"x")
    assert Question(sent, {"paper": paper}).errors == {
        "name": ["There is room for 2 characters here; you have written 4."],
        "mail": ["Please write a whole e-mail address, with an @ in it."],
        "day": ["Please give a date that exists."],
        "way": ["Please choose one of the answers offered here."],
        "ways": ["Please choose one of the answers offered here."],
    }
