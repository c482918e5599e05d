"""The form in which a family or a school says what it looks for."""

import uuid
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parentwork.choices import Asker, ContactWay, SuitingTime
from parentwork.forms.booking import LookupForm
from parentwork.forms.fields import SmallNumber
from parentwork.forms.reaching import AskedMail, AskedPhone
from parentwork.models import Need
from parentwork.models.needs import MOST_FAMILIES
from parentwork.services.needs import Wish
from portal.guides.models import Topic
from portal.lib.languages import best_words, spoken_choices
from portal.lib.lists import listed
from portal.places.forms import PlaceField

WAYS = [
    (ContactWay.MAIL.value, ContactWay.MAIL.label),
    (ContactWay.CALL.value, ContactWay.CALL.label),
    ("", _("no message: I look here myself")),
]
# What the filters of the list of meetings have said already.
FROM_THE_LIST = ("near", "topic", "childcare")


class WishForm(forms.Form):
    """What is looked for, where, in which language, and one way to be told or none."""

    use_required_attribute = False

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    asker = forms.ChoiceField(
        label=_("Who asks?"), choices=Asker, initial=Asker.PARENTS, widget=forms.RadioSelect
    )
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    words = forms.CharField(
        label=_("What do you look for? One sentence is enough"), max_length=300, required=False,
        help_text=_("Please write no names, and nothing about your residence permit or your health."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    spoken = forms.ChoiceField(label=_("Language spoken"))
    near = PlaceField()
    times = forms.MultipleChoiceField(
        label=_("When can you come?"), choices=SuitingTime, required=False,
        help_text=_("Tick nothing if any time suits you."), widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    childcare = forms.BooleanField(label=_("with childcare"), required=False)
    families = SmallNumber(
        label=_("How many families?"), min_value=1, initial=1, most=MOST_FAMILIES,
        help_text=_("If you ask for others too, count them."),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Your first name or another name"), max_length=60,
        help_text=_("A school writes its own name."),
        error_messages={"required": _("Please write a name. It need not be your real one.")},
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )  # fmt: skip
    way = forms.ChoiceField(
        label=_("How do you learn that there is an answer?"), choices=WAYS, required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip
    email = AskedMail(
        label=_("E-mail address"), help_text=_("For e-mail only."), max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    phone = AskedPhone(
        label=_("Phone number"), help_text=_("The organisation that has an answer for you calls you.")
    )
    shows_contact = forms.BooleanField(
        label=_("Checked organisations near me may see this address or number and ask me"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reader = get_language() or "de"
        topics = [(topic.pk, best_words(topic, "title", reader)[0]) for topic in Topic.objects.all()]
        self.fields["topic"].choices = [("", _("something else")), *topics]  # type: ignore[attr-defined]
        self.fields["spoken"].choices = spoken_choices(reader)  # type: ignore[attr-defined]
        self.fields["spoken"].initial = reader.partition("-")[0]
        self.fields["near"].required = True
        self.fields["near"].error_messages["required"] = _("Please write your postal code or your town.")

    def clean(self) -> dict[str, Any]:
        """A page that is sent has no place for links: the places that may be meant stand in the error."""
        said = super().clean() or {}
        field: Any = self.fields["near"]
        if offered := [str(place) for place in field.several or field.similar]:
            places = listed(offered, get_language() or "de")
            self.add_error("near", _("Please write one of these: %(places)s") % {"places": places})
        return said

    def wish(self) -> Wish:
        """What was said, for the service; the answer comes in the language of the page."""
        said = self.cleaned_data
        return Wish(
            name=said["name"],
            place=said["near"],
            spoken=said["spoken"],
            topic=Topic.objects.filter(pk=said["topic"]).first() if said["topic"] else None,
            words=said["words"],
            asker=said["asker"],
            times=tuple(said["times"]),
            childcare=said["childcare"],
            families=said["families"],
            way=said["way"],
            email=said["email"],
            phone=said["phone"],
            shows_contact=said["shows_contact"],
            language=get_language() or "de",
            token=said["token"],
        )


def from_the_list(query: QueryDict) -> dict[str, Any]:
    """What somebody who found no meeting need not say again."""
    said: dict[str, Any] = {name: query[name] for name in FROM_THE_LIST if query.get(name)}
    return said | ({"spoken": query["language"]} if query.get("language") else {})


def as_posted(need: Need) -> dict[str, Any]:
    """What a need says now, as a start for changing it."""
    same = (
        "asker", "words", "spoken", "times", "childcare", "families", "name", "way", "email",
        "shows_contact",
    )  # fmt: skip
    said = {name: getattr(need, name) for name in same}
    return said | {"topic": need.topic_id or "", "near": need.place_id, "phone": need.number}


class FindForm(LookupForm):
    """The short code and the contact open what somebody looks for, on any phone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].help_text = _("The one you gave. If you gave none: the name you gave.")
