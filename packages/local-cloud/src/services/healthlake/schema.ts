/**
 * Data stores, every version of every resource, and what is found by searching. A version's `seq` is also the number of
 * its document in the index (`doc`). `body` is null for a delete. Times are milliseconds since the epoch.
 * Histories show a version from `shown_from`. A document is found from `visible_from` until `hidden_from`, with strong consistency until `gone_from`.
 */
export const healthlakeSchema = `
CREATE TABLE IF NOT EXISTS healthlake_datastores (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  active_at INTEGER NOT NULL,
  deleted_at INTEGER,
  client_token TEXT UNIQUE,
  settings TEXT NOT NULL,
  tags TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS healthlake_versions (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  store INTEGER NOT NULL,
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  method TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  shown_from INTEGER NOT NULL,
  body TEXT
);
CREATE UNIQUE INDEX IF NOT EXISTS healthlake_versions_by_id ON healthlake_versions (store, type, id, version);
CREATE INDEX IF NOT EXISTS healthlake_versions_by_type ON healthlake_versions (store, type, seq);
CREATE TABLE IF NOT EXISTS healthlake_docs (
  doc INTEGER PRIMARY KEY,
  store INTEGER NOT NULL,
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  visible_from INTEGER NOT NULL,
  hidden_from INTEGER NOT NULL,
  gone_from INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS healthlake_docs_by_id ON healthlake_docs (store, type, id);
CREATE INDEX IF NOT EXISTS healthlake_docs_by_update ON healthlake_docs (store, type, updated_at, doc);
CREATE INDEX IF NOT EXISTS healthlake_docs_gone ON healthlake_docs (gone_from);
CREATE TABLE IF NOT EXISTS healthlake_tokens (
  param TEXT NOT NULL,
  code TEXT NOT NULL,
  system TEXT NOT NULL,
  doc INTEGER NOT NULL,
  PRIMARY KEY (param, code, system, doc)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS healthlake_strings (
  param TEXT NOT NULL,
  value TEXT NOT NULL,
  exact TEXT NOT NULL,
  doc INTEGER NOT NULL,
  PRIMARY KEY (param, value, exact, doc)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS healthlake_dates (
  param TEXT NOT NULL,
  low INTEGER NOT NULL,
  high INTEGER NOT NULL,
  doc INTEGER NOT NULL,
  PRIMARY KEY (param, low, high, doc)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS healthlake_quantities (
  param TEXT NOT NULL,
  value TEXT NOT NULL,
  system TEXT NOT NULL,
  code TEXT NOT NULL,
  unit TEXT NOT NULL,
  doc INTEGER NOT NULL,
  PRIMARY KEY (param, value, system, code, unit, doc)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS healthlake_references (
  param TEXT NOT NULL,
  target TEXT NOT NULL,
  doc INTEGER NOT NULL,
  PRIMARY KEY (param, target, doc)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS healthlake_idempotency (
  store INTEGER NOT NULL,
  key TEXT NOT NULL,
  location TEXT NOT NULL,
  PRIMARY KEY (store, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS healthlake_subscriptions (
  store INTEGER NOT NULL,
  id TEXT NOT NULL,
  state TEXT NOT NULL,
  due_at INTEGER,
  events INTEGER NOT NULL DEFAULT 0,
  definition TEXT NOT NULL,
  PRIMARY KEY (store, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS healthlake_outbox (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  due_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  bus TEXT NOT NULL,
  source TEXT NOT NULL,
  detail_type TEXT NOT NULL,
  resources TEXT NOT NULL,
  detail TEXT NOT NULL,
  sent_at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS healthlake_outbox_due ON healthlake_outbox (due_at, seq);
CREATE TABLE IF NOT EXISTS healthlake_jobs (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  store INTEGER NOT NULL,
  kind TEXT NOT NULL,
  status TEXT NOT NULL,
  submitted_at INTEGER NOT NULL,
  ended_at INTEGER,
  due_at INTEGER,
  client_token TEXT,
  request TEXT NOT NULL,
  result TEXT NOT NULL DEFAULT '{}'
);
`;
