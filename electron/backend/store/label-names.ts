import type { Reading } from '../../../shared/domain/taxonomy/reading.ts'
import type { HighRiskNames } from '../../../shared/domain/triggers/high-risk.ts'
import type {
  AnnotationWhere,
  Field,
  FindingField,
  FindingWhere,
  Leaf,
  Logic,
  Test,
  Value,
  Where,
} from '../../../shared/domain/where/expression.ts'
import { mapLeaves } from '../../../shared/domain/where/map-leaves.ts'
import { labelMappings } from './label-mappings.ts'
import { currentReading, type ReadingStore } from './readings.ts'
import { taxonomyVersions } from './taxonomies.ts'

type Aliases = {
  /** By a name that reads otherwise: what it reads as whatever the model. */
  readonly readAs: ReadonlyMap<string, string>
  /** Names that read otherwise where one model uses them: people said what that model means by them. */
  readonly ofModels: readonly { readonly model: string; readonly name: string; readonly now: string }[]
}
const NONE: Aliases = { readAs: new Map(), ofModels: [] }
const kept = new WeakMap<Reading, Aliases>()

/** Names that a prediction may have been imported with, or may come with next, and that read otherwise now. */
const aliases = (store: ReadingStore): Aliases => {
  const reading = currentReading(store)
  const version = reading.taxonomy?.version
  if (reading.plain || version === undefined) return NONE
  const known = kept.get(reading)
  if (known) return known
  const mappings = labelMappings(store)
  // No other name can read otherwise.
  const names = new Set([
    ...taxonomyVersions(store).flatMap(({ labels }) => labels.map(({ name }) => name)),
    ...mappings.map(({ name }) => name),
  ])
  const readAs = new Map(
    [...names].flatMap((name): [string, string][] => {
      const { name: now } = reading.label(name, version, '')
      return now === name ? [] : [[name, now]]
    }),
  )
  const ofModels = mappings.flatMap(({ model, name }) => {
    const { name: now } = reading.label(name, version, model)
    return model === '' || now === (readAs.get(name) ?? name) ? [] : [{ model, name, now }]
  })
  const found = { readAs, ofModels }
  kept.set(reading, found)
  return found
}

/** A stored name of a label, as a list shows it. The model that used it is asked for only where that matters. */
export const labelShown = (store: ReadingStore, name: string, modelOf: () => string | null): string => {
  const { readAs, ofModels } = aliases(store)
  const own = ofModels.filter((one) => one.name === name)
  const model = own.length === 0 ? null : modelOf()
  return own.find((one) => one.model === model)?.now ?? readAs.get(name) ?? name
}

/** The names that mean a label of high risk: its own, and those that models use for it. */
export const riskyNames = (store: ReadingStore): HighRiskNames => {
  const risky = new Set(
    currentReading(store).taxonomy?.labels.flatMap(({ risk, name }) => (risk === 'high' ? [name] : [])) ?? [],
  )
  if (risky.size === 0) return { names: [], ofModels: [] }
  const { readAs, ofModels } = aliases(store)
  return {
    names: [...new Set([...risky, ...readAs.keys()])].filter((name) => risky.has(readAs.get(name) ?? name)),
    ofModels: ofModels.map(({ model, name, now }) => ({ model, name, high: risky.has(now) })),
  }
}

const fits = (value: Value, name: string): boolean =>
  value.kind === 'known' ||
  (value.kind === 'is' ? value.text === name : value.kind === 'prefix' && name.startsWith(value.text))

const named = <F extends 'label' | 'model'>(field: F, text: string): Test<F> => ({
  kind: 'test',
  field,
  values: [{ kind: 'is', text }],
})

const isLabel = <F extends Field | FindingField>(test: Test<F>): test is Test<F> & Test<'label'> =>
  test.field === 'label'

/** Turns tests of labels as they read into tests of names as they are stored. */
const createTests = ({ readAs, ofModels }: Aliases) => {
  const fitsAny = (values: readonly Value[], name: string) => values.some((value) => fits(value, name))
  const more = (values: readonly Value[]): readonly Value[] => [
    ...values,
    ...[...readAs].flatMap(([name, now]): Value[] =>
      fitsAny(values, now) && !fitsAny(values, name) ? [{ kind: 'is', text: name }] : [],
    ),
  ]
  const saidBy = (which: Aliases['ofModels']) =>
    which.map(({ model, name }) => ({ kind: 'and' as const, parts: [named('label', name), named('model', model)] }))
  const inTest = <F extends Field | FindingField>(test: Test<F>): Test<F> =>
    test.field === 'label' || test.field === 'corrected' ? { ...test, values: more(test.values) } : test
  return {
    inTest,
    /** A test of one annotation or finding, with what single models mean by the label. Null where none matters. */
    ofSingleModels: (test: Test<'label'>): Logic<Test<'label' | 'model'>> | null => {
      const every = inTest(test)
      const isMeant = ({ now }: { readonly now: string }) => fitsAny(test.values, now)
      const isFound = ({ name }: { readonly name: string }) => fitsAny(every.values, name)
      const besides = saidBy(ofModels.filter((one) => isMeant(one) && !isFound(one)))
      const except = saidBy(ofModels.filter((one) => isFound(one) && !isMeant(one)))
      if (besides.length === 0 && except.length === 0) return null
      const general: Logic<Test<'label' | 'model'>> =
        except.length === 0
          ? every
          : { kind: 'and', parts: [every, ...except.map((part) => ({ kind: 'not' as const, part }))] }
      return besides.length === 0 ? general : { kind: 'or', parts: [general, ...besides] }
    },
  }
}

/**
 * A filter's label means every name that reads as it, besides itself. Where people said what one model means by a name,
 * the model's annotations of that name have the label that is meant, and no other. The same expression where no name reads
 * otherwise.
 */
export const withStoredNames = (where: Where, store: ReadingStore): Where => {
  const known = aliases(store)
  if (known.readAs.size === 0 && known.ofModels.length === 0) return where
  const { inTest, ofSingleModels } = createTests(known)
  const withModels = (test: Test<'label'>): Logic<Test<'label' | 'model'>> => ofSingleModels(test) ?? inTest(test)
  const inAnnotation = (part: AnnotationWhere): AnnotationWhere => {
    switch (part.kind) {
      case 'and':
      case 'or':
        return { ...part, parts: part.parts.map(inAnnotation) }
      case 'not':
        return { ...part, part: inAnnotation(part.part) }
      case 'test':
        return isLabel(part) ? withModels(part) : part
    }
  }
  const inFinding = (part: FindingWhere): FindingWhere => {
    switch (part.kind) {
      case 'and':
      case 'or':
        return { ...part, parts: part.parts.map(inFinding) }
      case 'not':
        return { ...part, part: inFinding(part.part) }
      case 'test':
        return isLabel(part) ? withModels(part) : inTest(part)
    }
  }
  const anyOf = (test: Test<Field>): Leaf => {
    const where = isLabel(test) ? ofSingleModels(test) : null
    return where === null ? inTest(test) : { kind: 'any', where }
  }
  const inCase = (leaf: Leaf): Leaf => {
    switch (leaf.kind) {
      case 'test':
        return anyOf(leaf)
      case 'any':
        return { ...leaf, where: inAnnotation(leaf.where) }
      case 'found':
        return { ...leaf, where: inFinding(leaf.where) }
      case 'meta':
      case 'text':
        return leaf
    }
  }
  return where.kind === 'everything' ? where : mapLeaves(where, inCase)
}
