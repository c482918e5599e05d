"""Who asks."""

from django.http import HttpRequest

from portal.accounts.models import User


def person(request: HttpRequest) -> User:
    """Who is signed in; for views behind `login_required`, or what asks for more."""
    assert isinstance(request.user, User)  # noqa: S101 - what login_required promises
    return request.user
