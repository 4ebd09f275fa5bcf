/** What is wrong with each review's prediction, one row a finding, so that failures are counted without opening reviews. */
export const findings = {
  version: 60,
  name: 'findings',
  sql: `
ALTER TABLE reviews ADD COLUMN found INTEGER NOT NULL DEFAULT 0; -- 1: its findings are in

CREATE TABLE review_findings (
  review_id TEXT NOT NULL REFERENCES reviews (id),
  ordinal INTEGER NOT NULL,
  case_id INTEGER NOT NULL,
  model_id INTEGER,              -- whose prediction was judged
  kind INTEGER NOT NULL,         -- 0: error type, 1: cause
  what TEXT NOT NULL,            -- the error type, or the cause's id
  label_id INTEGER REFERENCES labels (id),    -- interned name: as predicted; of a missing object as corrected
  to_label_id INTEGER REFERENCES labels (id), -- as corrected, where it is another
  PRIMARY KEY (review_id, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX review_findings_by_what ON review_findings (kind, what, label_id, case_id);
CREATE INDEX review_findings_by_case ON review_findings (case_id);
`,
} as const
