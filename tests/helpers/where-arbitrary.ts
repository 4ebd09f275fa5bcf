import fc from 'fast-check'
import type {
  AnnotationField,
  AnnotationWhere,
  Field,
  FindingField,
  FindingWhere,
  Leaf,
  Logic,
  Test,
  Value,
  Where,
} from '../../shared/domain/where/expression.ts'
import { FIELD_TYPES, FINDING_FIELD_TYPES } from '../../shared/domain/where/fields.ts'

/** What random expressions speak of: the store test fills its cases from the same words, so that they meet. */
export type Words = {
  readonly names: Readonly<Partial<Record<Field, readonly string[]>>>
  readonly metaFields: readonly string[]
  readonly metaValues: readonly string[]
  readonly text: readonly string[]
  readonly times: readonly string[]
}

const combined = <L extends { readonly kind: string }>(kind: 'and' | 'or', parts: readonly Logic<L>[]): Logic<L> => ({
  kind,
  parts: parts.flatMap((part) => {
    const group = part as { kind: string; parts?: readonly Logic<L>[] }
    return group.kind === kind && group.parts ? group.parts : [part]
  }),
})

/** Random structure over leaves, in the reader's normal form: no `and` directly in an `and`. */
const logicOf = <L extends { readonly kind: string }>(leaf: fc.Arbitrary<L>): fc.Arbitrary<Logic<L>> =>
  fc.letrec<{ node: Logic<L> }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      leaf as fc.Arbitrary<Logic<L>>,
      fc.array(tie('node'), { minLength: 2, maxLength: 3 }).map((parts) => combined<L>('and', parts)),
      fc.array(tie('node'), { minLength: 2, maxLength: 3 }).map((parts) => combined<L>('or', parts)),
      tie('node').map((part): Logic<L> => ({ kind: 'not', part })),
    ),
  })).node

const ranges = (texts: fc.Arbitrary<string>): fc.Arbitrary<Value> =>
  fc.oneof(
    fc.tuple(texts, texts).map(
      ([from, to]): Value => ({
        kind: 'range',
        from: { text: from, inclusive: true },
        to: { text: to, inclusive: true },
      }),
    ),
    texts.map((text): Value => ({ kind: 'range', from: { text, inclusive: true }, to: null })),
    texts.map((text): Value => ({ kind: 'range', from: null, to: { text, inclusive: true } })),
  )

const exclusive = (texts: fc.Arbitrary<string>): fc.Arbitrary<Value> =>
  fc.oneof(
    texts.map((text): Value => ({ kind: 'range', from: { text, inclusive: false }, to: null })),
    texts.map((text): Value => ({ kind: 'range', from: null, to: { text, inclusive: false } })),
  )

const numbers = fc.oneof(
  fc.constantFrom('0', '0.1', '0.25', '0.5', '0.75', '1', '2', '3'),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => String(value === 0 ? 0 : value)),
)
const isOf = (texts: fc.Arbitrary<string>): fc.Arbitrary<Value> => texts.map((text) => ({ kind: 'is', text }))
const known: fc.Arbitrary<Value> = fc.constant({ kind: 'known' })
const named = (texts: fc.Arbitrary<string>): fc.Arbitrary<Value> =>
  fc.oneof(
    isOf(texts),
    texts.chain((text) =>
      fc.nat({ max: text.length }).map((length): Value => ({ kind: 'prefix', text: text.slice(0, length) })),
    ),
    known,
  )

/** A list of values; a comparison sign stands alone. */
const listed = (value: fc.Arbitrary<Value>, alone: fc.Arbitrary<Value> | null): fc.Arbitrary<readonly Value[]> => {
  const list = fc.array(value, { minLength: 1, maxLength: 3 })
  return alone === null
    ? list
    : fc.oneof(
        list,
        alone.map((only) => [only]),
      )
}

const valuesOf = (field: Field | FindingField, words: Words): fc.Arbitrary<readonly Value[]> => {
  const type = field === 'corrected' ? FINDING_FIELD_TYPES[field] : FIELD_TYPES[field]
  switch (type.kind) {
    case 'name': {
      const names = words.names[field === 'corrected' ? 'label' : field]
      return listed(
        named(names === undefined ? fc.string({ unit: 'grapheme', maxLength: 12 }) : fc.constantFrom(...names)),
        null,
      )
    }
    case 'number':
      return listed(fc.oneof(isOf(numbers), ranges(numbers), known), exclusive(numbers))
    case 'time': {
      const times = fc.constantFrom(...words.times)
      return listed(fc.oneof(isOf(times), ranges(times), known), exclusive(times))
    }
    case 'choice': {
      const choices = fc.constantFrom(...type.choices)
      const plain = fc.oneof(isOf(choices), known)
      return type.ordered ? listed(fc.oneof(plain, ranges(choices)), exclusive(choices)) : listed(plain, null)
    }
  }
}

const testOf = <F extends Field | FindingField>(fields: readonly F[], words: Words): fc.Arbitrary<Test<F>> =>
  fc
    .constantFrom(...fields)
    .chain((field) => valuesOf(field, words).map((values) => ({ kind: 'test' as const, field, values })))

export const arbitraryWhere = (words: Words, fields: readonly Field[]): fc.Arbitrary<Where> => {
  const annotation: fc.Arbitrary<AnnotationWhere> = logicOf<Test<AnnotationField>>(
    testOf(['label', 'score', 'model'], words),
  )
  const finding: fc.Arbitrary<FindingWhere> = logicOf<Test<FindingField>>(
    testOf(['verdict', 'error', 'cause', 'label', 'corrected', 'model'], words),
  )
  const metaValue =
    words.metaValues.length === 0 ? fc.string({ unit: 'grapheme', maxLength: 8 }) : fc.constantFrom(...words.metaValues)
  const leaf: fc.Arbitrary<Leaf> = fc.oneof(
    { weight: 4, arbitrary: testOf(fields, words) },
    { weight: 1, arbitrary: annotation.map((where): Leaf => ({ kind: 'any', where })) },
    { weight: 1, arbitrary: finding.map((where): Leaf => ({ kind: 'found', where })) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          fc.constantFrom(...words.metaFields),
          listed(fc.oneof(named(metaValue), ranges(numbers)), exclusive(numbers)),
        )
        .map(([path, values]): Leaf => ({ kind: 'meta', path, values })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.array(fc.constantFrom(...words.text), { minLength: 1, maxLength: 2 }), fc.boolean())
        .map(([phrase, prefix]): Leaf => ({ kind: 'text', phrase: phrase.join(' '), prefix })),
    },
  )
  return fc.oneof(
    { weight: 30, arbitrary: logicOf<Leaf>(leaf) },
    { weight: 1, arbitrary: fc.constant<Where>({ kind: 'everything' }) },
  )
}
