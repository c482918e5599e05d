"""What leaves the house for a while: German guides on their way through a machine."""
