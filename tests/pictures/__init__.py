"""The pictures of the README, taken anew by `make screenshots`."""
