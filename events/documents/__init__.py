"""What is made of gatherings for use outside the site."""
