"""What a fresh site is filled with: the founding story, and a fictional coalition."""
