from django.urls import path

from portal.guides import views

app_name = "guides"
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
]
