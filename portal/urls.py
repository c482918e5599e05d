"""The addresses of the house; each app adds its own."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps import views as sitemaps
from django.urls import include, path

from portal import views
from portal.guides.views import picture, worker
from portal.lib import loading
from portal.operation import views as operation

handler400 = "portal.views.bad_request"
handler403 = "portal.views.forbidden"
handler404 = "portal.views.not_found"
handler405 = "portal.views.not_allowed"  # asked for by portal.middleware
handler429 = "portal.views.too_many_requests"  # allauth asks for this one
handler500 = "portal.views.server_error"

parts = dict(
    zip(
        settings.SITEMAPS,
        (part for _name, part in loading.callables(settings.SITEMAPS.values())),
        strict=True,
    )
)

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", operation.metrics, name="metrics"),
    path("sitemap.xml", sitemaps.index, {"sitemaps": parts}, name="sitemap"),
    path(
        "sitemap-<section>.xml",
        sitemaps.sitemap,
        {"sitemaps": parts},
        name="django.contrib.sitemaps.views.sitemap",
    ),
    path("sw.js", worker, name="service_worker"),
    path("pictures/<slug:slug>/<slug:mark>.jpg", picture, name="picture"),
    path("robots.txt", views.robots, name="robots"),
    path("api/", include("parentwork.api.urls")),
    path("open-data/", include("funding.api.urls")),
    path("admin/", admin.site.urls),
]
urlpatterns += i18n_patterns(
    path("", views.home, name="home"),
    path("desk/", views.desk, name="desk"),
    path("desk/operation/", operation.page, name="operation"),
    path("accounts/", include("portal.accounts.urls.entrance")),
    path("", include("portal.accounts.urls")),
    path("", include("organisations.urls")),
    path("", include("portal.pages.urls")),
    path("", include("portal.documents.urls")),
    path("", include("portal.guides.urls")),
    path("", include("funding.urls")),
    path("", include("parentwork.urls")),
)
