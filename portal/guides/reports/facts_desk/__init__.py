"""What editors see of the facts: the table of all of them, what one touches, what it said before."""
