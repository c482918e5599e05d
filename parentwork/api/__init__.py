"""The calendar for programs, and all addresses of the API: workshops are what HSDS 3.0 calls services."""
