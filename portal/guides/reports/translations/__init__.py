"""What a translator sees: the two texts beside each other, what has changed, what is still to be done."""
