"""Who sees what of the desk, a noun a file. Officers see by Office, never by Land."""
