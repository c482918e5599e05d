from django.urls import path

from portal.guides import views
from portal.guides.views import (
    desk_editor,
    desk_editor_guides,
    desk_editor_history,
    desk_editor_pictures,
)

app_name = "guides"
_GUIDE = "desk/guides/<slug:slug>/"
_EDITS = f"{_GUIDE}history/<slug:language>/"
urlpatterns = [
    path("guides/", views.guide_list, name="list"),
    path("guides/laender/", views.compare, name="compare"),
    path("guides/booklet.pdf", views.booklet, name="booklet"),
    path("guides/forget/", views.forget, name="forget"),
    path("guides/search/", views.search, name="search"),
    path("guides/words/", views.glossary, name="words"),
    path("guides/<slug:slug>/", views.detail, name="detail"),
    path("guides/<slug:slug>.pdf", views.pdf, name="pdf"),
    path("guides/<slug:slug>/share/", views.share, name="share"),
    path("guides/<slug:slug>/feedback/", views.feedback, name="feedback"),
    path("guides/<slug:slug>/feedback/thanks/", views.thanks, name="thanks"),
    path("desk/guides/", desk_editor_guides.guides, name="desk_guides"),
    path("desk/guides/new/", desk_editor_guides.new, name="desk_new"),
    path("desk/guides/pictures/", desk_editor_pictures.pictures, name="desk_pictures"),
    path("desk/guides/pictures/new/", desk_editor_pictures.new, name="desk_picture_new"),
    path("desk/guides/pictures/<slug:slug>/", desk_editor_pictures.change, name="desk_picture"),
    path("desk/guides/pictures/<slug:slug>/remove/", desk_editor_pictures.remove, name="desk_picture_remove"),
    path(_GUIDE, desk_editor.edit, name="desk_edit"),
    path(f"{_GUIDE}autosave/", desk_editor.autosave, name="desk_edit_autosave"),
    path(f"{_GUIDE}preview/", desk_editor.preview, name="desk_preview"),
    path(f"{_GUIDE}discard/", desk_editor.discard, name="desk_discard"),
    path(f"{_GUIDE}take-back/", desk_editor.take_back, name="desk_take_back"),
    path(f"{_GUIDE}place/", desk_editor_guides.place, name="desk_place"),
    path(f"{_GUIDE}remove/", desk_editor_guides.remove, name="desk_remove"),
    path(f"{_GUIDE}heard/", desk_editor_guides.heard, name="desk_heard"),
    path(f"{_GUIDE}history/<int:event>/restore/", desk_editor_history.restore, name="desk_restore"),
    path(_EDITS, desk_editor_history.edits, name="desk_history"),
    path(f"{_EDITS}<int:event>/", desk_editor_history.edit_of, name="desk_history_edit"),
]
