/**
 * What is wrong with each review's prediction, one row a finding, so that failures are counted without opening reviews.
 * All that a count is asked by stands in the rows themselves, as numbers: 100,000 reviews are grouped by one index alone.
 */
export const findings = {
  version: 60,
  name: 'findings',
  sql: `
ALTER TABLE reviews ADD COLUMN found INTEGER NOT NULL DEFAULT 0; -- 1: its findings are in
CREATE INDEX reviews_not_found ON reviews (found) WHERE found = 0;

-- Interned causes: built-in ones and the project's own.
CREATE TABLE cause_names (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE review_findings (
  review_id TEXT NOT NULL REFERENCES reviews (id),
  ordinal INTEGER NOT NULL,
  case_id INTEGER NOT NULL REFERENCES cases (id),
  active INTEGER NOT NULL,       -- as its review's
  kind INTEGER NOT NULL,         -- index into FINDING_KINDS
  what INTEGER NOT NULL,         -- error: index into ERROR_TYPES; causes: cause_names; others: index into VERDICTS
  label_id INTEGER REFERENCES labels (id),    -- interned name: as predicted; of a missing object as corrected
  to_label_id INTEGER REFERENCES labels (id), -- as corrected, where it is another
  grain INTEGER NOT NULL,        -- 2: the first of its review, kind and what; 1: of its label too; 0: further ones
  model_id INTEGER NOT NULL,     -- whose prediction was judged
  source_id INTEGER,             -- the case's
  day INTEGER,                   -- of the case's time: days since 1970-01-01 UTC; null unknown
  PRIMARY KEY (review_id, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX review_findings_by_what
  ON review_findings (active, kind, what, label_id, grain, model_id, source_id, day, to_label_id, case_id);
CREATE INDEX review_findings_by_case ON review_findings (case_id);
`,
} as const
