"""`make bench`: what the design promises, measured here and now, as ratios within one run.

Each module measures one thing and returns `Figure`s; `__main__` runs them, prints the table and writes
`bench.json` in DATA_DIR. Nothing here is a test: a slow machine must not fail the suite.
"""
