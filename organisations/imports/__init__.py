"""Reading public lists of organisations."""
