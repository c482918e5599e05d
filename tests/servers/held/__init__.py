"""An app for the workers of the kill tests: jobs that stop half-way when a test has asked them to."""
