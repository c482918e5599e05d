"""An app of a later release: its migration changes a table that is being read."""
