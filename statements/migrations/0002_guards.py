"""A published text cannot change: the database refuses, whoever asks."""

from django.db import migrations

GUARDS = """
CREATE FUNCTION statements_keep_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'A published revision cannot change.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER statements_revision_immutable
    BEFORE UPDATE OR DELETE ON statements_revision
    FOR EACH ROW EXECUTE FUNCTION statements_keep_revision();

-- The demands belong to the text. A revision that is being deleted as a draft is
-- gone already when its demands follow, so "not found" means "may go".
CREATE FUNCTION statements_keep_demand() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    revision bigint := CASE WHEN TG_OP = 'INSERT' THEN NEW.revision_id ELSE OLD.revision_id END;
BEGIN
    IF EXISTS (
        SELECT 1 FROM statements_revision
        WHERE id = revision AND published_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'A demand of a published revision cannot change.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER statements_demand_immutable
    BEFORE INSERT OR UPDATE OR DELETE ON statements_demand
    FOR EACH ROW EXECUTE FUNCTION statements_keep_demand();

CREATE FUNCTION statements_keep_target() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    demand bigint := CASE WHEN TG_OP = 'INSERT' THEN NEW.demand_id ELSE OLD.demand_id END;
BEGIN
    IF EXISTS (
        SELECT 1 FROM statements_revision AS revision
        JOIN statements_demand AS asked ON asked.revision_id = revision.id
        WHERE asked.id = demand AND revision.published_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'Whom a published demand addresses cannot change.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER statements_demand_targets_immutable
    BEFORE INSERT OR UPDATE OR DELETE ON statements_demand_targets
    FOR EACH ROW EXECUTE FUNCTION statements_keep_target();
"""

UNGUARD = """
DROP TRIGGER statements_demand_targets_immutable ON statements_demand_targets;
DROP TRIGGER statements_demand_immutable ON statements_demand;
DROP TRIGGER statements_revision_immutable ON statements_revision;
DROP FUNCTION statements_keep_target();
DROP FUNCTION statements_keep_demand();
DROP FUNCTION statements_keep_revision();
"""


class Migration(migrations.Migration):
    dependencies = [("statements", "0001_initial")]

    operations = [migrations.RunSQL(GUARDS, UNGUARD)]
