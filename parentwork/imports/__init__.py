"""What comes into the calendar from files."""
