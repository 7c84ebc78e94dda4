"""The database itself holds what a person agreed to: what is asked never changes, and nothing is approved without them.

Code checks all of this first and says it better; this is for the shell, for a mistake in code, and for two at once.
"""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION agents_action_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE agreed integer; refused integer;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT (NEW.status = 'denied' OR (NEW.verdict = 'ask' AND NEW.status = 'waiting' AND NEW.people IN (1, 2))
                OR (NEW.verdict = 'allow' AND NEW.status = 'approved')) THEN
            RAISE EXCEPTION 'A request begins as its verdict says.' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF ROW(NEW.key, NEW.ticket_id, NEW.run_id, NEW.call_id, NEW.tool_id, NEW.arguments, NEW.fingerprint, NEW.amount,
           NEW.verdict, NEW.people)
       IS DISTINCT FROM ROW(OLD.key, OLD.ticket_id, OLD.run_id, OLD.call_id, OLD.tool_id, OLD.arguments,
           OLD.fingerprint, OLD.amount, OLD.verdict, OLD.people) THEN
        RAISE EXCEPTION 'What is asked for cannot change; ask anew.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.status = OLD.status THEN
        RETURN NEW;
    END IF;
    IF (OLD.status || '>' || NEW.status) NOT IN (
        'waiting>approved', 'waiting>denied', 'waiting>expired', 'approved>executing', 'approved>denied',
        'approved>expired', 'executing>executed', 'executing>failed', 'executing>unknown', 'unknown>executed',
        'unknown>failed') THEN
        RAISE EXCEPTION 'A request does not go from % to %.', OLD.status, NEW.status
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.status = 'approved' THEN
        SELECT count(*) FILTER (WHERE approve), count(*) FILTER (WHERE NOT approve) INTO agreed, refused
            FROM agents_actiondecision WHERE request_id = NEW.id;
        IF agreed < NEW.people OR refused > 0 OR NEW.expires_at <= now() THEN
            RAISE EXCEPTION 'Not enough people agreed, or not in time.' USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION agents_decision_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'A decision is not changed.' USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM 1 FROM agents_actionrequest r JOIN agents_run run ON run.id = r.run_id
        JOIN auth_user u ON u.id = NEW.user_id
        WHERE r.id = NEW.request_id AND r.status = 'waiting' AND r.expires_at > now()
        AND NOT (NEW.approve AND run.asked_by = 'user:' || u.username);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Nobody decides late, twice, or on what he asked for himself.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER agents_action_guard BEFORE INSERT OR UPDATE ON agents_actionrequest
    FOR EACH ROW EXECUTE FUNCTION agents_action_guard();
CREATE TRIGGER agents_decision_guard BEFORE INSERT OR UPDATE ON agents_actiondecision
    FOR EACH ROW EXECUTE FUNCTION agents_decision_guard();
"""
BACKWARD = """
DROP TRIGGER agents_action_guard ON agents_actionrequest; DROP TRIGGER agents_decision_guard ON agents_actiondecision;
DROP FUNCTION agents_action_guard(); DROP FUNCTION agents_decision_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("agents", "0011_action_facts"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
