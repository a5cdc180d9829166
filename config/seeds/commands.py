"""What the two seed commands share."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandParser


class SeedCommand(BaseCommand):
    """A command that answers a wrong argument with one line, not a page of usage."""

    def create_parser(
        self, prog_name: str, subcommand: str, **kwargs: Any
    ) -> CommandParser:
        return super().create_parser(
            prog_name, subcommand, usage=argparse.SUPPRESS, **kwargs
        )
