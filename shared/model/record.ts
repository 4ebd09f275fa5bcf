import { z } from 'zod'
import { DeskId, Instant, PersonId, ProjectId } from './ids.ts'

/** What an entry of the record is about. `key` names a desk's public key; `erasure` says whose contents are gone. */
export const LOG_KINDS = [
  'project',
  'import',
  'review',
  'withdrawal',
  'taxonomy',
  'settings',
  'export',
  'restore',
  'key',
  'erasure',
  'truth',
  'dataset',
  'model',
  'plan',
] as const
export const LogKind = z.enum(LOG_KINDS)
export type LogKind = z.infer<typeof LogKind>

/** 32 bytes as lower-case hex. */
const Hash = z.string().regex(/^[0-9a-f]{64}$/, 'is not 64 hex digits')

/**
 * How far each log of a project had come, signed by the desk that says so. `blocks` are the hashes of its blocks of 256
 * leaves (the last one possibly shorter), from which `root` follows: they locate what was changed. `consistency` proves
 * (RFC 6962, 2.1.2) that logs of an earlier head are prefixes of these. The signature is Ed25519 over
 * "second-look head 1\n" and the canonical JSON (RFC 8785) of all other members.
 */
export const RecordHead = z.strictObject({
  secondLookHead: z.literal(1),
  projectId: ProjectId,
  deskId: DeskId,
  personId: PersonId,
  at: Instant,
  logs: z.array(
    z.strictObject({ deskId: DeskId, size: z.int().min(1), root: Hash, blocks: z.array(Hash).max(1_000_000) }),
  ),
  consistency: z.array(
    z.strictObject({ deskId: DeskId, size: z.int().min(1), root: Hash, proof: z.array(Hash).max(200) }),
  ),
  /** The desk's public key: SPKI DER, base64. */
  key: z.base64().max(200),
  signature: z.base64().max(200),
})
export type RecordHead = z.infer<typeof RecordHead>

/** What can be wrong, in words that follow "entry 7:". */
export const RECORD_PROBLEMS = {
  missing: 'entries before this one are missing',
  clock: 'its clock is earlier than that of the entry before',
  hash: 'what it says does not match its hash',
  json: 'what it says is not JSON',
  columns: 'its columns were changed beside the log',
  payload: 'its payload does not match',
  'erased-in-part': 'its payload was erased only in part',
  'erased-unsaid': 'its payload is gone, and no erasure in the record says so',
  checkpoint: 'something in this checkpoint was changed after it was made',
  'head-end': 'the head says that there are these entries, and they are gone',
  'head-block': 'something here differs from what the head was made of',
  'head-signature': 'the head’s signature is not right: the file was changed, or damaged',
  'head-key': 'the head was signed with a key that this record does not name for its desk',
  'head-project': 'the head is of another project',
  'head-hashes': 'the head’s hashes do not make its root',
  'head-consistency': 'the head does not prove that it continues the earlier one',
} as const satisfies Record<string, string>
export const RecordProblemCode = z.enum(Object.keys(RECORD_PROBLEMS) as (keyof typeof RECORD_PROBLEMS)[])
export type RecordProblemCode = z.infer<typeof RecordProblemCode>

/** Entries `sequence` to `last` of a desk's log; both are -1 where it is the head itself that is wrong. */
export const RecordProblem = z.strictObject({
  deskId: z.string(),
  sequence: z.int(),
  last: z.int(),
  code: RecordProblemCode,
  what: z.string(),
})
export type RecordProblem = z.infer<typeof RecordProblem>

export const RecordCheck = z.strictObject({
  ok: z.boolean(),
  desks: z.array(z.strictObject({ deskId: z.string(), entries: z.int(), root: z.string() })),
  problems: z.array(RecordProblem),
})
export type RecordCheck = z.infer<typeof RecordCheck>
