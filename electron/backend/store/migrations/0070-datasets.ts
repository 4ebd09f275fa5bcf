/** Adjudications, dataset versions with their items, fingerprints for near-duplicates, and which model was trained on what. */
export const datasets = {
  version: 70,
  name: 'datasets',
  sql: `
CREATE TABLE adjudications (
  id TEXT PRIMARY KEY,
  case_id INTEGER NOT NULL REFERENCES cases (id),
  review_id TEXT NOT NULL REFERENCES reviews (id), -- the review whose answer stands
  between_ids TEXT NOT NULL,     -- the active reviews it decided between, sorted, joined by spaces
  why TEXT NOT NULL,
  person_id TEXT NOT NULL,
  desk_id TEXT NOT NULL,
  clock TEXT NOT NULL,
  active INTEGER NOT NULL        -- 0: replaced or taken back
) STRICT;
CREATE INDEX adjudications_by_case ON adjudications (case_id, active);

CREATE TABLE dataset_versions (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE,      -- UUIDv7
  name TEXT NOT NULL,
  number INTEGER NOT NULL,       -- counts the versions of a name
  parent_id INTEGER REFERENCES dataset_versions (id),
  clock TEXT NOT NULL,
  person_id TEXT NOT NULL,
  desk_id TEXT NOT NULL,
  log_sequence INTEGER NOT NULL, -- the state frozen is that after this entry
  taxonomy_version INTEGER NOT NULL, -- 0 in a project without any
  mappings TEXT NOT NULL DEFAULT '[]', -- JSON: what models' names meant then, LabelMapping[]
  state TEXT NOT NULL,           -- writing, frozen; only the last counts
  options TEXT NOT NULL,         -- JSON: DatasetOptions
  report TEXT NOT NULL,          -- JSON: its counts and coverage; empty while it is being written
  root BLOB NOT NULL,            -- Merkle root (RFC 6962) over the items' hashes, in the order of case uids
  UNIQUE (name, number)
) STRICT;

CREATE TABLE dataset_items (
  dataset_id INTEGER NOT NULL REFERENCES dataset_versions (id),
  case_id INTEGER NOT NULL REFERENCES cases (id),
  split INTEGER NOT NULL,        -- index into the options' splits
  flags INTEGER NOT NULL,        -- 1: edge case, 2: golden
  review_ids TEXT NOT NULL,      -- that its ground truth points to, joined by spaces: the one that speaks for it, the others sorted
  status INTEGER NOT NULL,       -- index into TRUTH_STATUSES
  labels TEXT NOT NULL,          -- rows of its labels, each once, in order, between commas: ",3,17,"
  answer_hash BLOB NOT NULL,     -- 16 bytes: equal exactly where two versions say the same of the case
  hash BLOB NOT NULL,            -- SHA-256 of the item as the manifest writes it
  PRIMARY KEY (dataset_id, case_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX dataset_items_by_case ON dataset_items (case_id, dataset_id);

CREATE TABLE case_fingerprints (
  case_id INTEGER PRIMARY KEY REFERENCES cases (id),
  text BLOB,                     -- MinHash signature; null without text
  image BLOB                     -- perceptual hash of its pictures, 8 bytes each; null without
) STRICT;

CREATE TABLE model_trainings (
  id TEXT PRIMARY KEY,           -- UUIDv7
  model_id INTEGER NOT NULL REFERENCES models (id),
  dataset_id INTEGER REFERENCES dataset_versions (id),
  dataset_name TEXT NOT NULL,    -- as it was named; of a dataset unknown here, all that is known
  trained_at TEXT NOT NULL,
  note TEXT NOT NULL,
  person_id TEXT NOT NULL,
  clock TEXT NOT NULL
) STRICT;
CREATE INDEX model_trainings_by_model ON model_trainings (model_id);
CREATE INDEX model_trainings_by_dataset ON model_trainings (dataset_id);

ALTER TABLE models ADD COLUMN clock TEXT; -- when it was first heard of here; null: before there were dataset versions

-- What was decided since a version was frozen, and what stands as an edge case, without opening every review.
CREATE INDEX reviews_by_clock ON reviews (clock, case_id) WHERE active = 1;
CREATE INDEX reviews_by_edge ON reviews (case_id) WHERE active = 1 AND json_extract(body, '$.edgeCase') = 1;

CREATE TABLE relabel_plans (
  id TEXT PRIMARY KEY,           -- UUIDv7
  name TEXT NOT NULL,
  clock TEXT NOT NULL,
  person_id TEXT NOT NULL,
  options TEXT NOT NULL,         -- JSON
  report TEXT NOT NULL,          -- JSON: the cells it covers, and why
  closed TEXT                    -- the clock at which somebody ended it
) STRICT;
CREATE UNIQUE INDEX relabel_plans_by_name ON relabel_plans (name);

CREATE TABLE relabel_cases (
  plan_id TEXT NOT NULL REFERENCES relabel_plans (id),
  ordinal INTEGER NOT NULL,
  case_id INTEGER NOT NULL REFERENCES cases (id),
  cells TEXT NOT NULL,           -- JSON: indexes of the cells it covers
  stands_for TEXT NOT NULL DEFAULT '[]', -- JSON: rows of its near-duplicates
  PRIMARY KEY (plan_id, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX relabel_cases_by_case ON relabel_cases (case_id);
`,
} as const
