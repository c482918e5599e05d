"""What people do in the calendar. Every way in calls these."""
