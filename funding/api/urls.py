"""The addresses of the open data."""

from django.urls import path

from funding.api import figures, grants

app_name = "open_data"
urlpatterns = [
    path("grants.json", grants.as_json, name="grants_json"),
    path("grants.csv", grants.as_csv, name="grants_csv"),
    path("grants.atom", grants.feed, name="grants_feed"),
    path("structure.csv", figures.structure, name="structure_csv"),
    path("structure.csv-metadata.json", figures.structure_sheet, name="structure_sheet"),
    path("offers.csv", figures.offers, name="offers_csv"),
    path("offers.csv-metadata.json", figures.offers_sheet, name="offers_sheet"),
]
