"""None: `prepare` makes the one table after those of Wagtail, whose version is not fixed."""
