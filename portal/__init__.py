"""The shell: settings, addresses, the timetable, and the rooms that every app stands on.

It knows the apps above it only by name: in INSTALLED_APPS, in `include()` and in the timetable.
"""
