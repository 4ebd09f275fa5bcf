/** The record's checkpoints, and its entries by time. */
export const record = {
  version: 40,
  name: 'record',
  sql: `
CREATE TABLE log_checkpoints (
  desk_id TEXT NOT NULL,
  block INTEGER NOT NULL,        -- 0-based; 256 entries each
  hash BLOB NOT NULL,            -- Merkle tree hash of the block's leaves (RFC 6962), made when its last entry came
  PRIMARY KEY (desk_id, block)
) STRICT, WITHOUT ROWID;
CREATE INDEX log_entries_by_clock ON log_entries (clock, desk_id, sequence);
`,
} as const
