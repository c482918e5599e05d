"""What everybody may read and ask of the desk: contact points, programmes, advice."""

from django.urls import path
from django.urls.resolvers import URLPattern

from funding.views import advice, directory, finder

PUBLIC: list[URLPattern] = [
    path("funding/", directory.contact_points, name="contact_points"),
    path("funding/offices/<slug:slug>/", directory.contact_point, name="contact_point"),
    path("funding/offices/<slug:slug>/ask/", advice.ask, name="advice_ask"),
    path("funding/find/", finder.find, name="finder"),
    path("funding/advice/", advice.find, name="advice_find"),
    path("funding/advice/<slug:code>/", advice.thread, name="advice"),
    path("funding/advice/<slug:code>/files/<uuid:file_id>/", advice.file, name="advice_file"),
    path("funding/advice/<slug:code>/delete/", advice.delete, name="advice_delete"),
    path("open-data/", directory.open_data, name="open_data"),
    path("funding/programmes/", directory.programmes, name="programmes"),
    path("funding/programmes.ics", directory.deadlines, name="deadlines"),
    path("funding/programmes/<slug:slug>/", directory.programme, name="programme"),
    path("funding/programmes/database/<slug:key>/", directory.entry, name="entry"),
]
