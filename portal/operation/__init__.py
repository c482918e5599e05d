"""What whoever runs the house must know: readings for Prometheus, and the same in words for portal staff."""
