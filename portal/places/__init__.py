"""Where things are: Land, district, postal code, and what is near."""
