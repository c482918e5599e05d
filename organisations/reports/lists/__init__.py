"""Lists of organisations: which column is which, what a row says, and the same columns going out."""
