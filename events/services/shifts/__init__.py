"""Roles and shifts, and the people who take them."""
