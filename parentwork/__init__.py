"""The calendar: workshops with parents, the families who book, the helpers, and who came."""
