"""The registry: organisations, who works in them, and how they belong together."""
