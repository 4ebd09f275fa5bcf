import { DeskError } from '../../../shared/contract/errors.ts'
import { clockToInstant } from '../../../shared/domain/clock.ts'
import { labelId } from '../../../shared/domain/content-id.ts'
import type { LabelId, PersonId } from '../../../shared/model/ids.ts'
import { type Label, Taxonomy, TaxonomyDraft } from '../../../shared/model/taxonomy.ts'
import { BUILT_IN_CAUSES } from '../../../shared/model/verdict.ts'
import { sha256 } from '../files/sha256.ts'
import type { Store, Write } from './store.ts'

/** The newest version; null before the first import. */
export const currentTaxonomy = (store: Pick<Store, 'prepare'>): Taxonomy | null =>
  parsed(store.prepare<{ body: string }>('SELECT body FROM taxonomy_versions ORDER BY version DESC LIMIT 1').get())

export const taxonomyVersion = (store: Pick<Store, 'prepare'>, version: number): Taxonomy | null =>
  parsed(store.prepare<{ body: string }>('SELECT body FROM taxonomy_versions WHERE version = ?').get(version))

const parsed = (row: { body: string } | undefined): Taxonomy | null =>
  row ? Taxonomy.parse(JSON.parse(row.body)) : null

export const listTaxonomyVersions = (
  store: Pick<Store, 'prepare'>,
): { version: number; publishedAt: string; labels: number; summary: string }[] =>
  store
    .prepare<{ version: number; clock: string; summary: string; labels: number }>(
      `SELECT version, clock, summary, json_array_length(body, '$.labels') AS labels
       FROM taxonomy_versions ORDER BY version DESC`,
    )
    .all()
    .map(({ clock, ...row }) => ({ ...row, publishedAt: clockToInstant(clock) }))

/** A label name an import met, and the kinds of shape it labelled. */
export type FoundLabel = { readonly name: string; readonly shapes: readonly string[] }

/**
 * Publishes the version that knows these labels too: version 1 in a new project. Labels keep the order in which they
 * were met; the first nine classes and the first nine
 * other labels have the digits, colours go round the twelve hues before tone and dash vary. Answers null when
 * nothing new was found.
 */
export const publishDerived = (
  write: Write,
  personId: PersonId,
  found: readonly FoundLabel[],
): { readonly version: number; readonly labelsAdded: string[] } | null => {
  const before = currentTaxonomy(write)
  const labels = [...(before?.labels ?? [])]
  const place = new Map(labels.map((label, index) => [label.name, index]))
  const labelsAdded: string[] = []
  let widened = false
  for (const { name, shapes } of found) {
    const index = place.get(name)
    const known = index === undefined ? undefined : labels[index]
    if (index === undefined || !known) {
      place.set(name, labels.length)
      labels.push(deriveLabel(name, shapes, labels))
      labelsAdded.push(name)
    } else if (shapes.some((shape) => !known.shapes.includes(shape))) {
      labels[index] = { ...known, shapes: [...new Set([...known.shapes, ...shapes])].sort() }
      widened = true
    }
  }
  if (labelsAdded.length === 0 && !widened) return null
  const summary = before
    ? `${labelsAdded.length} labels met in an import`
    : `Derived from the first import: ${labelsAdded.length} labels`
  const version = publish(write, personId, before, labels, summary)
  return { version, labelsAdded }
}

/** Marks a label as of high risk, or not, in the next version. */
export const publishRisk = (write: Write, personId: PersonId, id: LabelId, risk: 'normal' | 'high'): number => {
  const before = currentTaxonomy(write)
  const label = before?.labels.find((each) => each.id === id)
  if (!before || !label) {
    throw new DeskError('not-found', `The taxonomy has no label ${id}. Read it again with taxonomy.get.`)
  }
  if (label.risk === risk) return before.version
  const labels = before.labels.map((each) => (each.id === id ? { ...each, risk } : each))
  return publish(write, personId, before, labels, `${label.name}: ${risk} risk`)
}

/** Classes of the whole case and labels of its parts are never meant at the same moment: each kind has its own digits. */
const isClass = (shapes: readonly string[]): boolean => shapes.includes('case')

const deriveLabel = (name: string, shapes: readonly string[], before: readonly Label[]): Label => {
  const index = before.length
  const digit = 1 + before.filter((label) => isClass(label.shapes) === isClass(shapes)).length
  return {
    id: labelId(sha256, name),
    name,
    ...(digit <= 9 ? { key: String(digit) } : {}),
    hue: index % 12,
    tone: Math.floor(index / 12) % 3,
    dash: Math.floor(index / 36) % 4,
    shapes: [...new Set(shapes)].sort(),
    risk: 'normal',
    definition: '',
    examples: [],
    deprecated: false,
    replacedBy: [],
    replaceRules: [],
  }
}

/** The taxonomy of a project that has none: no labels, the built-in causes. */
const EMPTY: TaxonomyDraft = TaxonomyDraft.parse({ name: 'labels', labels: [], causes: BUILT_IN_CAUSES })

const publish = (write: Write, personId: PersonId, before: Taxonomy | null, labels: Label[], summary: string): number =>
  publishTaxonomy(write, personId, { ...EMPTY, ...draftOf(before), labels }, summary)

const draftOf = (taxonomy: Taxonomy | null): Partial<TaxonomyDraft> => {
  if (!taxonomy) return {}
  const { version: _version, publishedAt: _publishedAt, ...draft } = taxonomy
  return draft
}

/** Writes the draft as the next version and records it. Answers the version. */
export const publishTaxonomy = (write: Write, personId: PersonId, draft: TaxonomyDraft, summary: string): number => {
  const before = currentTaxonomy(write)?.version ?? null
  const taxonomy: Taxonomy = {
    ...draft,
    version: (before ?? 0) + 1,
    publishedAt: clockToInstant(write.clock),
  }
  const body = JSON.stringify(taxonomy)
  write
    .prepare('INSERT INTO taxonomy_versions (version, clock, person_id, summary, body) VALUES (?, ?, ?, ?, ?)')
    .run(taxonomy.version, write.clock, personId, summary, body)
  write.log({
    kind: 'taxonomy',
    personId,
    summary: { version: taxonomy.version, labels: taxonomy.labels.length },
    payload: { before, why: summary.toWellFormed(), after: JSON.parse(body) },
  })
  return taxonomy.version
}
