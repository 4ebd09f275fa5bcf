import { z } from 'zod'

/** 32 lower-case hex digits: the first 128 bits of a SHA-256 over the thing's content (ARCHITECTURE "Ids"). */
const contentId = z.string().regex(/^[0-9a-f]{32}$/, 'must be 32 lower-case hex digits')
/** A UUIDv7 in its usual text form; used only for acts by people. */
const actId = z.uuid({ version: 'v7' })

export const CaseId = contentId.brand('CaseId')
export type CaseId = z.infer<typeof CaseId>

export const PredictionId = contentId.brand('PredictionId')
export type PredictionId = z.infer<typeof PredictionId>

/** Unique within one prediction or worksheet; a source's own id ("o1") where it gave one. */
export const AnnotationId = z.string().min(1).max(200).brand('AnnotationId')
export type AnnotationId = z.infer<typeof AnnotationId>

/** Imported truth has a content id; a person's own act has a UUIDv7. */
export const ReviewId = z.union([actId, contentId]).brand('ReviewId')
export type ReviewId = z.infer<typeof ReviewId>

export const CommandId = actId.brand('CommandId')
export type CommandId = z.infer<typeof CommandId>

export const BatchId = actId.brand('BatchId')
export type BatchId = z.infer<typeof BatchId>

export const ImportId = actId.brand('ImportId')
export type ImportId = z.infer<typeof ImportId>

export const JobId = actId.brand('JobId')
export type JobId = z.infer<typeof JobId>

export const DeskId = actId.brand('DeskId')
export type DeskId = z.infer<typeof DeskId>

export const ProjectId = actId.brand('ProjectId')
export type ProjectId = z.infer<typeof ProjectId>

export const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hex')
  .brand('Sha256')
export type Sha256 = z.infer<typeof Sha256>

/** A person is known by name (NFC, trimmed): two desks that write the same name mean the same person. */
export const PersonId = z
  .string()
  .transform((name) => name.normalize('NFC').trim())
  .pipe(z.string().min(1, 'a person needs a name').max(120))
  .brand('PersonId')
export type PersonId = z.infer<typeof PersonId>

/** Stable id of a label, derived from the name it was first seen under, so that two desks agree. */
export const LabelId = z
  .string()
  .regex(/^l_[0-9a-f]{16}$/)
  .brand('LabelId')
export type LabelId = z.infer<typeof LabelId>

/** ISO 8601 in UTC, with milliseconds. */
export const Instant = z.iso.datetime({ offset: true })
export type Instant = z.infer<typeof Instant>
