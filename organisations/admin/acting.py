"""Forms of the admin that call services, and the pages around them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from portal.accounts.models import User


class ActingForm(forms.ModelForm):
    """Calls services once everything typed is sound, so that their answers stand at the fields."""

    by: User

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            with transaction.atomic():
                self.done = self.act(self.cleaned_data)
        except ValidationError as error:
            self._show(error)

    def _show(self, error: ValidationError) -> None:
        if hasattr(error, "error_dict"):
            for field, messages in error.error_dict.items():
                self.add_error(field if field in self.fields else None, messages)
        else:
            self.add_error(None, error)

    def act(self, typed: dict[str, Any]) -> Any:
        """Do what was asked for and return the row. Raises `ValidationError`."""
        raise NotImplementedError


class ActingAdmin(admin.ModelAdmin):
    """The form has done it; nothing is left to save."""

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"by": request.user})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.pk = form.done.pk

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
