import type { Reading } from '../../../shared/domain/taxonomy/reading.ts'
import type { Field, FindingField, Logic, Test, Value, Where } from '../../../shared/domain/where/expression.ts'
import { currentReading, type ReadingStore } from './readings.ts'

type Aliases = {
  readonly newest: number
  /** By a stored name that reads otherwise: what it reads as. */
  readonly readAs: ReadonlyMap<string, string>
}
const kept = new WeakMap<Reading, Aliases>()

/** Names that predictions were imported with and that read otherwise now, with what they read as. */
const aliases = (store: ReadingStore): ReadonlyMap<string, string> => {
  const reading = currentReading(store)
  const version = reading.taxonomy?.version
  if (reading.plain || version === undefined) return new Map()
  const newest = store.prepare<number | null>('SELECT max(id) FROM labels').pluck().get() ?? 0
  const known = kept.get(reading)
  if (known?.newest === newest) return known.readAs
  const names = store.prepare<string>('SELECT name FROM labels').pluck().all()
  const readAs = new Map(
    names.flatMap((name): [string, string][] => {
      const { name: now } = reading.label(name, version, '')
      return now === name ? [] : [[name, now]]
    }),
  )
  kept.set(reading, { newest, readAs })
  return readAs
}

/** A stored name of a label, as a list shows it. */
export const labelShown = (store: ReadingStore, name: string): string => aliases(store).get(name) ?? name

/** The names that mean a label of high risk: its own, and those that models use for it. */
export const riskyNames = (store: ReadingStore): readonly string[] => {
  const risky = currentReading(store).taxonomy?.labels.filter(({ risk }) => risk === 'high') ?? []
  const names = new Set(risky.map(({ name }) => name))
  if (names.size === 0) return []
  return [...names, ...[...aliases(store)].flatMap(([name, now]) => (names.has(now) ? [name] : []))]
}

const fits = (value: Value, name: string): boolean =>
  value.kind === 'is' ? value.text === name : value.kind === 'prefix' && name.startsWith(value.text)

/** A filter's label means every name that reads as it. The same expression where no name reads otherwise. */
export const withStoredNames = (where: Where, store: ReadingStore): Where => {
  const readAs = aliases(store)
  if (readAs.size === 0) return where
  const more = (values: readonly Value[]): readonly Value[] => [
    ...values,
    ...[...readAs].flatMap(([name, now]): Value[] =>
      values.some((value) => fits(value, now)) && !values.some((value) => fits(value, name))
        ? [{ kind: 'is', text: name }]
        : [],
    ),
  ]
  const inTest = <F extends Field | FindingField>(test: Test<F>): Test<F> =>
    test.field === 'label' || test.field === 'corrected' ? { ...test, values: more(test.values) } : test
  const inOne = <F extends Field | FindingField>(part: Logic<Test<F>>): Logic<Test<F>> => {
    switch (part.kind) {
      case 'and':
      case 'or':
        return { ...part, parts: part.parts.map(inOne) }
      case 'not':
        return { ...part, part: inOne(part.part) }
      case 'test':
        return inTest(part)
    }
  }
  const inCase = (part: Exclude<Where, { kind: 'everything' }>): Exclude<Where, { kind: 'everything' }> => {
    switch (part.kind) {
      case 'and':
      case 'or':
        return { ...part, parts: part.parts.map(inCase) }
      case 'not':
        return { ...part, part: inCase(part.part) }
      case 'test':
        return inTest(part)
      case 'any':
        return { ...part, where: inOne(part.where) }
      case 'found':
        return { ...part, where: inOne(part.where) }
      case 'meta':
      case 'text':
        return part
    }
  }
  return where.kind === 'everything' ? where : inCase(where)
}
