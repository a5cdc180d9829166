"""A first list of slurs that send a name to review; staff keep it in the admin."""

from django.db import migrations

WORDS = ("시발", "씨발", "병신", "개새끼", "창녀", "걸레년", "메갈년", "페미년", "꼴페미", "보지", "자지")


def add_words(apps, schema_editor):
    HeldWord = apps.get_model("statements", "HeldWord")
    HeldWord.objects.bulk_create(
        [HeldWord(word=word) for word in WORDS], ignore_conflicts=True
    )


class Migration(migrations.Migration):
    dependencies = [("statements", "0002_guards")]

    operations = [migrations.RunPython(add_words, migrations.RunPython.noop)]
