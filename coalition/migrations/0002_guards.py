"""What Django's models cannot say: an append-only table, an unlogged one."""

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION coalition_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit trail is append-only.'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER coalition_auditentry_append_only
    BEFORE UPDATE OR DELETE ON coalition_auditentry
    FOR EACH ROW EXECUTE FUNCTION coalition_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("coalition", "0001_initial")]

    operations = [
        migrations.RunSQL(
            APPEND_ONLY,
            "DROP TRIGGER coalition_auditentry_append_only ON coalition_auditentry;"
            "DROP FUNCTION coalition_refuse_change();",
        ),
        # Counts of two days: a crash may lose them, every mail pays for writing them.
        migrations.RunSQL(
            "ALTER TABLE coalition_maillimit SET UNLOGGED",
            "ALTER TABLE coalition_maillimit SET LOGGED",
        ),
    ]
