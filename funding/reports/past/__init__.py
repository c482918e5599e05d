"""Lists of grants from before the portal: which column is which, and what a row says."""
