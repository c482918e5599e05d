"""Databases of former releases, and what becomes of them in this one."""
