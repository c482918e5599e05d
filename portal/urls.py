"""The addresses of the house; each app adds its own."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from portal import views

handler400 = "portal.views.bad_request"
handler403 = "portal.views.forbidden"
handler404 = "portal.views.not_found"
handler429 = "portal.views.too_many_requests"  # allauth asks for this one
handler500 = "portal.views.server_error"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("admin/", admin.site.urls),
]
urlpatterns += i18n_patterns(
    path("", views.home, name="home"),
    path("desk/", views.desk, name="desk"),
    path("accounts/", include("portal.accounts.urls.entrance")),
    path("", include("portal.accounts.urls")),
    path("", include("organisations.urls")),
    path("", include("portal.pages.urls")),
    path("", include("portal.documents.urls")),
    path("", include("portal.guides.urls")),
    path("", include("funding.urls")),
    path("", include("parentwork.urls")),
)
