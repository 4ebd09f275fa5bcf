/** The records of the native JSONL file (resources/schemas) as the samples use them. */
export type SampleObject = {
  readonly id: string
  readonly label: string
  readonly score?: number
  readonly box?: readonly [x: number, y: number, w: number, h: number]
  readonly span?: readonly [start: number, end: number]
  readonly quote?: string
  readonly attributes?: Readonly<Record<string, string>>
}

export type SampleCase = {
  readonly key: string
  readonly kind: 'image' | 'text'
  readonly image?: string
  readonly size?: readonly [width: number, height: number]
  readonly text?: string
  readonly time: string
  readonly source: string
  readonly group: string
  readonly meta: Readonly<Record<string, string | number>>
  readonly inclusion?: number
  readonly flag?: { readonly why: string; readonly severity: 'low' | 'medium' | 'high' }
  readonly prediction: {
    readonly id: string
    readonly class?: string
    readonly scores?: Readonly<Record<string, number>>
    readonly latencyMs: number
    readonly objects: readonly SampleObject[]
  }
  readonly decision?: { readonly action: string; readonly threshold: number }
}

/** What is mistaken in a case, on purpose: the tests count them. */
export const MISTAKES = [
  'missed',
  'spurious',
  'wrong-label',
  'wrong-boundary',
  'duplicate',
  'wrong-attribute',
  'low-score-accepted',
  'confident-wrong',
] as const
export type Mistake = (typeof MISTAKES)[number]

/** The right answer for a case. */
export type SampleTruth = {
  readonly key: string
  readonly class?: string
  readonly objects: readonly SampleObject[]
  readonly mistakes: readonly Mistake[]
}

export const round = (value: number, digits: number): number => Number(value.toFixed(digits))
