"""The database itself keeps the log: no row is changed or removed, and each is chained to the one before at commit.

Chaining waits for the commit (a deferred constraint trigger), so that its lock is held for microseconds and never
while an action holds row locks. The only UPDATE let through is that trigger's own, once per row.
"""

from django.db import migrations

FORWARD = r"""
CREATE TABLE audit_chain (one boolean PRIMARY KEY DEFAULT true CHECK (one), last_seq bigint NOT NULL,
                          last_hash text NOT NULL);
INSERT INTO audit_chain VALUES (true, 0, '');

CREATE FUNCTION audit_chain_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE head record;
BEGIN
    SELECT last_seq, last_hash INTO head FROM audit_chain FOR UPDATE;
    UPDATE audit_event SET seq = head.last_seq + 1, prev_hash = head.last_hash, hash =
        encode(sha256(convert_to(concat_ws('|', head.last_hash, head.last_seq + 1, id, kind, subject_type, subject_id,
            coalesce(ticket::text, ''), coalesce(run::text, ''), actor, data::text,
            extract(epoch from at)::numeric(20, 6)), 'UTF8')), 'hex')
        WHERE id = NEW.id RETURNING hash INTO head.last_hash;
    UPDATE audit_chain SET last_seq = last_seq + 1, last_hash = head.last_hash;
    RETURN NULL;
END $$;

CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.hash IS NULL AND NEW.hash IS NOT NULL
       AND to_jsonb(NEW) - '{seq,prev_hash,hash}'::text[] = to_jsonb(OLD) - '{seq,prev_hash,hash}'::text[] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The audit log is append-only: % refused.', TG_OP USING ERRCODE = 'restrict_violation';
END $$;

CREATE CONSTRAINT TRIGGER audit_event_chain AFTER INSERT ON audit_event
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_chain_event();
CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
"""
BACKWARD = """
DROP TRIGGER audit_event_chain ON audit_event; DROP TRIGGER audit_event_append_only ON audit_event;
DROP TRIGGER audit_event_no_truncate ON audit_event;
DROP FUNCTION audit_chain_event(); DROP FUNCTION audit_refuse_change(); DROP TABLE audit_chain;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
