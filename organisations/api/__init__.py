"""The registry for programs: HSDS 3.0, the Human Services Data Specification of Open Referral.

Read-only and without a key. What it gives is what the public pages show. Its own words are English, as the
specification's are; what organisations write is given in German or the next best language.
"""
