import type { FailureDimension, FailureKind } from '../../model/failure.ts'
import type { FindingField, FindingWhere, Leaf, Logic, Test, Where } from '../where/expression.ts'
import { periodEnds } from './periods.ts'

type Part = Logic<Leaf>

const all = <L extends { readonly kind: string }>(parts: readonly Logic<L>[]): Logic<L> | null => {
  const [only] = parts
  return parts.length < 2 ? (only ?? null) : { kind: 'and', parts }
}

const finding = (field: FindingField, value: string | null): FindingWhere => {
  const test: Test<FindingField> = {
    kind: 'test',
    field,
    values: [value === null ? { kind: 'known' } : { kind: 'is', text: value }],
  }
  return value === null ? { kind: 'not', part: test } : test
}

const ofWhat = (what: FailureKind): FindingWhere => {
  switch (what.kind) {
    case 'error':
      return finding('error', what.error)
    case 'cause':
      return finding('cause', what.cause)
    case 'any':
      return { kind: 'test', field: 'verdict', values: [{ kind: 'known' }] }
  }
}

const ofCase = (leaf: (values: Test<'source'>['values']) => Leaf, value: string | null): Part =>
  value === null ? { kind: 'not', part: leaf([{ kind: 'known' }]) } : leaf([{ kind: 'is', text: value }])

const caseParts = (dimension: FailureDimension, value: string | null): readonly Part[] => {
  switch (dimension) {
    case 'label':
    case 'model':
      return []
    case 'source':
      return [ofCase((values) => ({ kind: 'test', field: 'source', values }), value)]
    case 'day':
    case 'week':
    case 'month': {
      if (value === null) return [ofCase((values) => ({ kind: 'test', field: 'time', values }), null)]
      const [from, to] = periodEnds(dimension, value)
      const range = { kind: 'range', from: { text: from, inclusive: true }, to: { text: to, inclusive: true } } as const
      return [{ kind: 'test', field: 'time', values: [from === to ? { kind: 'is', text: from } : range] }]
    }
    default:
      return [ofCase((values) => ({ kind: 'meta', path: dimension.slice('meta.'.length), values }), value)]
  }
}

export type Placed = { readonly dimension: FailureDimension; readonly value: string | null }

/** The cases behind a cell: those with such a finding of such a label and model, from such a source and time. */
export const cellWhere = (what: FailureKind, slice: readonly Placed[], within: Where): Where => {
  const findings = slice.flatMap(({ dimension, value }) =>
    dimension === 'label' || dimension === 'model' ? [finding(dimension, value)] : [],
  )
  const found = all([ofWhat(what), ...findings])
  const parts: Part[] = [
    ...(found === null ? [] : [{ kind: 'found', where: found } as const]),
    ...slice.flatMap(({ dimension, value }) => caseParts(dimension, value)),
    ...(within.kind === 'everything' ? [] : within.kind === 'and' ? within.parts : [within]),
  ]
  return all(parts) ?? { kind: 'everything' }
}
