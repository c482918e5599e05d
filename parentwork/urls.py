from django.urls import include, path

from parentwork.views import bookings, desk_dates, desk_families, desk_people, desk_workshops, public

app_name = "parentwork"
desk = [
    path("", desk_workshops.workshop_list, name="desk_list"),
    path("plan/", desk_workshops.plan, name="desk_plan"),
    path("places/", desk_people.venue_list, name="desk_venues"),
    path("places/<int:pk>/", desk_people.venue, name="desk_venue"),
    path("helpers/", desk_people.helpers, name="desk_helpers"),
    path("hours/", desk_people.hours, name="desk_hours"),
    path("hours/confirm/", desk_people.confirm_hours, name="desk_confirm_hours"),
    path("calls/", desk_families.calls, name="desk_calls"),
    path("calls/<int:pk>/", desk_families.call, name="desk_call"),
    path("calls/<int:pk>/done/", desk_families.call_done, name="desk_call_done"),
    path("bookings/<int:pk>/", desk_families.booking, name="desk_booking"),
    path("bookings/<int:pk>/cancel/", desk_families.cancel, name="desk_cancel_booking"),
    path("dates/<int:pk>/", desk_dates.date, name="desk_date"),
    path("dates/<int:pk>/edit/", desk_dates.edit, name="desk_edit_date"),
    path("dates/<int:pk>/cancel/", desk_dates.cancel, name="desk_cancel_date"),
    path("dates/<int:pk>/list/", desk_dates.printed_list, name="desk_attendance_list"),
    path("dates/<int:pk>/list/pdf/", desk_dates.list_pdf, name="desk_attendance_pdf"),
    path("dates/<int:pk>/attendance/", desk_dates.record, name="desk_attendance"),
    path("dates/<int:pk>/helpers/", desk_dates.assign, name="desk_assign"),
    path("dates/<int:pk>/helpers/<int:assignment>/release/", desk_dates.release, name="desk_release"),
    path("<int:pk>/", desk_workshops.workshop, name="desk_workshop"),
    path("<int:pk>/edit/", desk_workshops.edit, name="desk_edit"),
    path("<int:pk>/publish/", desk_workshops.publish, name="desk_publish"),
    path("<int:pk>/cancel/", desk_workshops.cancel, name="desk_cancel"),
    path("<int:pk>/dates/", desk_dates.add, name="desk_add_date"),
    path("<int:pk>/book/", desk_families.book, name="desk_book"),
]
urlpatterns = [
    path("workshops/", public.workshop_list, name="list"),
    path("workshops/<int:pk>-<slug:slug>/", public.detail, name="detail"),
    path("workshops/<int:pk>-<slug:slug>.ics", public.ics, name="ics"),
    path("workshops/<int:pk>-<slug:slug>/book/", bookings.book, name="book"),
    path("b/", bookings.lookup, name="lookup"),
    path("b/<str:code>/", bookings.booking, name="booking"),
    path("b/<str:code>/cancel/", bookings.cancel, name="cancel"),
    path("b/<str:code>/slip/", bookings.slip, name="slip"),
    path("b/<str:code>/slip/file/", bookings.slip_file, name="slip_file"),
    path("desk/organisations/<slug:slug>/workshops/", include(desk)),
]
