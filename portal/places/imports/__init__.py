"""Reading places: the tables in the folder above, and newer exports of GeoNames."""

from portal.places.imports.reference import import_postal_codes, load_reference

__all__ = ["import_postal_codes", "load_reference"]
