"""A site of one page in Wagtail, as who needs pages in a few languages might start it; see `guide_page`.

It runs in an environment of its own and knows nothing of ours: `wsgi` answers, `prepare` makes the tables and
the page.
"""
