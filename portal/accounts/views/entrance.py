"""The pages of allauth, with the habits of the house."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View


class HouseHabits(View):
    """A form that comes back with errors has status 422, and nothing of it is cached."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)  # type: ignore[misc]
        if response.status_code == 200:
            response.status_code = 422
        return response

    @method_decorator(never_cache)
    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        return super().dispatch(*args, **kwargs)


def page(view: type[View]) -> Callable[..., HttpResponse]:
    """A view function of a class of allauth."""
    ours: Any = type(view.__name__, (HouseHabits, view), {"__module__": view.__module__})
    return ours.as_view()
