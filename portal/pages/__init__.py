"""The pages of the house itself: imprint, privacy, accessibility, reports of barriers, the style guide.

The operator may replace each text in the admin; until then the files in content/ are shown.
"""
