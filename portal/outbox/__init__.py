"""Every message that leaves the house stands in a row here first, and is sent from here only."""
