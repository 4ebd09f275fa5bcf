/** Taxonomy versions that take back others, the working draft, foreign names of labels, and what a change left open. */
export const taxonomies = {
  version: 50,
  name: 'taxonomies',
  sql: `
ALTER TABLE taxonomy_versions ADD COLUMN withdraws INTEGER; -- the version that this one takes back

ALTER TABLE worksheets ADD COLUMN taxonomy_version INTEGER; -- in whose words it is written; null before there was any
UPDATE worksheets SET taxonomy_version = (SELECT max(version) FROM taxonomy_versions);

CREATE TABLE taxonomy_drafts (
  id INTEGER PRIMARY KEY CHECK (id = 1), -- one a project
  base INTEGER,                  -- the version it was begun from; null in a project without any
  person_id TEXT NOT NULL,
  clock TEXT NOT NULL,
  body TEXT NOT NULL             -- JSON: TaxonomyDraft
) STRICT;

-- What a model calls a label: names that no version knows, or that mean another label.
CREATE TABLE label_mappings (
  model_name TEXT NOT NULL,      -- '': of every model
  name TEXT NOT NULL,
  label_id TEXT NOT NULL,        -- the label that it means
  person_id TEXT NOT NULL,
  clock TEXT NOT NULL,
  PRIMARY KEY (model_name, name)
) STRICT, WITHOUT ROWID;

-- Active reviews whose reading in the newest version needs a person.
CREATE TABLE taxonomy_questions (
  review_id TEXT PRIMARY KEY REFERENCES reviews (id),
  case_id INTEGER NOT NULL REFERENCES cases (id),
  version INTEGER NOT NULL,      -- the taxonomy version that asks
  body TEXT NOT NULL             -- JSON: TaxonomyQuestion[]
) STRICT, WITHOUT ROWID;
CREATE INDEX taxonomy_questions_by_case ON taxonomy_questions (case_id);
`,
} as const
