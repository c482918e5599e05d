"""How every form of the house is drawn; the templates stand in templates/parts/."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from portal.lib.dates import check_year
from portal.lib.errors import Stale
from portal.lib.held import Held, held
from portal.lib.kept import kept_typing

# What the house says in place of the framework, by kind of field; of two that fit, the later one.
PLAIN_WORDS: Final = (
    (forms.Field, "required", gettext_lazy("Please fill in this field.")),
    (forms.BooleanField, "required", gettext_lazy("Please tick this box.")),
    (forms.FileField, "required", gettext_lazy("Please choose a file.")),
    (forms.ChoiceField, "required", gettext_lazy("Please choose an answer.")),
    (forms.ChoiceField, "invalid_choice", gettext_lazy("Please choose one of the answers offered here.")),
    (forms.IntegerField, "min_value", gettext_lazy("Please write %(limit_value)s or more.")),
    (forms.IntegerField, "max_value", gettext_lazy("Please write %(limit_value)s or less.")),
    (forms.DateField, "invalid", gettext_lazy("Please give a date that exists.")),
    (forms.EmailField, "invalid", gettext_lazy("Please write a whole e-mail address, with an @ in it.")),
    (
        forms.CharField,
        "max_length",
        ngettext_lazy(
            "There is room for %(limit_value)d character here; you have written %(show_value)d.",
            "There is room for %(limit_value)d characters here; you have written %(show_value)d.",
            "limit_value",
        ),
    ),
)


class HouseField(BoundField):
    """A field as the templates need it, with the house's words for what is wrong."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        frameworks = _frameworks_words(field)
        field.error_messages |= {
            code: words
            for kind, code, words in PLAIN_WORDS
            if isinstance(field, kind) and field.error_messages.get(code) is frameworks.get(code)
        }
        if isinstance(field, forms.DateField | forms.DateTimeField):
            field.validators.append(check_year)

    @property
    def use_fieldset(self) -> bool:
        """Several controls under one question. A file input has one control, whatever Django says."""
        return super().use_fieldset and not isinstance(self.field.widget, forms.FileInput)

    @property
    def is_check(self) -> bool:
        """A single box to tick: its label stands beside it."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_to_be_chosen_again(self) -> bool:
        """A file that was sent along with an error elsewhere: the browser does not offer it a second time."""
        return self.html_name in self.form.files and bool(self.form.errors) and not (self.errors or self.held)

    @property
    def held(self) -> Held | None:
        """A file that need not be sent again, where the view takes `held.SentFiles`."""
        return None if self.errors else held(self.form.files, self.html_name)

    @property
    def says_optional(self) -> bool:
        said = getattr(self.field, "unmarked", False)  # the form says it in words of its own
        return not (self.field.required or self.is_check or self.field.disabled or said)

    @property
    def readers(self) -> Any:
        """Who reads what is written here, as the form says it: `words` and the `icon` beside them."""
        return getattr(self.field, "readers", None)

    @property
    def focus_id(self) -> str:
        """The id of the control that a link in the error summary leads to; in a group the first one."""
        return self.id_for_label or (f"{self.auto_id}_0" if self.auto_id else "")

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Text is written from the side its own letters ask for, whatever the page's direction."""
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        if type(widget) in (forms.TextInput, forms.Textarea) and "dir" not in widget.attrs:
            attrs.setdefault("dir", "auto")
        return attrs


def _frameworks_words(field: forms.Field) -> dict[str, Any]:
    """What the framework says for a field of this kind; kinds of the house have words of their own."""
    words: dict[str, Any] = {}
    for kind in reversed([kind for kind in type(field).__mro__ if kind.__module__.startswith("django.")]):
        words |= getattr(kind, "default_error_messages", {})
    return words


class HouseRenderer(TemplatesSetting):
    """`{{ form }}` prints each field with label, hint, error and control, in one column."""

    form_template_name = "parts/form.html"
    field_template_name = "parts/field.html"
    bound_field_class = HouseField


class FoldedForm(forms.Form):
    """Filters of a list: those in `ALWAYS` are in sight, the others folded up unless one of them is set."""

    ALWAYS: tuple[str, ...] = ()

    @property
    def in_sight(self) -> list[forms.BoundField]:
        """The few that most people need, and what the address says without a field to see."""
        unseen = [field for field in self.hidden_fields() if field.data]
        return [self[name] for name in self.ALWAYS] + unseen

    @property
    def folded(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.ALWAYS]

    @property
    def is_unfolded(self) -> bool:
        """Something that is set, or wrong, must not be out of sight."""
        return any(field.errors or _is_set(field) for field in self.folded)


def _is_set(field: forms.BoundField) -> bool:
    return str(field.data or "") not in ("", str(field.initial or ""))


@dataclass(frozen=True)
class Applied:
    """A filter that is set, and the address of the same list without it; a box says all in its value."""

    label: str
    value: str
    without: str


class FilteredForm(FoldedForm):
    """A list whose filters stand in its address, so that it can be shared."""

    # What narrows the list, in the order in which the page names it.
    FILTERS: tuple[str, ...] = ()

    @property
    def is_narrowed(self) -> bool:
        """Anything but the whole list is asked for."""
        return any(self.data.get(name) for name in self.FILTERS)

    @property
    def applied(self) -> list[Applied]:
        """The filters that are set, each with the way to leave it out; none while one has an error."""
        if not self.is_valid():
            return []
        names = [name for name in self.FILTERS if self.cleaned_data.get(name)]
        return [self._applied(name) for name in names]

    def said(self) -> dict[str, str]:
        """What the address says, by filter."""
        return {name: self.data.get(name, "") for name in self.FILTERS}

    def address(self, **changes: str) -> str:
        """The query of this list with some filters changed, from its first page on."""
        said = self.said() | changes
        return "?" + urlencode({name: value for name, value in said.items() if value})

    def _applied(self, name: str) -> Applied:
        field, value = self.fields[name], self.cleaned_data[name]
        without = self.address(**{name: ""})
        if isinstance(field, forms.BooleanField):
            return Applied("", str(field.label), without)
        if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
            value = dict(field.choices)[value]  # type: ignore[arg-type]
        if isinstance(value, date):
            value = date_format(value)
        return Applied(str(field.label), str(value), without)


class DateInput(forms.DateInput):
    """The browser's own date picker, which wants ISO dates whatever the reader's language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own time picker, to the minute."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class DateTimeInput(forms.DateTimeInput):
    """The browser's own picker of date and time, to the minute."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


def restored[F: forms.BaseForm](form: F, request: HttpRequest) -> F:
    """The form as it was sent while nobody was signed in, if it was, and a word on that to the reader.

    Boxes that were emptied are empty. Files cannot be kept.
    """
    typed = None if form.is_bound else kept_typing(request)
    if typed is None:
        return form
    for name, field in form.fields.items():
        widget, place = field.widget, form.add_prefix(name)
        sent = not widget.value_omitted_from_data(typed, MultiValueDict(), place)
        if sent and not (field.disabled or widget.needs_multipart_form):
            value = widget.value_from_datadict(typed, MultiValueDict(), place)
            form.initial[name] = form[name].initial = value  # the field has cached its own
    messages.warning(
        request,
        _("You had been signed out. This is what you sent; nothing is lost. Press the button to save it."),
    )
    return form


def add_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """What a service refuses: at the fields that the form has, the rest at the form itself."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, ValidationError(errors))


def carried_out(form: forms.BaseForm, do: Callable[[dict[str, Any]], Any]) -> Any:
    """What `do` makes of a sent form; None where the form, or `do`, refuses: the form then says why.

    Where somebody was faster, sending the form again overwrites what he or she wrote.
    """
    if not form.is_valid():
        return None
    try:
        return do(form.cleaned_data)
    except Stale as error:
        form.add_error(None, error)
        overwriting(form, error.current.version)
    except ValidationError as error:
        add_errors(form, error)
    return None


def overwriting[F: forms.BaseForm](form: F, version: int | str) -> F:
    """The form as it was sent, so that sending it again replaces the version that is shown beside it."""
    data = MultiValueDict(form.data)
    data["version"] = str(version)
    form.data = data
    return form


def differences(sent: forms.BaseForm, stored: forms.BaseForm) -> list[dict[str, str]]:
    """Label and stored value, in words, of each field of both forms in which they differ."""
    rows = []
    for field in sent.visible_fields():
        if isinstance(field.field, forms.FileField) or field.name not in stored.fields:
            continue
        ours, theirs = _in_words(field), _in_words(stored[field.name])
        if ours != theirs:
            rows.append({"label": str(field.label), "stored": theirs})
    return rows


def _in_words(field: forms.BoundField) -> str:
    value = field.value()
    if isinstance(value, bool) or isinstance(field.field, forms.BooleanField):
        return _("yes") if value else _("no")
    choices = {str(code): str(words) for code, words in getattr(field.field, "choices", ())}
    if isinstance(value, list | tuple):
        return ", ".join(sorted(choices.get(str(item), str(item)) for item in value))
    text = "" if value is None else str(value).replace("\r\n", "\n").strip()
    return choices.get(text, text)
