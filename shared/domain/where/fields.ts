import { CASE_KINDS } from '../../model/case.ts'
import { CASE_STATUSES } from '../../model/review.ts'
import { TRIGGER_RULES } from '../../model/trigger.ts'
import { ERROR_TYPES, VERDICTS } from '../../model/verdict.ts'
import {
  ANNOTATION_FIELDS,
  type AnnotationField,
  CASE_FIELDS,
  FINDING_FIELDS,
  type Field,
  type FindingField,
} from './expression.ts'

/** What a field's values look like, and so which tests it takes. */
export type FieldType =
  | { readonly kind: 'name' }
  | { readonly kind: 'number' }
  | { readonly kind: 'time' }
  /** One of a closed list; `ordered` ones can be compared. */
  | { readonly kind: 'choice'; readonly choices: readonly string[]; readonly ordered: boolean }

/** By value: 0 is "not flagged", which is unknown to the language. */
export const SEVERITIES = ['low', 'medium', 'high'] as const

const name: FieldType = { kind: 'name' }
const number: FieldType = { kind: 'number' }
const oneOf = (choices: readonly string[], ordered = false): FieldType => ({ kind: 'choice', choices, ordered })

export const FIELD_TYPES: Readonly<Record<Field, FieldType>> = {
  label: name,
  score: number,
  model: name,
  status: oneOf(CASE_STATUSES),
  verdict: oneOf(VERDICTS),
  reviewer: name,
  cause: name,
  error: oneOf(ERROR_TYPES),
  edge: oneOf(['yes', 'no']),
  outdated: oneOf(['yes', 'no']),
  rule: oneOf(TRIGGER_RULES),
  lane: oneOf(['ranked', 'audit']),
  audited: oneOf(['yes', 'no']),
  plan: name,
  dataset: name,
  kind: oneOf(CASE_KINDS),
  key: name,
  source: name,
  group: name,
  time: { kind: 'time' },
  severity: oneOf(SEVERITIES, true),
  margin: number,
  disagreement: number,
  annotations: number,
  predictions: number,
}

export const FINDING_FIELD_TYPES: Readonly<Record<FindingField, FieldType>> = {
  verdict: FIELD_TYPES.verdict,
  error: FIELD_TYPES.error,
  cause: name,
  label: name,
  corrected: name,
  model: name,
}

/** Every field's name, as offered to a writer; metadata stands behind `meta.`. */
export const FIELD_NAMES: readonly Field[] = [...ANNOTATION_FIELDS, ...CASE_FIELDS]

export const isField = (text: string): text is Field => Object.hasOwn(FIELD_TYPES, text)

export const isAnnotationField = (field: Field): field is AnnotationField =>
  ANNOTATION_FIELDS.some((known) => known === field)

export const isFindingField = (text: string): text is FindingField => FINDING_FIELDS.some((known) => known === text)

/** Number of single-character edits between two short words (Levenshtein 1966). */
const edits = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

/** The offered word that a mistyped one most likely meant; null when none is near. */
export const nearest = (word: string, offered: readonly string[]): string | null => {
  let best: string | null = null
  let fewest = Math.min(3, Math.ceil(word.length / 2) + 1)
  for (const candidate of offered) {
    const distance = edits(word.slice(0, 40), candidate)
    if (distance < fewest) [best, fewest] = [candidate, distance]
  }
  return best
}
