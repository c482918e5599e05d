"""Invitations and one's own account; the pages of allauth are in `entrance`."""

from django.urls import path

from portal.accounts.views import desk, invitations

app_name = "accounts"
urlpatterns = [
    path("accounts/invitation/<str:secret>/", invitations.invitation, name="invitation"),
    path("desk/account/", desk.profile, name="profile"),
    path("desk/account/copy/", desk.copy, name="copy"),
    path("desk/account/close/", desk.close, name="close"),
]
