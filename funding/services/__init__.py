"""The verbs of the desk, a noun a file: one transaction each, state and log written together."""
