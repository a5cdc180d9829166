"""The mails of gatherings, one module for each kind."""
