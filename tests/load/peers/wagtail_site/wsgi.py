"""Wagtail with the settings that its own template of a project has, on the database WAGTAIL_DATABASE."""

import json
import os

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.urls import include, path

settings.configure(
    ALLOWED_HOSTS=["localhost"],
    DATABASES={"default": json.loads(os.environ["WAGTAIL_DATABASE"])},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        "wagtail_site", "wagtail.contrib.redirects", "wagtail.users", "wagtail.documents", "wagtail.images",
        "wagtail.search", "wagtail.admin", "wagtail", "modelcluster", "taggit", "django.contrib.auth",
        "django.contrib.contenttypes", "django.contrib.staticfiles",
        "django.contrib.sessions", "django.contrib.messages",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.common.CommonMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.security.SecurityMiddleware",
        "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    ],
    ROOT_URLCONF=__name__,
    SECRET_KEY="of-no-use",
    STATIC_URL="/static/",
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
        },
    ],
    USE_TZ=True,
    WAGTAIL_SITE_NAME="bench",
)  # fmt: skip
django.setup()

urlpatterns = [path("", include("wagtail.urls"))]
application = WSGIHandler()
