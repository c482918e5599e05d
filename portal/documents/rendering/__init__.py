"""Making a file: gather, lay out, write, put in its place. May be killed at any moment and done again."""
