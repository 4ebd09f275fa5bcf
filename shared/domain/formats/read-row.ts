import type { Annotation, Relation } from '../../model/annotation.ts'
import type { CaseContent, CaseKind, Flag, Outcome } from '../../model/case.ts'
import type { JsonObject } from '../../model/json.ts'
import type { Decision, Model } from '../../model/prediction.ts'
import type { SkeletonTemplate } from '../../model/taxonomy.ts'

/** An image as a file names it. Size and hash are what the file declares; the import checks both. */
export type ReadImage = {
  readonly name: string
  readonly sha256?: string
  readonly width?: number
  readonly height?: number
  /** The file itself, where it stands inside another one. */
  readonly bytes?: Uint8Array
}

export type ReadCase = {
  /** The source's own key; null: kind + content hash + occurrence. */
  readonly key: string | null
  /** The feed the row itself names; the import's own otherwise. */
  readonly feed?: string
  readonly kind: CaseKind
  readonly text?: string
  readonly image?: ReadImage
  readonly pages?: readonly ReadImage[]
  readonly turns?: CaseContent['turns']
  readonly fields?: CaseContent['fields']
  readonly items?: CaseContent['items']
  readonly time?: string
  readonly source?: string
  readonly group?: string
  readonly meta: JsonObject
  readonly inclusion?: number
  readonly flag?: Flag
  readonly tokens?: readonly (readonly [number, number])[]
}

export type ReadAnnotations = {
  readonly annotations: readonly Annotation[]
  readonly relations: readonly Relation[]
}

export type ReadPrediction = ReadAnnotations & {
  /** Where the file names one; the import's own `model` option otherwise. */
  readonly model?: Model
  readonly sourceId?: string
  readonly scores?: Readonly<Record<string, number>>
  readonly reasons?: readonly string[]
  readonly latencyMs?: number
  readonly decision?: Decision
}

/** One row as read. `line` is 1-based; null for an entry of a JSON document or a whole file. */
export type ReadRow = {
  readonly line: number | null
  /** The row itself, for showing it when it is set aside later on. Not cut. */
  readonly excerpt: string
  readonly case: ReadCase
  readonly prediction?: ReadPrediction
  readonly truth?: ReadAnnotations
  readonly outcome?: Outcome
  /** Set apart rows of one key within a file: an export has one for each review. */
  readonly reviewId?: string
}

export type ReadFailure = {
  readonly line: number | null
  /** kebab-case */
  readonly reason: string
  readonly message: string
  readonly remedy: string
  readonly excerpt: string
}

export type Read =
  | { readonly is: 'row'; readonly row: ReadRow }
  | { readonly is: 'failure'; readonly failure: ReadFailure }
  /** How a label's skeletons are made, where the file says it: for a label that the taxonomy learns from it. */
  | { readonly is: 'skeleton'; readonly label: string; readonly skeleton: SkeletonTemplate }
  /** Nothing was lost, but the person should know. Equal texts are counted together. */
  | { readonly is: 'warning'; readonly text: string }

export type Role = 'prediction' | 'truth' | 'outcome'

/** Thrown inside readers, where a row cannot be taken. */
export class RowProblem extends Error {
  readonly reason: string
  readonly remedy: string
  constructor(reason: string, message: string, remedy: string) {
    super(message)
    this.reason = reason
    this.remedy = remedy
  }
}

/** Of white space only, or of nothing: no name for anything, and lost in most files. */
export const isBlank = (name: string): boolean => name.trim() === ''

export const EXCERPT_LENGTH = 2000

/** Cut so that no character is halved. */
export const excerptOf = (text: string): string =>
  text.length <= EXCERPT_LENGTH
    ? text
    : text
        .slice(0, EXCERPT_LENGTH)
        .toWellFormed()
        .replace(/\ufffd$/, '')

/** Runs a reader of one row; a RowProblem becomes a failure with its line and excerpt. */
export const readingRow = (line: number | null, excerpt: string, read: () => ReadRow): Read => {
  try {
    return { is: 'row', row: read() }
  } catch (error) {
    if (error instanceof RowProblem) return { is: 'failure', failure: failureOf(error, line, excerpt) }
    throw error
  }
}

export const failureOf = (problem: RowProblem, line: number | null, excerpt: string): ReadFailure => ({
  line,
  reason: problem.reason,
  message: problem.message,
  remedy: problem.remedy,
  excerpt: excerptOf(excerpt.toWellFormed()),
})
