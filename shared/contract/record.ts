import { z } from 'zod'
import { CaseId, Instant, PersonId } from '../model/ids.ts'
import { Json, JsonObject } from '../model/json.ts'
import { LogKind, RecordCheck, RecordHead } from '../model/record.ts'
import { JobStarted } from './jobs.ts'
import { command, query } from './operation.ts'

export const RecordEntry = z.strictObject({
  deskId: z.string(),
  /** 0-based in its desk's log. */
  sequence: z.int(),
  at: Instant,
  personId: PersonId,
  kind: LogKind,
  /** Facts without anybody's text: ids, counts, versions. */
  summary: JsonObject,
  /** The contents are gone; that they were there is still proved. */
  erased: z.boolean(),
})
export type RecordEntry = z.infer<typeof RecordEntry>

/** What erasing a case takes away (or, as a dry run, would take away). */
export const ErasureReport = z.strictObject({
  dryRun: z.boolean(),
  cases: z.array(z.strictObject({ caseId: CaseId, key: z.string(), feed: z.string(), title: z.string() })),
  /** Rows by table, such as reviews. */
  rows: z.array(z.strictObject({ table: z.string(), rows: z.int() })),
  /** Entries of the record whose contents go; each stays as a hash. */
  entries: z.int(),
  /** Images no other case shows: their files go. Linked files stay where they are. */
  assets: z.array(z.strictObject({ sha256: z.string(), bytes: z.int(), linked: z.boolean() })),
  backups: z.array(z.strictObject({ file: z.string(), what: z.enum(['erased', 'removed']) })),
  /** Batches that carried it out of the project, where nothing can be erased from here. */
  batches: z.array(z.string()),
})
export type ErasureReport = z.infer<typeof ErasureReport>

export const record = {
  /** Recomputes the hashes of this project's record; with a head, whether all it was made of is still there. */
  'record.verify': query(z.strictObject({ head: RecordHead.nullable().default(null) }), RecordCheck),
  /** The same as a job, with progress; its result is a `RecordCheck`. */
  'record.check': command(z.strictObject({ head: RecordHead.nullable().default(null) }), JobStarted),
  /** How far the logs have come, signed by this desk; with `since` proved to continue that head (`conflict` where not). */
  'record.head': command(
    z.strictObject({ since: RecordHead.nullable().default(null) }),
    z.strictObject({ head: RecordHead, fingerprint: z.string() }),
  ),
  /** Newest first. `people` are all who are in the record. */
  'record.entries': query(
    z.strictObject({
      offset: z.int().min(0).default(0),
      limit: z.int().min(1).max(500).default(100),
      kind: LogKind.nullable().default(null),
      personId: PersonId.nullable().default(null),
      from: Instant.nullable().default(null),
      to: Instant.nullable().default(null),
    }),
    z.strictObject({ total: z.int(), entries: z.array(RecordEntry), people: z.array(PersonId) }),
  ),
  /** One entry with all it holds, and the cases it is about that are still there (20 at most). */
  'record.entry': query(
    z.strictObject({ deskId: z.string(), sequence: z.int().min(0) }),
    z.strictObject({
      entry: RecordEntry,
      payload: Json.nullable(),
      leafHash: z.string(),
      cases: z.array(z.strictObject({ caseId: CaseId, title: z.string() })),
    }),
  ),
  /**
   * Takes the cases of this key out of the project and its backups, for good: contents, predictions, reviews, worksheets,
   * their commands, what was made of them (examples, plans' cases, dataset items), what filters and reports say of them, the
   * record's payloads. Throws `not-found`, `bad-input` for a reason that names the case, and `project-locked` where another
   * desk has it open.
   */
  'record.erase': command(
    z.strictObject({
      key: z.string().min(1),
      feed: z.string().nullable().default(null),
      reason: z.string().trim().min(1).max(2000),
      dryRun: z.boolean().default(false),
    }),
    ErasureReport,
  ),
} as const
