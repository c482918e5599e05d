"""The addresses of the open data."""

from django.urls import path

from funding.api import grants

app_name = "open_data"
urlpatterns = [
    path("grants.json", grants.as_json, name="grants_json"),
    path("grants.csv", grants.as_csv, name="grants_csv"),
    path("grants.atom", grants.feed, name="grants_feed"),
]
