from django.urls import path

from portal.pages.views import reports, styleguide, texts

app_name = "pages"
urlpatterns = [
    path("imprint/", texts.imprint, name="imprint"),
    path("privacy/", texts.privacy, name="privacy"),
    path("accessibility/", texts.accessibility, name="accessibility"),
    path("report/", reports.report, name="report"),
    path("report/<uuid:key>/", reports.reported, name="reported"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
]
