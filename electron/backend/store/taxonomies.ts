import { DeskError } from '../../../shared/contract/errors.ts'
import { clockToInstant } from '../../../shared/domain/clock.ts'
import { newLabelId } from '../../../shared/domain/content-id.ts'
import { draftOf } from '../../../shared/domain/taxonomy/draft-of.ts'
import { labelsByName } from '../../../shared/domain/taxonomy/replacing.ts'
import { type Versions, withdrawable } from '../../../shared/domain/taxonomy/version-line.ts'
import type { LabelId, PersonId } from '../../../shared/model/ids.ts'
import { type Label, type SkeletonTemplate, Taxonomy, TaxonomyDraft } from '../../../shared/model/taxonomy.ts'
import { BUILT_IN_CAUSES } from '../../../shared/model/verdict.ts'
import { sha256 } from '../files/sha256.ts'
import { markStaleFindings } from './stale-findings.ts'
import type { Store, Write } from './store.ts'

/** The newest version; null before the first import. */
export const currentTaxonomy = (store: Pick<Store, 'prepare'>): Taxonomy | null =>
  parsed(store.prepare<{ body: string }>('SELECT body FROM taxonomy_versions ORDER BY version DESC LIMIT 1').get())

export const taxonomyVersion = (store: Pick<Store, 'prepare'>, version: number): Taxonomy | null =>
  parsed(store.prepare<{ body: string }>('SELECT body FROM taxonomy_versions WHERE version = ?').get(version))

const parsed = (row: { body: string } | undefined): Taxonomy | null =>
  row ? Taxonomy.parse(JSON.parse(row.body)) : null

type VersionRow = { readonly version: number; readonly clock: string }
type KeptVersion = { readonly clock: string; readonly taxonomy: Taxonomy }

/** By connection: versions do not change, so that each is read once. A clock is one transaction's, also of one taken back. */
const kept = new WeakMap<Store['db'], Map<number, KeptVersion>>()

/** After an erasure, the one thing that changes published versions: they are read anew. */
export const forgetTaxonomies = ({ db }: Pick<Store, 'db'>): void => void kept.delete(db)

/** Every published version, oldest first. */
export const taxonomyVersions = (store: Pick<Store, 'prepare' | 'db'>): Versions => {
  const known = kept.get(store.db) ?? new Map<number, KeptVersion>()
  kept.set(store.db, known)
  const rows = store.prepare<VersionRow>('SELECT version, clock FROM taxonomy_versions ORDER BY version').all()
  return rows.flatMap(({ version, clock }): Taxonomy[] => {
    const before = known.get(version)
    if (before?.clock === clock) return [before.taxonomy]
    const taxonomy = taxonomyVersion(store, version)
    if (taxonomy === null) return []
    known.set(version, { clock, taxonomy })
    return [taxonomy]
  })
}

/** The version that held at a moment; 1 before there was any, since the first import's own labels make it. */
export const versionAt = (store: Pick<Store, 'prepare'>, clock: string): number =>
  store
    .prepare<{ version: number | null }>('SELECT max(version) AS version FROM taxonomy_versions WHERE clock <= ?')
    .get(clock)?.version ?? 1

export type ListedVersion = {
  readonly version: number
  readonly publishedAt: string
  readonly personId: string
  readonly labels: number
  readonly summary: string
  readonly withdraws: number | null
  readonly withdrawn: boolean
  readonly derived: boolean
}

/** Newest first, with the one that can be withdrawn now. */
export const listTaxonomyVersions = (
  store: Pick<Store, 'prepare' | 'db'>,
): { readonly versions: ListedVersion[]; readonly withdrawable: number | null } => {
  const versions = taxonomyVersions(store)
  const withdrawn = new Set(versions.flatMap(({ withdraws }) => withdraws ?? []))
  const rows = store
    .prepare<{ version: number; clock: string; personId: string; summary: string }>(
      'SELECT version, clock, person_id AS personId, summary FROM taxonomy_versions ORDER BY version DESC',
    )
    .all()
  const byNumber = new Map(versions.map((one) => [one.version, one]))
  return {
    versions: rows.map(({ version, clock, personId, summary }) => {
      const taxonomy = byNumber.get(version)
      return {
        ...{ version, publishedAt: clockToInstant(clock), personId, summary },
        labels: taxonomy?.labels.length ?? 0,
        withdraws: taxonomy?.withdraws ?? null,
        withdrawn: withdrawn.has(version),
        derived: taxonomy?.derived === true,
      }
    }),
    withdrawable: withdrawable(versions)?.version ?? null,
  }
}

/** A label name an import met, the kinds of shape it labelled, and how its skeletons are made where the file says it. */
export type FoundLabel = {
  readonly name: string
  readonly shapes: readonly string[]
  readonly skeleton?: SkeletonTemplate | undefined
}

/**
 * Publishes the version that knows these labels too: version 1 in a new project. Labels keep the order in which they
 * were met; the first nine classes and the first nine other labels have the digits, colours go round the twelve hues
 * before tone and dash vary. A name that a label had earlier, or that is mapped to one, means that label and makes no
 * other. A label that had no skeletons so far takes the template that came with them; where somebody has made one, or
 * reviews have skeletons, that stands. Answers null when nothing new was found.
 */
export const publishDerived = (
  write: Write,
  personId: PersonId,
  found: readonly FoundLabel[],
): { readonly version: number; readonly labelsAdded: string[] } | null => {
  const before = currentTaxonomy(write)
  const labels = [...(before?.labels ?? [])]
  const byName = new Map<string, Label['id']>(
    [...labelsByName({ labels })].map(([name, label]): [string, Label['id']] => [name, label.id]),
  )
  const place = new Map(labels.map((label, index) => [label.id, index]))
  const labelsAdded: string[] = []
  let widened = false
  let known: KnownNames | null = null
  for (const { name, shapes, skeleton } of found) {
    const id = byName.get(name)
    const index = id === undefined ? undefined : place.get(id)
    const label = index === undefined ? undefined : labels[index]
    if (index === undefined || !label) {
      known ??= knownNames(write)
      if (known.names.has(name)) continue
      const derived = deriveLabel(name, shapes, labels, known.ids)
      known.ids.add(derived.id)
      byName.set(name, derived.id)
      place.set(derived.id, labels.length)
      labels.push(skeleton === undefined ? derived : { ...derived, skeleton })
      labelsAdded.push(name)
    } else if (label.shapes.length > 0 && shapes.some((shape) => !label.shapes.includes(shape))) {
      const template = label.skeleton ?? (label.shapes.includes('skeleton') ? undefined : skeleton)
      labels[index] = {
        ...label,
        shapes: [...new Set([...label.shapes, ...shapes])].sort(),
        ...(template === undefined ? {} : { skeleton: template }),
      }
      widened = true
    }
  }
  if (labelsAdded.length === 0 && !widened) return null
  const summary = before
    ? `${labelsAdded.length} labels met in an import`
    : `Derived from the first import: ${labelsAdded.length} labels`
  const version = publish(write, personId, before, labels, summary, { derived: true })
  return { version, labelsAdded }
}

type KnownNames = { readonly names: ReadonlySet<string>; readonly ids: Set<LabelId> }

/** Names that mean a label though none is called so now, and the ids that are taken. */
const knownNames = (write: Write): KnownNames => {
  const labels = taxonomyVersions(write).flatMap((taxonomy) => taxonomy.labels)
  const current = new Set(currentTaxonomy(write)?.labels.map(({ id }) => id))
  const mapped = write
    .prepare<{ name: string; label_id: string }>("SELECT name, label_id FROM label_mappings WHERE model_name = ''")
    .all()
  return {
    names: new Set([
      // Of a label that was taken out of the taxonomy nothing is left to mean.
      ...labels.filter(({ id }) => current.has(id)).map(({ name }) => name),
      ...mapped.map(({ name }) => name),
    ]),
    ids: new Set(labels.map(({ id }) => id)),
  }
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

const deriveLabel = (
  name: string,
  shapes: readonly string[],
  before: readonly Label[],
  taken: ReadonlySet<LabelId>,
): Label => {
  const index = before.length
  const digit = 1 + before.filter((label) => isClass(label.shapes) === isClass(shapes)).length
  return {
    id: newLabelId(sha256, name, taken),
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

const publish = (
  write: Write,
  personId: PersonId,
  before: Taxonomy | null,
  labels: Label[],
  summary: string,
  more: Standing = {},
): number => publishTaxonomy(write, personId, { ...(before ? draftOf(before) : EMPTY), labels }, summary, more)

/** How a version stands among the others. */
export type Standing = Pick<Taxonomy, 'withdraws' | 'derived'>

/** The version that a draft would be now. */
export const nextTaxonomy = (
  store: Pick<Store, 'prepare'>,
  draft: TaxonomyDraft,
  publishedAt: Taxonomy['publishedAt'],
  more: Standing = {},
): Taxonomy => ({ ...draft, version: (currentTaxonomy(store)?.version ?? 0) + 1, publishedAt, ...more })

/** Writes the draft as the next version and records it. Answers the version. */
export const publishTaxonomy = (
  write: Write,
  personId: PersonId,
  draft: TaxonomyDraft,
  summary: string,
  more: Standing = {},
): number => {
  const taxonomy = nextTaxonomy(write, draft, clockToInstant(write.clock), more)
  const last = currentTaxonomy(write)
  const before = last?.version ?? null
  if (last) markStaleFindings(write, last, taxonomy)
  const { withdraws } = taxonomy
  const body = JSON.stringify(taxonomy)
  write
    .prepare(
      'INSERT INTO taxonomy_versions (version, clock, person_id, summary, body, withdraws) VALUES (?, ?, ?, ?, ?, ?)',
    )
    .run(taxonomy.version, write.clock, personId, summary, body, withdraws ?? null)
  write.log({
    kind: 'taxonomy',
    personId,
    summary: {
      version: taxonomy.version,
      labels: taxonomy.labels.length,
      ...(withdraws === undefined ? {} : { withdraws }),
    },
    payload: { before, why: summary, after: JSON.parse(body) },
  })
  return taxonomy.version
}
