"""What a reader sees of guides and facts: composed once, shown on screen and on paper."""
