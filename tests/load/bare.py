"""The reference for a page: a Django project of one view that returns the bytes of the file BARE_BODY."""

import os
from pathlib import Path

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path

BODY = Path(os.environ["BARE_BODY"]).read_bytes()

settings.configure(
    ALLOWED_HOSTS=["localhost"], ROOT_URLCONF=__name__, MIDDLEWARE=[], SECRET_KEY="of-no-use", USE_TZ=True
)


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(BODY, headers={"Content-Encoding": "gzip", "Content-Length": str(len(BODY))})


urlpatterns = [path("", page)]
django.setup()
application = WSGIHandler()
