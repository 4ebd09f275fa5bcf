import type { CaseKind, Turn } from '../../../shared/model/case.ts'
import type { Json } from '../../../shared/model/json.ts'
import type { Verdict } from '../../../shared/model/verdict.ts'

type Box = readonly [x: number, y: number, w: number, h: number]

/** The records of the native JSONL file (resources/schemas) as the samples use them. */
export type SampleObject = {
  readonly id: string
  readonly label: string
  readonly score?: number
  readonly box?: Box
  readonly span?: readonly [start: number, end: number] | readonly (readonly [start: number, end: number])[]
  readonly quote?: string | readonly string[]
  readonly field?: { readonly value: string | null; readonly box?: Box; readonly page?: number }
  readonly item?: { readonly id: string; readonly rank: number; readonly relevance?: number }
  readonly turn?: number
  readonly attributes?: Readonly<Record<string, Json>>
}

export type SampleRelation = {
  readonly id: string
  readonly type: string
  readonly from: string
  readonly to: string
  readonly score?: number
}

export type SampleCase = {
  readonly key: string
  readonly kind: CaseKind
  readonly image?: string
  readonly size?: readonly [width: number, height: number]
  readonly text?: string
  readonly turns?: readonly Turn[]
  readonly fields?: Readonly<Record<string, Json>>
  readonly items?: readonly {
    readonly id: string
    readonly title: string
    readonly fields: Readonly<Record<string, Json>>
  }[]
  readonly pages?: readonly { readonly image: string; readonly size?: readonly [width: number, height: number] }[]
  readonly time: string
  readonly source: string
  readonly group: string
  readonly meta: Readonly<Record<string, Json>>
  readonly inclusion?: number
  readonly flag?: { readonly why: string; readonly severity: 'low' | 'medium' | 'high' }
  readonly prediction: {
    readonly id: string
    readonly class?: string
    readonly scores?: Readonly<Record<string, number>>
    readonly reasons?: readonly string[]
    readonly latencyMs: number
    readonly objects: readonly SampleObject[]
    readonly relations?: readonly SampleRelation[]
  }
  readonly decision?: { readonly action: string; readonly threshold: number }
  readonly outcome?: { readonly value: string; readonly time: string }
}

/** What is mistaken in a case, on purpose: the tests count them. */
export const MISTAKES = [
  'missed',
  'spurious',
  'wrong-label',
  'wrong-boundary',
  'duplicate',
  'wrong-attribute',
  'wrong-value',
  'wrong-relation',
  'wrong-order',
  'wrong-answer',
  'breaks-policy',
  'could-harm',
  'low-score-accepted',
  'confident-wrong',
] as const
export type Mistake = (typeof MISTAKES)[number]

export type SampleTruth = {
  readonly key: string
  readonly class?: string
  readonly objects: readonly SampleObject[]
  readonly relations?: readonly SampleRelation[]
  /** What an expert would say of each assistant turn that is not correct. */
  readonly turns?: readonly { readonly turn: number; readonly verdict: Verdict }[]
  /** What is wrong with the prediction, on purpose. */
  readonly mistakes: readonly Mistake[]
}

export const round = (value: number, digits = 1): number => Number(value.toFixed(digits))

/** A time in June 2026 for the n-th case, a few an hour. */
export const caseTime = (number: number, perDay: number): string =>
  new Date(
    Date.UTC(2026, 5, 1 + Math.floor(number / perDay), 7 + (number % 12), (number * 37) % 60, (number * 11) % 60),
  ).toISOString()
