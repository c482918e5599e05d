"""The forms of the desk; those in `desk_*` are for people who sign in."""
