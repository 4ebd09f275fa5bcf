import fc from 'fast-check'
import { clockToInstant } from '../../shared/domain/clock.ts'
import { Annotation, Relation } from '../../shared/model/annotation.ts'
import { CaseId, PersonId, PredictionId } from '../../shared/model/ids.ts'
import { Prediction } from '../../shared/model/prediction.ts'
import type { Worksheet } from '../../shared/model/review.ts'

export const caseId = CaseId.parse('c'.repeat(32))
export const ada = PersonId.parse('Ada')
export const instant = clockToInstant('0190d5f3c200-0000')

export const box = (
  id: string,
  label: string,
  [x, y, w, h]: readonly [number, number, number, number],
  more: { score?: number; fromObjectId?: string; attributes?: Record<string, string> } = {},
): Annotation => Annotation.parse({ id, label, shape: { kind: 'box', x, y, w, h }, ...more })

/** A span over ASCII text, where UTF-16 units and code points are the same. */
export const span = (
  id: string,
  label: string,
  start: number,
  quote: string,
  more: { score?: number } = {},
): Annotation => {
  const end = start + quote.length
  const range = { startUtf16: start, endUtf16: end, startCodePoint: start, endCodePoint: end, quote }
  return Annotation.parse({ id, label, shape: { kind: 'span', ranges: [range] }, ...more })
}

export const whole = (id: string, label: string, more: { score?: number } = {}): Annotation =>
  Annotation.parse({ id, label, shape: { kind: 'case' }, ...more })

export const relation = (id: string, type: string, from: string, to: string): Relation =>
  Relation.parse({ id, type, from, to })

export const prediction = (
  annotations: readonly Annotation[],
  more: Partial<Pick<Prediction, 'decision' | 'relations'>> = {},
): Prediction =>
  Prediction.parse({
    id: PredictionId.parse('b'.repeat(32)),
    caseId,
    model: { name: 'shelf', version: '8' },
    annotations,
    relations: [],
    ...more,
  })

const coordinate = fc.double({ min: -1000, max: 1000, noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
const extent = fc.double({ min: 0, max: 500, noNaN: true }).map((value) => value + 0)
const labels = fc.constantFrom('person', 'dog', 'toString', '__proto__', '猫', 'a b')

export const someAnnotation = (id: fc.Arbitrary<string>): fc.Arbitrary<Annotation> =>
  fc
    .record(
      {
        id,
        label: labels,
        shape: fc.oneof(
          fc.record({ kind: fc.constant('box'), x: coordinate, y: coordinate, w: extent, h: extent }),
          fc.record({ kind: fc.constant('point'), x: coordinate, y: coordinate }),
          fc.record({ kind: fc.constant('case') }),
        ),
        score: fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0),
        attributes: fc.dictionary(fc.constantFrom('pose', 'state'), fc.constantFrom('up', 'down'), {
          noNullPrototype: true,
        }),
      },
      { requiredKeys: ['id', 'label', 'shape', 'attributes'] },
    )
    .map((value) => Annotation.parse(value))

export const ids = ['o1', 'o2', 'o10', 'n-é', 'constructor'] as const

/** A worksheet in its lasting order of ids, without relations. */
export const someWorksheet: fc.Arbitrary<Worksheet> = fc
  .tuple(
    fc.uniqueArray(someAnnotation(fc.constantFrom(...ids)), { selector: (annotation) => annotation.id }),
    fc.constantFrom(null, 'correct', 'incorrect', 'unsafe'),
    fc.subarray(['model-error', 'edge-case-gap']),
    fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => text.isWellFormed() && !text.includes('\0')),
    fc.boolean(),
    fc.constantFrom(null, 'skipped', 'flagged'),
  )
  .map(([annotations, verdict, causes, note, edgeCase, disposition]) => ({
    caseId,
    personId: ada,
    predictionId: null,
    revision: 0,
    annotations: annotations.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    relations: [],
    verdict,
    causes,
    note,
    edgeCase,
    confirmed: [],
    turns: [],
    coverage: null,
    disposition,
    sight: null,
    submittedAs: null,
  }))
