import os
import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from config.seeds.commands import SeedCommand
from config.seeds.demo import seed_demo

PRODUCTION = "config.settings.base"


class Command(SeedCommand):
    help = "Adds a fictional coalition to try the site on. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--yes",
            action="store_true",
            help="go ahead with production settings",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.SETTINGS_MODULE == PRODUCTION and not options["yes"]:
            raise CommandError(
                "It makes accounts and records. With production settings say --yes."
            )
        given = os.environ.get("DEMO_PASSWORD", "")
        password = given or secrets.token_urlsafe(12)
        run = seed_demo(password=password)
        self.stdout.write(run.ledger.summary())
        if run.new_accounts and not given:
            self.stdout.write(f"{' · '.join(run.new_accounts)}: {password}")
