"""Everybody at once, for minutes: readers, families that book, associations, officers and programs."""
