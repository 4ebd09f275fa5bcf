/**
 * The first schema. Narrow `cases` rows carry what the queue and its filters read; texts, metadata and predictions'
 * bodies stand in tables of their own, so that a scan of a million cases touches about 100 MB.
 *
 * Ids: `uid` columns hold the first 16 bytes of a SHA-256 (shared/domain/content-id.ts) and are what leaves the
 * database; INTEGER ids never do. Clocks are hybrid logical, as fixed-width text (shared/domain/clock.ts).
 */
export const initial = {
  version: 10,
  name: 'initial',
  sql: `
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL            -- JSON
) STRICT, WITHOUT ROWID;

-- The record: one RFC 6962 log per desk, append-only.
CREATE TABLE log_entries (
  desk_id TEXT NOT NULL,
  sequence INTEGER NOT NULL,     -- 0-based, without gaps
  clock TEXT NOT NULL,
  person_id TEXT NOT NULL,
  kind TEXT NOT NULL,            -- import, review, withdrawal, taxonomy, settings, export, ...
  metadata TEXT NOT NULL,        -- canonical JSON; holds the payload's salted hash, never its text
  leaf_hash BLOB NOT NULL,       -- SHA-256(0x00 || metadata)
  salt BLOB,                     -- null once erased
  payload TEXT,                  -- canonical JSON; null once erased
  PRIMARY KEY (desk_id, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE models (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  trained_on TEXT,
  UNIQUE (name, version)
) STRICT;

-- Interned strings that cases and annotations repeat.
CREATE TABLE sources (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE groups (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE labels (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE assets (
  sha256 BLOB PRIMARY KEY,
  mime TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  width INTEGER,                 -- of the oriented image
  height INTEGER,
  orientation INTEGER,           -- EXIF 1..8
  linked_path TEXT               -- null: copied into assets/
) STRICT, WITHOUT ROWID;

CREATE TABLE imports (
  id TEXT PRIMARY KEY,
  clock TEXT NOT NULL,
  person_id TEXT NOT NULL,
  state TEXT NOT NULL,           -- running, done, cancelled, failed
  options TEXT NOT NULL,         -- JSON
  report TEXT NOT NULL           -- JSON
) STRICT;

CREATE TABLE rejects (
  id INTEGER PRIMARY KEY,
  import_id TEXT NOT NULL REFERENCES imports (id),
  file TEXT NOT NULL,
  line INTEGER,
  reason TEXT NOT NULL,
  message TEXT NOT NULL,
  remedy TEXT NOT NULL,
  excerpt TEXT NOT NULL
) STRICT;
CREATE INDEX rejects_by_import ON rejects (import_id, id);

-- ordinal order of ids is the source's order.
CREATE TABLE cases (
  id INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE,
  kind INTEGER NOT NULL,         -- index into CASE_KINDS
  status INTEGER NOT NULL DEFAULT 0, -- index into CASE_STATUSES
  source_id INTEGER REFERENCES sources (id),
  group_id INTEGER REFERENCES groups (id),
  time TEXT,
  score REAL,                    -- lowest known score of any annotation of any prediction; null unknown
  margin REAL,                   -- lowest known class margin
  disagreement REAL,             -- share of objects on which two models differ; null with one model
  predictions INTEGER NOT NULL DEFAULT 0,
  annotations INTEGER NOT NULL DEFAULT 0, -- of all predictions; 0 with predictions > 0: nothing predicted
  severity INTEGER NOT NULL DEFAULT 0,    -- flagged upstream: 0 no, 1 low, 2 medium, 3 high
  risk INTEGER NOT NULL DEFAULT 0,        -- 1: a predicted label is of high risk
  draw REAL NOT NULL,            -- 0..1, the seeded draw of the random audit
  inclusion REAL,                -- probability with which production's sampling let it through; null unknown
  label_id INTEGER REFERENCES labels (id), -- of the lowest-scored annotation: what the list shows
  verdict INTEGER                -- index into VERDICTS; of the newest active review
) STRICT;
CREATE INDEX cases_by_source ON cases (source_id);
CREATE INDEX cases_by_group ON cases (group_id) WHERE group_id IS NOT NULL;
CREATE INDEX cases_by_score ON cases (score) WHERE score IS NOT NULL;
CREATE INDEX cases_by_status ON cases (status) WHERE status > 0;
CREATE INDEX cases_by_severity ON cases (severity) WHERE severity > 0;
CREATE INDEX cases_by_time ON cases (time) WHERE time IS NOT NULL;
CREATE INDEX cases_by_disagreement ON cases (disagreement) WHERE disagreement IS NOT NULL;

CREATE TABLE case_contents (
  case_id INTEGER PRIMARY KEY REFERENCES cases (id),
  key TEXT NOT NULL,
  feed TEXT NOT NULL,
  title TEXT NOT NULL,           -- at most 120 characters
  body TEXT NOT NULL,            -- JSON: CaseContent, with text left out
  text TEXT,                     -- what full-text search reads: the text, the turns, the field values
  meta TEXT NOT NULL,            -- JSON
  extra TEXT NOT NULL,           -- JSON: inclusion, flag, tokens
  content_hash BLOB NOT NULL,    -- 16 bytes; a known key with another hash is a conflict
  import_id TEXT NOT NULL REFERENCES imports (id)
) STRICT;

-- A case is looked for by its source's own key, and late outcomes are joined by it.
CREATE INDEX case_contents_by_key ON case_contents (key);

CREATE VIRTUAL TABLE case_search USING fts5 (
  text, content='case_contents', content_rowid='case_id', tokenize='unicode61 remove_diacritics 2'
);

-- Declared metadata fields only (ProjectSettings.metadataFields).
CREATE TABLE case_fields (
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  case_id INTEGER NOT NULL REFERENCES cases (id),
  number REAL,                   -- the value as a number, where it is one
  PRIMARY KEY (field, value, case_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_fields_by_number ON case_fields (field, number, case_id) WHERE number IS NOT NULL;
CREATE INDEX case_fields_by_case ON case_fields (case_id, field);

CREATE TABLE case_assets (
  case_id INTEGER NOT NULL REFERENCES cases (id),
  ordinal INTEGER NOT NULL,
  sha256 BLOB NOT NULL REFERENCES assets (sha256),
  PRIMARY KEY (case_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE outcomes (
  case_id INTEGER PRIMARY KEY REFERENCES cases (id),
  value TEXT NOT NULL,
  time TEXT,
  import_id TEXT NOT NULL REFERENCES imports (id)
) STRICT;

CREATE TABLE predictions (
  id INTEGER PRIMARY KEY,
  uid BLOB NOT NULL,             -- computed from its case's, so that it is looked for there
  case_id INTEGER NOT NULL REFERENCES cases (id),
  model_id INTEGER NOT NULL REFERENCES models (id),
  import_id TEXT NOT NULL REFERENCES imports (id),
  body TEXT NOT NULL             -- JSON: Prediction without id, caseId and model
) STRICT;
CREATE UNIQUE INDEX predictions_by_case ON predictions (case_id, model_id, uid);
CREATE INDEX predictions_by_model ON predictions (model_id, case_id);

-- One row for each predicted annotation, so that a filter's conditions meet on one and the same.
CREATE TABLE prediction_annotations (
  prediction_id INTEGER NOT NULL REFERENCES predictions (id),
  ordinal INTEGER NOT NULL,
  case_id INTEGER NOT NULL,
  label_id INTEGER NOT NULL REFERENCES labels (id),
  score REAL,
  PRIMARY KEY (prediction_id, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX prediction_annotations_by_label ON prediction_annotations (label_id, score, case_id);
CREATE INDEX prediction_annotations_by_case ON prediction_annotations (case_id, label_id, score);

-- Why a case is queued. inclusion: the probability with which the rule draws such a case.
CREATE TABLE queue_reasons (
  case_id INTEGER NOT NULL REFERENCES cases (id),
  rule INTEGER NOT NULL,         -- index into TRIGGER_RULES
  value REAL,
  detail TEXT NOT NULL,
  inclusion REAL NOT NULL,
  PRIMARY KEY (case_id, rule)
) STRICT, WITHOUT ROWID;
CREATE INDEX queue_reasons_by_rule ON queue_reasons (rule, case_id);

-- The whole order, laid down when triggers are evaluated: rank 1 is looked at first.
CREATE TABLE queue_entries (
  rank INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL UNIQUE REFERENCES cases (id),
  lane INTEGER NOT NULL,         -- 0 ranked, 1 audit
  open INTEGER NOT NULL          -- 1: waiting or started, 2: skipped, 0: flagged or reviewed
) STRICT;
CREATE INDEX queue_entries_open ON queue_entries (open, rank) WHERE open > 0;

CREATE TABLE worksheets (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL REFERENCES cases (id),
  person_id TEXT NOT NULL,
  prediction_id INTEGER REFERENCES predictions (id), -- null: judges no prediction
  revision INTEGER NOT NULL,
  disposition TEXT,              -- skipped, flagged
  begun INTEGER NOT NULL,        -- 1: something in it differs from a fresh copy of the prediction
  body TEXT NOT NULL             -- JSON: annotations, relations, verdict, causes, note, edgeCase
) STRICT;
CREATE UNIQUE INDEX worksheets_by_subject ON worksheets (case_id, person_id, coalesce(prediction_id, 0));

-- Every command in this desk's order; local, never merged. The only writer of mutable state.
CREATE TABLE commands (
  sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  person_id TEXT NOT NULL,
  kind TEXT NOT NULL,            -- change, submit, undo, redo
  worksheet_id INTEGER NOT NULL REFERENCES worksheets (id),
  base_revision INTEGER NOT NULL,
  changes TEXT NOT NULL,         -- JSON: Change[]; none for a submission
  label TEXT NOT NULL,
  undoes TEXT,                   -- the command an undo takes back, or a redo does again
  review_id TEXT,                -- a submit's review: the newest one, after it was done again
  answer TEXT NOT NULL,          -- JSON: what it answered, without the worksheet (later changes inverted give it again)
  clock TEXT NOT NULL,
  -- The person's stacks, kept beside the log so that they are found at once: 'undo', 'redo', or null once overtaken.
  stack TEXT,
  stack_order INTEGER
) STRICT;
CREATE INDEX commands_by_stack ON commands (person_id, stack, stack_order) WHERE stack IS NOT NULL;

CREATE TABLE reviews (
  id TEXT PRIMARY KEY,
  case_id INTEGER NOT NULL REFERENCES cases (id),
  prediction_id INTEGER REFERENCES predictions (id),
  person_id TEXT NOT NULL,
  origin TEXT NOT NULL,          -- desk, file, truth
  verdict INTEGER,               -- index into VERDICTS; null exactly for imported truth
  body TEXT NOT NULL,            -- JSON: Review without the columns here
  taxonomy_version INTEGER NOT NULL,
  supersedes TEXT REFERENCES reviews (id),
  desk_id TEXT NOT NULL,
  clock TEXT NOT NULL,
  import_id TEXT REFERENCES imports (id),
  active INTEGER NOT NULL        -- 1: neither superseded nor withdrawn
) STRICT;
CREATE INDEX reviews_by_case ON reviews (case_id, active);
CREATE INDEX reviews_by_verdict ON reviews (verdict, case_id) WHERE active = 1 AND verdict IS NOT NULL;
CREATE INDEX reviews_by_person ON reviews (person_id, case_id) WHERE active = 1;

CREATE TABLE withdrawals (
  review_id TEXT PRIMARY KEY REFERENCES reviews (id),
  person_id TEXT NOT NULL,
  desk_id TEXT NOT NULL,
  clock TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE taxonomy_versions (
  version INTEGER PRIMARY KEY,
  clock TEXT NOT NULL,
  person_id TEXT NOT NULL,
  summary TEXT NOT NULL,
  body TEXT NOT NULL             -- JSON: Taxonomy
) STRICT;

CREATE TABLE saved_views (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  expression TEXT NOT NULL,
  scope TEXT NOT NULL,
  clock TEXT NOT NULL
) STRICT;

CREATE TABLE batches (
  id TEXT PRIMARY KEY,
  clock TEXT NOT NULL,
  person_id TEXT NOT NULL,
  desk_id TEXT NOT NULL,
  log_sequence INTEGER NOT NULL, -- the state exported is that after this entry
  state TEXT NOT NULL,           -- writing, recorded, delivered; only the last counts as given away
  options TEXT NOT NULL,         -- JSON
  report TEXT NOT NULL           -- JSON
) STRICT;
CREATE INDEX batches_by_clock ON batches (clock);

-- What each batch said of each case, so that a later one can hold only what changed.
CREATE TABLE batch_items (
  batch_id TEXT NOT NULL REFERENCES batches (id),
  case_id INTEGER NOT NULL REFERENCES cases (id),
  review_ids TEXT NOT NULL,      -- the reviews that went in, sorted, joined by spaces
  withdrawn INTEGER NOT NULL,    -- 1: the reviews an earlier batch held and that no longer stand
  told TEXT NOT NULL,            -- JSON: what it said that may change later (why it was queued, its outcome)
  PRIMARY KEY (batch_id, case_id)
) STRICT, WITHOUT ROWID;
`,
} as const
