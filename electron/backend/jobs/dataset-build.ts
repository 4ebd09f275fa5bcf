import { DeskError } from '../../../shared/contract/errors.ts'
import { leafHash, merkleRoot } from '../../../shared/domain/merkle.ts'
import { assignSplits, type SplitItems, worstShare } from '../../../shared/domain/splits/stratify.ts'
import {
  type DatasetCounts,
  type DatasetCoverage,
  DatasetId,
  type DatasetOptions,
  type DatasetPreview,
  type DatasetVersion,
} from '../../../shared/model/dataset.ts'
import type { PersonId } from '../../../shared/model/ids.ts'
import { newActId, sha256 } from '../files/sha256.ts'
import { coverageOf } from '../store/dataset-coverage.ts'
import {
  beginDataset,
  discardDataset,
  EDGE_CASE,
  freezeDataset,
  GOLDEN,
  insertItem,
  newestDataset,
  parentOf,
  type StoredDataset,
  splitsOf,
  unfinishedDatasets,
} from '../store/datasets.ts'
import type { Store } from '../store/store.ts'
import { findNearDuplicates } from './dataset-near.ts'
import { type Chosen, type Selection, selectCases } from './dataset-select.ts'
import { stopIfAsked } from './in-turns.ts'
import type { JobContext } from './job.ts'

/** A few milliseconds' work: no review waits longer for a version's own writes. */
const ROWS_A_WRITE = 1000

/** A version as it will be. */
type Draft = {
  readonly options: DatasetOptions
  readonly parent: StoredDataset | null
  readonly selection: Selection
  /** By case, the split it goes to. */
  readonly split: Int32Array
  readonly counts: DatasetCounts
  readonly coverage: DatasetCoverage
}

const joinGroups = (chosen: readonly Chosen[], join: (a: number, b: number) => void): void => {
  const first = new Map<string, number>()
  chosen.forEach(({ groups }, index) => {
    for (const group of groups) {
      const known = first.get(group)
      if (known === undefined) first.set(group, index)
      else join(index, known)
    }
  })
}

/** The split of each case in the parent, as places in these options' splits; -1 where it has none. */
const splitsBefore = (
  store: Store,
  chosen: readonly Chosen[],
  options: DatasetOptions,
  parent: StoredDataset | null,
) => {
  const before = new Int32Array(chosen.length).fill(-1)
  if (parent === null || !options.keepSplits) return before
  const splits = splitsOf(store, parent)
  const places = new Map(options.splits.map(({ name }, at) => [name, at]))
  chosen.forEach(({ caseRow }, index) => {
    before[index] = places.get(splits.get(caseRow) ?? '') ?? -1
  })
  return before
}

const tally = (values: readonly string[]): Record<string, number> => {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
}

const splitCounts = (
  { chosen, labels }: Selection,
  split: Int32Array,
  options: DatasetOptions,
): DatasetCounts['bySplit'] => {
  const found = options.splits.map(({ name }) => ({
    name,
    cases: 0,
    groups: new Set<string>(),
    labels: new Map<number, number>(),
  }))
  chosen.forEach((one, index) => {
    const own = found[split[index] ?? 0]
    if (!own) return
    own.cases += 1
    for (const group of one.groups) own.groups.add(group)
    one.labels.forEach((label, at) => {
      own.labels.set(label, (own.labels.get(label) ?? 0) + (one.objects[at] ?? 0))
    })
  })
  return found.map(({ name, cases, groups, labels: counts }) => ({
    name,
    cases,
    groups: groups.size,
    labels: Object.fromEntries(
      [...counts].map(([label, count]) => [labels[label] ?? '', count] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  }))
}

const countsOf = (
  selection: Selection,
  options: DatasetOptions,
  { items, names }: { readonly items: SplitItems; readonly names: readonly string[] },
  found: { split: Int32Array; nearDuplicates: number; notCompared: number; splitConflicts: number; resplit: number },
): DatasetCounts => {
  const { split, ...more } = found
  const { chosen, leftOut } = selection
  const worst = worstShare(items, split, options.splits.length)
  return {
    cases: chosen.length,
    bySplit: splitCounts(selection, split, options),
    byStatus: { single: 0, consensus: 0, adjudicated: 0, ...tally(chosen.map(({ status }) => status)) },
    byVerdict: tally(chosen.map(({ verdict }) => verdict)),
    edgeCases: chosen.filter(({ flags }) => flags & EDGE_CASE).length,
    golden: chosen.filter(({ flags }) => flags & GOLDEN).length,
    leftOut,
    worstShare: worst && {
      difference: worst.difference,
      label: names[worst.label] ?? '',
      split: options.splits[worst.split]?.name ?? '',
    },
    ...more,
  }
}

/** Finds out all of a version, and writes nothing of it. */
const draftDataset = async (context: JobContext, given: DatasetOptions): Promise<Draft> => {
  const { store } = context
  const parent = parentOf(store, given)
  const options = { ...given, parent: parent?.version.id ?? null }
  const selection = selectCases(context, options)
  const { chosen, labels } = selection
  const rows = chosen.map(({ caseRow }) => caseRow)
  const { sets, unread } = await findNearDuplicates(context, rows, options.nearDuplicates)
  const nearDuplicates = sets.list().filter(({ length }) => length > 1).length
  joinGroups(chosen, sets.join)
  const names = labels.toSorted()
  const rank = new Map(names.map((name, at) => [name, at]))
  const ranks = labels.map((name) => rank.get(name) ?? 0)
  const items: SplitItems = {
    ids: chosen.map(({ caseId }) => caseId),
    labels: chosen.map((one) => one.labels.map((label) => ranks[label] ?? 0)),
    labelCount: labels.length,
  }
  const { split, conflicts, moved } = assignSplits(items, {
    shares: options.splits.map(({ share }) => share),
    seed: options.seed,
    clusters: sets.list(),
    before: splitsBefore(store, chosen, options, parent),
  })
  stopIfAsked(context)
  const counts = countsOf(
    selection,
    options,
    { items, names },
    {
      ...{ split, nearDuplicates, notCompared: unread },
      ...{ splitConflicts: conflicts, resplit: moved },
    },
  )
  const coverage = coverageOf(store, chosen, selection.taxonomy, labels)
  return { options, parent, selection, split, counts, coverage }
}

/** What building would make. */
export const previewDataset = async (context: JobContext, given: DatasetOptions): Promise<DatasetPreview> => {
  const { options, parent, selection, counts, coverage } = await draftDataset(context, given)
  selection.plan.drop()
  return {
    name: options.name,
    number: (newestDataset(context.store, options.name)?.version.number ?? 0) + 1,
    parent: parent?.version.id ?? null,
    taxonomyVersion: selection.taxonomy?.version ?? 0,
    counts,
    coverage,
  }
}

const HASH_BYTES = 32

/** The rows of label names, made where there are none. */
const labelRows = (store: Store, names: readonly string[]): readonly number[] =>
  store.write((write) => {
    const insert = write.prepare('INSERT OR IGNORE INTO labels (name) VALUES (?)')
    const find = write.prepare<number>('SELECT id FROM labels WHERE name = ?').pluck()
    return names.map((name) => {
      insert.run(name)
      return find.get(name) ?? 0
    })
  })

/** Writes the items in short writes; answers the root over them, in the order of their case ids. */
const writeItems = (context: JobContext, dataset: number, { selection, split }: Draft): Uint8Array => {
  const { store } = context
  const { chosen, plan } = selection
  const rows = labelRows(store, selection.labels)
  const leaves: { readonly caseId: string; readonly leaf: Uint8Array }[] = []
  for (let from = 0; from < chosen.length; from += ROWS_A_WRITE) {
    store.write((write) => {
      chosen.slice(from, from + ROWS_A_WRITE).forEach((one, index) => {
        const own = split[from + index] ?? 0
        const { reviewIds, answerHash, hashes } = plan.read(one.caseRow)
        const hash = Uint8Array.from(hashes.subarray(own * HASH_BYTES, (own + 1) * HASH_BYTES))
        insertItem(write, dataset, {
          ...{ caseRow: one.caseRow, split: own, flags: one.flags, status: one.status },
          ...{ reviewIds, answerHash, hash, labelRows: one.labels.map((label) => rows[label] ?? 0) },
        })
        leaves.push({ caseId: one.caseId, leaf: leafHash(sha256, hash) })
      })
    })
    context.progress(Math.min(from + ROWS_A_WRITE, chosen.length), chosen.length, 'cases frozen')
    context.yieldToDesk()
    stopIfAsked(context)
  }
  leaves.sort((a, b) => (a.caseId < b.caseId ? -1 : 1))
  return merkleRoot(
    sha256,
    leaves.map(({ leaf }) => leaf),
  )
}

const leftOutWords = (leftOut: DatasetCounts['leftOut']): string =>
  Object.entries(leftOut)
    .map(([why, count]) => `${count} ${why}`)
    .join(', ')

const discard = (store: Store, dataset: number): void => {
  while (store.write((write) => discardDataset(write, dataset, ROWS_A_WRITE)));
}

/**
 * Freezes a version: finds its cases, keeps together what belongs together, splits, writes. Whatever goes wrong leaves
 * nothing of it but fingerprints. Throws `bad-input`, `not-found`, `cancelled`.
 */
export const buildDataset = async (
  context: JobContext,
  personId: PersonId,
  given: DatasetOptions,
): Promise<DatasetVersion> => {
  const { store } = context
  for (const left of unfinishedDatasets(store)) discard(store, left)
  const draft = await draftDataset(context, given)
  const { selection, options, parent, counts, coverage } = draft
  if (counts.cases === 0) {
    selection.plan.drop()
    throw new DeskError(
      'bad-input',
      `No case has an agreed answer here: ${leftOutWords(counts.leftOut)}. Review some, decide between answers (truth list), or widen the filter.`,
    )
  }
  const { row } = store.write((write) =>
    beginDataset(write, {
      uid: DatasetId.parse(newActId()),
      options,
      parentRow: parent?.row ?? null,
      personId,
      logSequence: selection.logSequence,
      taxonomyVersion: selection.taxonomy?.version ?? 0,
      mappings: selection.mappings,
    }),
  )
  let frozen = false
  try {
    const root = writeItems(context, row, draft)
    const { version } = store.write((write) => freezeDataset(write, row, root, { counts, coverage }))
    frozen = true
    return version
  } finally {
    selection.plan.drop()
    if (!frozen) discard(store, row)
  }
}
