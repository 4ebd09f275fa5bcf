/** One act on many cases: its commands name it, and only it stands on the person's stack. */
export const bulk = {
  version: 30,
  name: 'bulk',
  sql: `
ALTER TABLE commands ADD COLUMN bulk TEXT; -- the command that this one is a part of
CREATE INDEX commands_by_bulk ON commands (bulk, sequence) WHERE bulk IS NOT NULL;
`,
} as const
