import type { Names } from './names.ts'

/** One step forward each; version 1 is the first. A released one is never changed. */
export const MIGRATIONS: readonly ((names: Names) => string)[] = [first, linear]

// Transaction ids order the rows: sequences would let a reader pass those of a transaction that commits later. Keys
// have a table of their own, because a unique key of a partitioned table must hold what it is partitioned by.
function first({ table, schema, plain }: Names): string {
  return `
    CREATE TABLE ${table('events')} (
      tx bigint NOT NULL, seq integer NOT NULL, at timestamptz, type text NOT NULL, id text NOT NULL,
      conversation text, user_id text, tenant text, target text, body text NOT NULL
    ) PARTITION BY RANGE (at);
    CREATE TABLE ${table('events_other')} PARTITION OF ${table('events')} DEFAULT;
    CREATE INDEX events_order ON ${table('events')} (tx, seq);
    CREATE INDEX events_id ON ${table('events')} (id);
    CREATE INDEX events_at ON ${table('events')} (at);
    CREATE INDEX events_conversation ON ${table('events')} (conversation) WHERE conversation IS NOT NULL;
    CREATE INDEX events_user ON ${table('events')} (user_id) WHERE user_id IS NOT NULL;
    CREATE INDEX events_tenant ON ${table('events')} (tenant) WHERE tenant IS NOT NULL;
    CREATE INDEX events_target ON ${table('events')} (target) WHERE target IS NOT NULL;
    CREATE TABLE ${table('keys')} (key bytea PRIMARY KEY);
    CREATE TABLE ${table('erasures')} (n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text NOT NULL);
    CREATE TABLE ${table('outboxes')} (id text PRIMARY KEY, cursor text NOT NULL, at timestamptz NOT NULL);
    CREATE TABLE ${table('secrets')} (name text PRIMARY KEY, value text NOT NULL);
    CREATE FUNCTION ${table('add_month')}(month date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
    DECLARE
      start date := date_trunc('month', month::timestamp)::date;
      partition text := 'events_' || to_char(start, 'YYYY_MM');
      low text := to_char(start, 'YYYY-MM-DD') || ' 00:00:00+00';
      high text := to_char((start + interval '1 month')::date, 'YYYY-MM-DD') || ' 00:00:00+00';
    BEGIN
      IF start < '2000-01-01' OR start >= '2200-01-01' THEN RETURN; END IF;
      PERFORM pg_advisory_xact_lock(hashtextextended('finetap months ${plain}', 0));
      IF to_regclass(format('%I.%I', '${plain}', partition)) IS NOT NULL THEN RETURN; END IF;
      EXECUTE format('CREATE TABLE %I.%I (LIKE ${schema}.events INCLUDING ALL)', '${plain}', partition);
      -- Unlike CREATE TABLE ... PARTITION OF, this lets others read and write the months that are there.
      EXECUTE format('ALTER TABLE ${schema}.events ATTACH PARTITION %I.%I FOR VALUES FROM (%L) TO (%L)',
        '${plain}', partition, low, high);
    END $$;
    REVOKE ALL ON FUNCTION ${table('add_month')}(date) FROM PUBLIC;
  `
}

// Bodies that hold only what is new in them: `base` is the id of the row on which one builds. Its history is known by
// hashes, so that a role which may not read can find it.
function linear({ table }: Names): string {
  return `
    ALTER TABLE ${table('events')} ADD COLUMN base text, ADD COLUMN asked bytea, ADD COLUMN whole bytea,
      ADD COLUMN fields text, ADD COLUMN shard integer;
    CREATE INDEX events_base ON ${table('events')} (base) WHERE base IS NOT NULL;
    CREATE INDEX events_asked ON ${table('events')} (asked) WHERE asked IS NOT NULL;
    CREATE FUNCTION ${table('bases')}(low timestamptz, high timestamptz, histories bytea[])
    RETURNS TABLE (id text, asked bytea, whole bytea, fields text, shard integer)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
      SELECT DISTINCT ON (e.asked) e.id, e.asked, e.whole, e.fields, e.shard FROM ${table('events')} AS e
      WHERE e.at >= low AND e.at < high AND e.asked = ANY (histories)
      ORDER BY e.asked, e.whole = ANY (histories) DESC, e.tx DESC, e.seq DESC
    $$;
    REVOKE ALL ON FUNCTION ${table('bases')}(timestamptz, timestamptz, bytea[]) FROM PUBLIC;
  `
}
