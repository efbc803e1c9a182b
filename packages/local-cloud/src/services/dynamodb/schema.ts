/** The tables that store DynamoDB's tables, items, index entries and stream records. */
export const schema = `
CREATE TABLE IF NOT EXISTS dynamodb_tables (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  definition TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS dynamodb_items (
  table_id INTEGER NOT NULL,
  key BLOB NOT NULL,
  item TEXT NOT NULL,
  expires_at INTEGER,
  PRIMARY KEY (table_id, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS dynamodb_items_expiry ON dynamodb_items (expires_at) WHERE expires_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS dynamodb_index_entries (
  table_id INTEGER NOT NULL,
  index_name TEXT NOT NULL,
  index_key BLOB NOT NULL,
  key BLOB NOT NULL,
  PRIMARY KEY (table_id, index_name, index_key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dynamodb_transactions (
  token TEXT PRIMARY KEY,
  request TEXT NOT NULL,
  at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dynamodb_streams (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  arn TEXT NOT NULL UNIQUE,
  table_name TEXT NOT NULL,
  label TEXT NOT NULL,
  view_type TEXT NOT NULL,
  key_schema TEXT NOT NULL,
  created INTEGER NOT NULL,
  ended INTEGER,
  first_sequence INTEGER NOT NULL,
  trimmed_through INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS dynamodb_stream_records (
  sequence INTEGER PRIMARY KEY,
  stream_id INTEGER NOT NULL,
  created INTEGER NOT NULL,
  name TEXT NOT NULL,
  record TEXT NOT NULL,
  by_service INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS dynamodb_stream_records_order ON dynamodb_stream_records (stream_id, sequence, created);
CREATE INDEX IF NOT EXISTS dynamodb_stream_records_age ON dynamodb_stream_records (created);
`;
