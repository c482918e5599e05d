from django.urls import path

from portal.documents import views

app_name = "documents"
urlpatterns = [
    path("documents/<uuid:uuid>/", views.detail, name="detail"),
    path("documents/<uuid:uuid>/file", views.file, name="file"),
    path("documents/<uuid:uuid>/cancel/", views.cancel, name="cancel"),
    path("documents/<uuid:uuid>/redo/", views.redo, name="redo"),
]
