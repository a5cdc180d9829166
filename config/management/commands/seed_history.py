from typing import Any

from config.seeds.commands import SeedCommand
from config.seeds.history import seed_history


class Command(SeedCommand):
    help = "Loads the founding story as the press reported it. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(seed_history().summary())
