import type { LabelId } from '../../model/ids.ts'
import type { LabelMapping, QuestionSubject } from '../../model/migration.ts'
import type { Label, Taxonomy } from '../../model/taxonomy.ts'
import { type Facts, FactsNeeded, labelsByName, NO_FACTS, replacementOf, sameReplacement } from './replacing.ts'
import { lineOf, type Versions } from './version-line.ts'

/** A version with its labels at hand. */
export type Indexed = {
  readonly taxonomy: Taxonomy
  readonly byId: ReadonlyMap<LabelId, Label>
  readonly byName: ReadonlyMap<string, Label>
}

const index = (taxonomy: Taxonomy): Indexed => ({
  taxonomy,
  byId: new Map(taxonomy.labels.map((label) => [label.id, label])),
  byName: labelsByName(taxonomy),
})

/** What a person must say of a label: what may be chosen, and the version that asks. */
export type LabelQuestion = {
  readonly about: QuestionSubject
  readonly choices: readonly LabelId[]
  readonly version: number
}

/** A label's name as it is read. */
export type ReadLabel = {
  readonly name: string
  /** Null where no version knows it. */
  readonly id: LabelId | null
  readonly question: LabelQuestion | null
  /** The label that the newest step of all renamed, replaced or asked about; null where it did not touch this one. */
  readonly touched: LabelId | null
}

/** From where on the line a version is read, and whether that is a step back: the version was withdrawn. */
export type Start = { readonly at: number; readonly withdrawn: boolean }

/** Who said the name: a review, under the version it is pinned to; or a model, whose names may be mapped. */
export type Speaker = {
  readonly from: number
  /** The model's name; null where nothing was predicted. */
  readonly model: string | null
  /** It came from outside, so that a label that is no longer in use already means what replaced it. */
  readonly foreign: boolean
  readonly is: 'review' | 'prediction'
}

export type ReadName = (name: string, facts: () => Facts) => ReadLabel

type At = { readonly id: LabelId; readonly question: LabelQuestion | null }

/** One step along the line: what becomes of a label, by its id. */
const step = (before: Indexed, after: Indexed, at: At, facts: Facts): At => {
  const [was, is] = [before.byId.get(at.id), after.byId.get(at.id)]
  if (is && !is.deprecated) return { id: at.id, question: null }
  const gone = is ?? was
  if (gone === undefined) return at
  // Given although it was out of use already: nothing is new.
  if (was?.deprecated && is && sameReplacement(was, is) && at.question === null) return at
  const found = replacementOf(gone, after, facts, is === undefined)
  if (found.is === 'label') return { id: found.label.id, question: null }
  const { about, choices } = found
  const asked = at.question
  const same = asked?.about === about && asked.choices.join() === choices.join()
  return same ? at : { id: at.id, question: { about, choices, version: after.taxonomy.version } }
}

/**
 * Reads names of labels as version `to` has them, along the line of versions that leads there. By ids throughout: a name
 * that was given to another label meanwhile still means what it meant.
 */
export const createLabelReading = (versions: Versions, to: number, mappings: readonly LabelMapping[]) => {
  const indexed = new Map<number, Indexed>()
  const numbers = new Map(versions.map((one) => [one.version, one]))
  const indexOf = (taxonomy: Taxonomy): Indexed => {
    const known = indexed.get(taxonomy.version) ?? index(taxonomy)
    indexed.set(taxonomy.version, known)
    return known
  }
  const line = lineOf(versions, to).map(indexOf)
  const places = new Map(line.map(({ taxonomy }, place) => [taxonomy.version, place]))
  const target = line.at(-1)
  const mapped = new Map(mappings.map(({ model, name, labelId }) => [JSON.stringify([model, name]), labelId]))
  const decided = line.findLast(({ taxonomy }) => taxonomy.derived === undefined) ?? line[0]
  const starts = new Map<number, Start>()

  const startOf = (from: number): Start => {
    const known = starts.get(from)
    if (known) return known
    const own = places.get(from)
    const common = lineOf(versions, from).findLast(({ version }) => places.has(version))
    const start =
      own !== undefined
        ? { at: own, withdrawn: false }
        : { at: common === undefined ? 0 : (places.get(common.version) ?? 0), withdrawn: numbers.has(from) }
    starts.set(from, start)
    return start
  }

  const finished = (given: string, first: At, start: number, facts: Facts): ReadLabel => {
    let at = first
    let touched: LabelId | null = null
    for (let place = start; place + 1 < line.length; place += 1) {
      const [before, after] = [line[place], line[place + 1]]
      if (!before || !after) break
      const next = step(before, after, at, facts)
      const renamed = before.byId.get(at.id)?.name !== after.byId.get(next.id)?.name
      if (after === target && (renamed || next.id !== at.id || next.question !== at.question)) touched = at.id
      at = next
    }
    return { name: target?.byId.get(at.id)?.name ?? given, id: at.id, question: at.question, touched }
  }

  /** What a label means from this place of the line on; of what came from outside, its replacements count at once. */
  const along = (given: string, label: Label, start: number, facts: Facts, foreign: boolean): ReadLabel => {
    const there = line[start]
    if (foreign && label.deprecated && there) {
      const found = replacementOf(label, there, facts)
      if (found.is === 'label') return finished(given, { id: found.label.id, question: null }, start, facts)
    }
    return finished(given, { id: label.id, question: null }, start, facts)
  }

  const mappingOf = (name: string, model: string | null): Label | undefined => {
    if (mapped.size === 0) return undefined
    const id =
      (model === null ? undefined : mapped.get(JSON.stringify([model, name]))) ?? mapped.get(JSON.stringify(['', name]))
    return id === undefined ? undefined : target?.byId.get(id)
  }

  const readNow = (name: string, { from, model, foreign, is }: Speaker, facts: Facts): ReadLabel => {
    const start = startOf(from)
    const pinned = numbers.get(from)
    const own = pinned === undefined ? undefined : indexOf(pinned).byName.get(name)
    // A mapping says what a model means; what a person said under a version, that version says.
    const mapping = own !== undefined && is === 'review' ? undefined : mappingOf(name, model)
    if (mapping) return along(name, mapping, line.length - 1, facts, true)
    if (own) return along(name, own, start.at, facts, foreign)
    const place = line.findLastIndex(({ byName }) => byName.has(name))
    const alias = line[place]?.byName.get(name)
    return alias ? along(name, alias, place, facts, foreign) : { name, id: null, question: null, touched: null }
  }

  const bySpeaker = new Map<string, ReadName>()
  /** Most reviews say the same few names: what does not hang on an annotation's own facts is found once. */
  const readerFor = (speaker: Speaker): ReadName => {
    const known = new Map<string, ReadLabel | 'by facts'>()
    return (name, facts) => {
      const before = known.get(name)
      if (before !== undefined && before !== 'by facts') return before
      if (before === 'by facts') return readNow(name, speaker, facts())
      try {
        const read = readNow(name, speaker, NO_FACTS)
        known.set(name, read)
        return read
      } catch (error) {
        if (!(error instanceof FactsNeeded)) throw error
        known.set(name, 'by facts')
        return readNow(name, speaker, facts())
      }
    }
  }

  return {
    line,
    target,
    /** Whether a version that a person decided knows the label; in a project without any, the first one. */
    isDecided: (id: LabelId): boolean => decided?.byId.has(id) === true,
    /** The versions add labels at most: names read as they stand. */
    plain: mappings.length === 0 && line.every(({ taxonomy }, place) => place === 0 || taxonomy.derived === true),
    indexOf: (version: number): Indexed | undefined => {
      const taxonomy = numbers.get(version)
      return taxonomy && indexOf(taxonomy)
    },
    startOf,
    /** Reads names as this speaker means them; the facts are asked for only where a rule looks at them. */
    namesOf: (speaker: Speaker): ReadName => {
      const { from, model, foreign, is } = speaker
      const key = `${from} ${foreign} ${is} ${model ?? ''}`
      const known = bySpeaker.get(key) ?? readerFor(speaker)
      bySpeaker.set(key, known)
      return known
    },
    /** Names in the newest version of what may be chosen, through what replaced them since. */
    choiceNames: (ids: readonly LabelId[]): readonly string[] => {
      const names = new Set<string>()
      const met = new Set<LabelId>()
      const add = (id: LabelId): void => {
        const label = target?.byId.get(id)
        if (!label || met.has(id)) return
        met.add(id)
        if (label.deprecated && label.replacedBy.length > 0) for (const next of label.replacedBy) add(next)
        else names.add(label.name)
      }
      for (const id of ids) add(id)
      return [...names]
    },
  }
}
export type LabelReading = ReturnType<typeof createLabelReading>
