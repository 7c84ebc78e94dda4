-- Daily usage per organisation and meter, the only table that invoices read.
-- Days are UTC. A late event (data plane cut off from the control plane) is added to the day on which it HAPPENED
-- until that month is invoiced, and to the current day afterwards, so that a sent invoice never changes.

CREATE TABLE usage_event (
    id            uuid PRIMARY KEY,              -- chosen by the sender: a second delivery changes nothing
    organisation  bigint      NOT NULL,
    app           bigint,
    meter         text        NOT NULL CHECK (meter IN ('function_gib_s', 'bandwidth_bytes', 'build_minutes', 'log_bytes')),
    quantity      numeric     NOT NULL CHECK (quantity >= 0),
    happened_at   timestamptz NOT NULL,
    received_at   timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX usage_event_by_day ON usage_event (organisation, meter, happened_at);

CREATE TABLE usage_day (
    organisation  bigint  NOT NULL,
    app           bigint,
    meter         text    NOT NULL,
    day           date    NOT NULL,
    quantity      numeric NOT NULL,
    UNIQUE NULLS NOT DISTINCT (organisation, app, meter, day)
);

CREATE TABLE invoice_lock (
    organisation  bigint NOT NULL,
    month         date   NOT NULL CHECK (extract(day FROM month) = 1),
    locked_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organisation, month)
);

CREATE FUNCTION roll_up_usage(since timestamptz) RETURNS void LANGUAGE sql AS $$
    INSERT INTO usage_day (organisation, app, meter, day, quantity)
    SELECT e.organisation, e.app, e.meter,
           CASE WHEN l.month IS NULL
                THEN (e.happened_at AT TIME ZONE 'UTC')::date
                ELSE (e.received_at AT TIME ZONE 'UTC')::date
           END AS day,
           sum(e.quantity)
    FROM usage_event e
    LEFT JOIN invoice_lock l
           ON l.organisation = e.organisation
          AND l.month = date_trunc('month', e.happened_at AT TIME ZONE 'UTC')::date
    WHERE e.received_at >= since
    GROUP BY 1, 2, 3, 4
    ON CONFLICT (organisation, app, meter, day)
    DO UPDATE SET quantity = usage_day.quantity + EXCLUDED.quantity;
$$;
