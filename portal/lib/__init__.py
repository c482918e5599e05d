"""Small helpers without models, one noun a file."""
