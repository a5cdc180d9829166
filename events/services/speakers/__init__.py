"""Applications to speak, and the lot among them."""
