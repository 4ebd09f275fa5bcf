/** Code lists (classifications) that coded attributes choose from. */
export const codes = {
  version: 20,
  name: 'codes',
  sql: `
CREATE TABLE code_lists (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  entries INTEGER NOT NULL,
  content_hash BLOB NOT NULL,    -- SHA-256 of the file: the same again changes nothing
  ready INTEGER NOT NULL,        -- 1: all its codes are in
  person_id TEXT NOT NULL,
  clock TEXT NOT NULL,
  UNIQUE (name, version)
) STRICT;

CREATE TABLE codes (
  id INTEGER PRIMARY KEY,        -- the file's order
  list_id INTEGER NOT NULL REFERENCES code_lists (id),
  code TEXT NOT NULL,
  folded TEXT NOT NULL,          -- the code as it is searched: upper case, letters and digits only
  name TEXT NOT NULL,
  parent TEXT,
  deprecated INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX codes_by_code ON codes (list_id, code);
CREATE INDEX codes_by_folded ON codes (list_id, folded, code);

CREATE VIRTUAL TABLE code_search USING fts5 (
  name, content='codes', content_rowid='id', tokenize='unicode61 remove_diacritics 2', prefix='1 2 3'
);
`,
} as const
