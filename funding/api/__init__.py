"""Grants for everybody: 360Giving JSON, the same as CSV, and a feed of the newest.

Read-only and without a key. Only grants of Offices that publish them, once the decision is final. No person
stands in them. https://standard.threesixtygiving.org/
"""
