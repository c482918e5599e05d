"""Texts of guides on their way to helpers outside and back: segments, what is protected, XLIFF."""
