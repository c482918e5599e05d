"""The admin for portal staff; signing in goes through our own page, so that the second factor holds."""

from portal.accounts.admin import invitations, people, site

__all__ = ["invitations", "people", "site"]
