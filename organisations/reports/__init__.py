"""What is read of the registry as a whole: sums for a Land, results over the years, websites."""
