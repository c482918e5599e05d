"""What parents read about school, in their language, with the facts of their Land."""
