/**
 * Rules (of a schedule: `due_at` is its next time), targets, archives and their replays; `events_deliveries` holds what could not be delivered at once and is due again.
 * Times are milliseconds since the epoch.
 */
export const eventsSchema = `
CREATE TABLE IF NOT EXISTS events_rules (
  bus TEXT NOT NULL,
  name TEXT NOT NULL,
  pattern TEXT,
  schedule TEXT,
  due_at INTEGER,
  state TEXT NOT NULL,
  description TEXT,
  role_arn TEXT,
  PRIMARY KEY (bus, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS events_targets (
  bus TEXT NOT NULL,
  rule TEXT NOT NULL,
  id TEXT NOT NULL,
  arn TEXT NOT NULL,
  definition TEXT NOT NULL,
  PRIMARY KEY (bus, rule, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS events_archives (
  name TEXT PRIMARY KEY,
  bus TEXT NOT NULL,
  description TEXT,
  pattern TEXT,
  retention_days INTEGER NOT NULL,
  kms_key TEXT,
  created_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS events_archived (
  seq INTEGER PRIMARY KEY,
  archive TEXT NOT NULL,
  archived_at INTEGER NOT NULL,
  event TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS events_archived_by_time ON events_archived (archive, archived_at);
CREATE TABLE IF NOT EXISTS events_replays (
  name TEXT PRIMARY KEY,
  archive TEXT NOT NULL,
  bus TEXT NOT NULL,
  description TEXT,
  destination TEXT NOT NULL,
  events_from INTEGER NOT NULL,
  events_to INTEGER NOT NULL,
  state TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  last_seq INTEGER NOT NULL DEFAULT 0,
  last_event_at INTEGER
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS events_tags (
  arn TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (arn, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS events_deliveries (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  bus TEXT NOT NULL,
  rule TEXT NOT NULL,
  target TEXT NOT NULL,
  event TEXT NOT NULL,
  trace TEXT,
  hops INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  accepted_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS events_deliveries_by_due ON events_deliveries (due_at, seq);
`;
