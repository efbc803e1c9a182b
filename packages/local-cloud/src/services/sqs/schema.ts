/**
 * Queues and their messages. `visible_at` says when a message can be received next: it is delayed or in flight until then;
 * `is_released`, that its receiver ended its flight with a visibility timeout of zero.
 * Times are milliseconds since the epoch.
 */
export const sqsSchema = `
CREATE TABLE IF NOT EXISTS sqs_queues (
  name TEXT PRIMARY KEY,
  attributes TEXT NOT NULL,
  tags TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  purged_at INTEGER
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sqs_deleted_queues (
  name TEXT PRIMARY KEY,
  deleted_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sqs_messages (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  queue TEXT NOT NULL,
  message_id TEXT NOT NULL,
  body TEXT NOT NULL,
  md5 TEXT NOT NULL,
  attributes TEXT,
  trace_header TEXT,
  sender TEXT NOT NULL,
  sent_at INTEGER NOT NULL,
  visible_at INTEGER NOT NULL,
  receive_count INTEGER NOT NULL DEFAULT 0,
  first_received_at INTEGER,
  received_at INTEGER,
  receipt TEXT,
  receiver TEXT,
  is_released INTEGER NOT NULL DEFAULT 0,
  dead_letter_source TEXT,
  group_id TEXT,
  deduplication_id TEXT,
  sequence_number TEXT
);
CREATE INDEX IF NOT EXISTS sqs_messages_by_visibility ON sqs_messages (queue, visible_at);
CREATE INDEX IF NOT EXISTS sqs_messages_by_group ON sqs_messages (queue, group_id) WHERE sequence_number IS NOT NULL;
CREATE TABLE IF NOT EXISTS sqs_deduplications (
  queue TEXT NOT NULL,
  deduplication_id TEXT NOT NULL,
  message_id TEXT NOT NULL,
  sequence_number TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (queue, deduplication_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sqs_receive_attempts (
  queue TEXT NOT NULL,
  attempt_id TEXT NOT NULL,
  receipts TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (queue, attempt_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sqs_move_tasks (
  handle TEXT PRIMARY KEY,
  source TEXT NOT NULL,
  destination TEXT,
  per_second INTEGER,
  status TEXT NOT NULL,
  moved INTEGER NOT NULL,
  to_move INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  failure TEXT
) WITHOUT ROWID;
`;
