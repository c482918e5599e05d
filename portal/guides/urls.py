from django.urls import path

from portal.guides import views
from portal.guides.views import (
    desk_editor,
    desk_editor_guides,
    desk_editor_history,
    desk_editor_pictures,
    desk_exchange,
    desk_review,
    desk_translate,
    desk_translations,
)

app_name = "guides"
_GUIDE = "desk/guides/<slug:slug>/"
_EDITS = f"{_GUIDE}history/<slug:language>/"
_TEXT = "desk/translations/<slug:language>/<slug:slug>/"
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
    path("desk/translations/", desk_translations.queue, name="desk_translations"),
    path("desk/translations/overview/", desk_translations.overview, name="desk_translation_overview"),
    path("desk/translations/people/", desk_translations.translators, name="desk_translators"),
    path(
        "desk/translations/people/<int:pk>/remove/",
        desk_translations.remove_translator,
        name="desk_translator_remove",
    ),
    path("desk/translations/import/", desk_exchange.take_back, name="desk_xliff_import"),
    path("desk/translations/<slug:language>.xlf", desk_exchange.export, name="desk_xliff_export"),
    path("desk/translations/<slug:language>/<slug:slug>.xlf", desk_exchange.export, name="desk_xliff_export"),
    path(f"{_TEXT}machine/", desk_exchange.machine_draft, name="desk_machine"),
    path(_TEXT, desk_translate.work, name="desk_translate"),
    path(f"{_TEXT}begin/", desk_translate.begin, name="desk_translate_begin"),
    path(f"{_TEXT}autosave/", desk_translate.autosave, name="desk_translate_autosave"),
    path(f"{_TEXT}refresh/", desk_translate.refresh, name="desk_translate_refresh"),
    path(f"{_TEXT}take-over/", desk_translate.take_over, name="desk_translate_take_over"),
    path(f"{_TEXT}discard/", desk_translate.discard, name="desk_translate_discard"),
    path(f"{_TEXT}publish/", desk_review.publish, name="desk_translation_publish"),
    path(f"{_TEXT}send-back/", desk_review.send_back, name="desk_translation_send_back"),
]
