/**
 * Tables of S3. A version's bytes stand in `body`, or, when large, in the file named by `file`.
 * `version` is `null` as text where versioning was off; `latest` marks the one that a plain GET finds, if it is no delete marker.
 * A part's `checksum` is of its upload's algorithm; completed uploads are remembered for those who complete them again.
 */
export const schema = `
CREATE TABLE IF NOT EXISTS s3_buckets (
  name TEXT PRIMARY KEY,
  created INTEGER NOT NULL,
  versioning TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS s3_settings (
  bucket TEXT NOT NULL REFERENCES s3_buckets (name) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (bucket, kind)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS s3_objects (
  id INTEGER PRIMARY KEY,
  bucket TEXT NOT NULL REFERENCES s3_buckets (name),
  key TEXT NOT NULL,
  version TEXT NOT NULL,
  latest INTEGER NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0,
  modified INTEGER NOT NULL,
  size INTEGER NOT NULL,
  etag TEXT NOT NULL,
  parts INTEGER,
  headers TEXT NOT NULL,
  body BLOB,
  file TEXT,
  UNIQUE (bucket, key, version)
);
CREATE UNIQUE INDEX IF NOT EXISTS s3_latest ON s3_objects (bucket, key) WHERE latest = 1;
CREATE TABLE IF NOT EXISTS s3_uploads (
  id TEXT PRIMARY KEY,
  bucket TEXT NOT NULL REFERENCES s3_buckets (name),
  key TEXT NOT NULL,
  started INTEGER NOT NULL,
  headers TEXT NOT NULL,
  checksum_algorithm TEXT,
  checksum_type TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS s3_completed_uploads (
  id TEXT PRIMARY KEY,
  bucket TEXT NOT NULL,
  key TEXT NOT NULL,
  completed INTEGER NOT NULL,
  parts TEXT NOT NULL,
  answer TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS s3_parts (
  upload TEXT NOT NULL REFERENCES s3_uploads (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  modified INTEGER NOT NULL,
  size INTEGER NOT NULL,
  etag TEXT NOT NULL,
  checksum TEXT,
  body BLOB,
  file TEXT,
  PRIMARY KEY (upload, number)
);
`;
