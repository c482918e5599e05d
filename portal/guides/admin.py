"""Guides and words for portal staff; every save goes through the services. Texts and facts have desks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from portal.accounts.models import User
from portal.guides import services
from portal.guides.models import FactKey, Guide, GuideFeedback, LandFact, Term, Topic, Translation, Translator
from portal.guides.reports.references import places_of_term


def _actor(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - the admin lets nobody else in
    return request.user


class VersionedForm(forms.ModelForm):
    """Carries the version that the form was opened with, and refuses to overwrite a newer one."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.instance.version

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.instance.pk and not self.instance._state.adding:
            # Locked until the admin has saved, so that nobody comes in between.
            rows = type(self.instance)._default_manager.select_for_update()
            current = rows.get(pk=self.instance.pk)
            if data.get("seen") != current.version:
                raise ValidationError(
                    _("Somebody else changed this in the meantime. Copy your text, open the page again.")
                )
        return data


class LookedAt(admin.ModelAdmin):
    """To be read here, and changed at the desk."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Translation)
class TranslationTextAdmin(LookedAt):
    list_display = ["title", "guide", "language", "state", "made_from", "outdated", "machine_assisted"]
    list_filter = ["language", "state", "machine_assisted"]
    search_fields = ["title", "body"]
    list_select_related = ["guide"]

    @admin.display(boolean=True, description=_("out of date"))
    def outdated(self, text: Translation) -> bool:
        return text.is_outdated


class RowForm(VersionedForm):
    pass


class RowAdmin(TranslationAdmin):
    form = RowForm

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        services.save_row(obj, version=form.cleaned_data.get("seen") or 1, by=_actor(request))


@admin.register(LandFact)
class LandFactAdmin(LookedAt):
    list_display = ["fact_key", "place", "certainty", "checked_on", "valid_from", "valid_until"]
    list_filter = ["fact_key", "certainty", "land"]
    list_select_related = ["fact_key", "land"]
    search_fields = ["source"]

    @admin.display(description=_("Land"), ordering="land")
    def place(self, fact: LandFact) -> str:
        return str(fact.land or _("in all of Germany"))


@admin.register(FactKey)
class FactKeyAdmin(LookedAt):
    list_display = ["key", "label", "kind", "compared"]


@admin.register(Term)
class TermAdmin(RowAdmin):
    """A word that a text or a fact asks for stays; the page of deletion names them."""

    list_display = ["word", "meaning"]
    search_fields = ["word"]

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        deleted, counts, missing, protected = super().get_deleted_objects(objs, request)
        places = [place for term in objs for place in places_of_term(term.slug)]
        return deleted, counts, missing, [*protected, *places]


@admin.register(Topic)
class TopicAdmin(RowAdmin):
    list_display = ["title", "position"]


@admin.register(Guide)
class GuideAdmin(LookedAt):
    list_display = ["slug", "topic", "revision", "position"]
    list_select_related = ["topic"]


@admin.register(Translator)
class TranslatorAdmin(admin.ModelAdmin):
    """Who translates; a language is given and taken, never changed into another."""

    list_display = ["user", "language", "since"]
    list_filter = ["language"]
    list_select_related = ["user"]
    search_fields = ["user__name", "user__email"]
    raw_id_fields = ["user"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Translator, form: Any, change: bool) -> None:
        obj.pk = services.give_language(obj.user, obj.language, by=_actor(request)).pk


@admin.register(GuideFeedback)
class GuideFeedbackAdmin(LookedAt):
    """What readers said; whatever breaks the rules may be deleted."""

    list_display = ["created", "guide", "language", "land", "helped", "sentence"]
    list_filter = ["helped", "language", "land", "guide"]
    date_hierarchy = "created"
    list_select_related = ["guide", "land"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True
