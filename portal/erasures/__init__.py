"""Which personal data were deleted, written down outside the database: a backup must not bring them back."""
