"""Tables, monthly partitions, and who may do what with them.

``office`` is part of every primary key, so that the tables can be distributed by it. An event's key ends with the time of
its arrival, by which events are partitioned; that (office, chain, seq) is unique rests on the row of ``chain``, which is
written in the same transaction under the office's lock. The roles are made before: they belong to the whole server.
"""

from contextlib import closing

from alembic import op

revision = "0001"
down_revision = None

TEXT = 'TEXT COLLATE "C"'
"""Sorts by code point, as the desk does."""

TABLES = f"""
CREATE TABLE office (
    office  {TEXT} PRIMARY KEY,
    name    TEXT NOT NULL,
    area    {TEXT} NOT NULL DEFAULT '',
    seen_at BIGINT
) WITH (fillfactor = 70);
CREATE TABLE enrolment_code (
    office     {TEXT} NOT NULL REFERENCES office (office),
    code_hash  TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    device     TEXT,
    PRIMARY KEY (office, code_hash)
);
CREATE TABLE device (
    office      {TEXT} NOT NULL REFERENCES office (office),
    device      TEXT NOT NULL,
    public_key  TEXT NOT NULL,
    enrolled_at BIGINT NOT NULL,
    PRIMARY KEY (office, device)
);
CREATE TABLE chain (
    office      {TEXT} NOT NULL REFERENCES office (office),
    chain       {TEXT} NOT NULL,
    continues   TEXT,
    seq         BIGINT NOT NULL,
    hash        TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (office, chain)
) WITH (fillfactor = 70);
CREATE TABLE event (
    office      {TEXT} NOT NULL,
    chain       {TEXT} NOT NULL,
    seq         BIGINT NOT NULL,
    event_id    TEXT NOT NULL,
    kind        TEXT NOT NULL,
    body        BYTEA NOT NULL,
    hash        TEXT NOT NULL,
    data        BYTEA,
    salt        BYTEA,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (office, chain, seq, received_at)
) PARTITION BY RANGE (received_at);
CREATE TABLE event_default PARTITION OF event DEFAULT;
CREATE INDEX event_of_day ON event (office, chain, seq) WHERE kind IN ('DayOpened', 'DayClosed');
CREATE TABLE fork (
    office      {TEXT} NOT NULL,
    chain       {TEXT} NOT NULL,
    seq         BIGINT NOT NULL,
    event_id    TEXT NOT NULL,
    kind        TEXT NOT NULL,
    body        BYTEA NOT NULL,
    hash        {TEXT} NOT NULL,
    data        BYTEA,
    salt        BYTEA,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (office, chain, seq, hash)
);
CREATE TABLE batch (
    office    {TEXT} NOT NULL,
    chain     {TEXT} NOT NULL,
    last_seq  BIGINT NOT NULL,
    first_seq BIGINT NOT NULL,
    device    TEXT NOT NULL,
    signature TEXT NOT NULL,
    PRIMARY KEY (office, chain, last_seq)
);
CREATE TABLE shredded (
    office {TEXT} NOT NULL,
    chain  {TEXT} NOT NULL,
    seq    BIGINT NOT NULL,
    PRIMARY KEY (office, chain, seq)
);
CREATE TABLE day (
    office        {TEXT} NOT NULL,
    day_id        {TEXT} NOT NULL,
    date          {TEXT},
    opened_at     BIGINT NOT NULL,
    closed_at     BIGINT,
    visits        BIGINT NOT NULL DEFAULT 0,
    measured      BIGINT NOT NULL DEFAULT 0,
    total_wait_ms BIGINT NOT NULL DEFAULT 0,
    max_wait_ms   BIGINT NOT NULL DEFAULT 0,
    over_15       BIGINT NOT NULL DEFAULT 0,
    over_30       BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (office, day_id)
) WITH (fillfactor = 70);
CREATE TABLE leg (
    office     {TEXT} NOT NULL,
    ticket     {TEXT} NOT NULL,
    leg        BIGINT NOT NULL,
    visit      TEXT NOT NULL,
    day_id     {TEXT} NOT NULL,
    field      TEXT NOT NULL,
    code       TEXT NOT NULL,
    how        TEXT NOT NULL,
    state      TEXT NOT NULL,
    outcome    TEXT,
    calls      BIGINT NOT NULL,
    counter    BIGINT,
    officer    TEXT,
    arrived_at BIGINT NOT NULL,
    wait_ms    BIGINT,
    walk_ms    BIGINT,
    serve_ms   BIGINT,
    flags      TEXT NOT NULL,
    PRIMARY KEY (office, day_id, ticket, leg)
) WITH (fillfactor = 70);
CREATE TABLE account (
    account       {TEXT} PRIMARY KEY,
    password_hash TEXT NOT NULL,
    failures      BIGINT NOT NULL,
    locked_until  BIGINT NOT NULL
);
CREATE TABLE account_right (
    account {TEXT} NOT NULL REFERENCES account (account),
    role    TEXT NOT NULL,
    area    {TEXT} NOT NULL,
    PRIMARY KEY (account, role, area)
);
CREATE TABLE account_session (
    token_hash TEXT PRIMARY KEY,
    account    {TEXT} NOT NULL REFERENCES account (account),
    expires_at BIGINT NOT NULL
);
CREATE TABLE audit_event (
    seq  BIGINT PRIMARY KEY,
    body BYTEA NOT NULL,
    hash TEXT NOT NULL
);
"""

PARTITIONS = """
CREATE FUNCTION kiosk_make_partitions(from_ms BIGINT, months INTEGER) RETURNS INTEGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    first TIMESTAMP := date_trunc('month', to_timestamp(from_ms / 1000.0) AT TIME ZONE 'UTC');
    starts TIMESTAMP;
    low BIGINT;
    high BIGINT;
    part TEXT;
    made INTEGER := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(4242001);
    FOR month IN 0 .. months LOOP
        starts := first + make_interval(months => month);
        part := 'event_' || to_char(starts, 'YYYY_MM');
        CONTINUE WHEN to_regclass(part) IS NOT NULL;
        low := (extract(epoch FROM starts) * 1000)::BIGINT;
        high := (extract(epoch FROM starts + make_interval(months => 1)) * 1000)::BIGINT;
        EXECUTE format('CREATE TABLE %I (LIKE event INCLUDING DEFAULTS)', part);
        -- What came while this month's partition was missing lies in the default one.
        EXECUTE format('INSERT INTO %I SELECT * FROM event_default WHERE received_at >= %s AND received_at < %s',
                       part, low, high);
        EXECUTE format('DELETE FROM event_default WHERE received_at >= %s AND received_at < %s', low, high);
        EXECUTE format('ALTER TABLE event ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)', part, low, high);
        made := made + 1;
    END LOOP;
    RETURN made;
END
$$;
REVOKE ALL ON FUNCTION kiosk_make_partitions(BIGINT, INTEGER) FROM PUBLIC;
"""

RIGHTS = """
GRANT SELECT ON alembic_version TO kiosk_ingest, kiosk_reader, kiosk_manager;
GRANT EXECUTE ON FUNCTION kiosk_make_partitions(BIGINT, INTEGER) TO kiosk_ingest;
GRANT SELECT, UPDATE (seen_at) ON office TO kiosk_ingest;
GRANT SELECT, UPDATE (device) ON enrolment_code TO kiosk_ingest;
GRANT SELECT, INSERT, UPDATE (public_key, enrolled_at) ON device TO kiosk_ingest;
GRANT SELECT, INSERT, UPDATE (seq, hash) ON chain TO kiosk_ingest;
GRANT SELECT, INSERT, UPDATE (data, salt) ON event, fork TO kiosk_ingest;
GRANT SELECT, INSERT ON batch, shredded TO kiosk_ingest;
GRANT SELECT, INSERT, UPDATE, DELETE ON day, leg TO kiosk_ingest;
GRANT SELECT ON office, day, leg, chain TO kiosk_reader;
GRANT SELECT (office, chain, seq, hash, received_at) ON fork TO kiosk_reader;
GRANT SELECT, INSERT, UPDATE (name, area) ON office TO kiosk_manager;
GRANT SELECT, INSERT ON enrolment_code TO kiosk_manager;
GRANT SELECT, INSERT, UPDATE, DELETE ON account, account_right, account_session TO kiosk_manager;
GRANT SELECT, INSERT ON audit_event TO kiosk_manager;
"""
"""Events are never deleted by anybody but their owner, and readers see none of them, only what follows from them."""

AREAS = """
CREATE FUNCTION kiosk_in_my_areas(area TEXT) RETURNS BOOLEAN LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM unnest(string_to_array(current_setting('kiosk.areas', true), ',')) AS mine
        WHERE mine = '*' OR area = mine OR starts_with(area, mine || '/'))
$$;
ALTER TABLE office ENABLE ROW LEVEL SECURITY;
CREATE POLICY office_writers ON office TO kiosk_ingest, kiosk_manager USING (true) WITH CHECK (true);
CREATE POLICY office_readers ON office FOR SELECT TO kiosk_reader USING (kiosk_in_my_areas(area));
"""

OF_OFFICE = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY {table}_writers ON {table} TO kiosk_ingest
    USING (office = current_setting('kiosk.office', true))
    WITH CHECK (office = current_setting('kiosk.office', true));
CREATE POLICY {table}_readers ON {table} FOR SELECT TO kiosk_reader
    USING (office IN (SELECT office FROM office));
"""
"""A desk's batch touches its own office only; a reader sees the offices of their areas only."""


def upgrade() -> None:
    """Make everything."""
    texts = (TABLES, PARTITIONS, RIGHTS, AREAS)
    # The driver's own cursor takes several statements at once, and leaves percent signs alone.
    with closing(op.get_bind().connection.cursor()) as cursor:
        for text in (*texts, *(OF_OFFICE.format(table=table) for table in ("day", "leg", "chain", "fork"))):
            cursor.execute(text)
