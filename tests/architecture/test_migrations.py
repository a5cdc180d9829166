"""The models and the migrations say the same."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader


@pytest.mark.django_db
def test_no_migration_is_missing(capsys):
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)

    assert capsys.readouterr().out == "No changes detected\n"


@pytest.mark.parametrize("label", settings.FIRST_PARTY_APPS)
def test_the_history_of_an_app_is_one_line(label):
    graph = MigrationLoader(None).graph

    assert len(graph.leaf_nodes(label)) == 1
    assert len(graph.root_nodes(label)) == 1


@pytest.mark.parametrize("label", settings.FIRST_PARTY_APPS)
def test_migrations_have_names(label):
    folder = Path(settings.BASE_DIR) / label / "migrations"
    names = sorted(path.stem for path in folder.glob("0*.py"))

    assert names[0] == "0001_initial"
    assert [name for name in names if re.search(r"auto_\d|_more$", name)] == []
    numbers = [int(name[:4]) for name in names]
    assert numbers == list(range(1, len(names) + 1))
