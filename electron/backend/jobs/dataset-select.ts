import { DeskError } from '../../../shared/contract/errors.ts'
import { itemLine } from '../../../shared/domain/dataset-item.ts'
import { answerKey, type GroundTruth } from '../../../shared/domain/ground-truth.ts'
import { fieldValues } from '../../../shared/domain/where/metadata.ts'
import type { Case } from '../../../shared/model/case.ts'
import type { DatasetCounts, DatasetOptions } from '../../../shared/model/dataset.ts'
import type { LabelMapping } from '../../../shared/model/migration.ts'
import type { Review } from '../../../shared/model/review.ts'
import type { Taxonomy } from '../../../shared/model/taxonomy.ts'
import type { TruthStatus } from '../../../shared/model/truth.ts'
import { sha256 } from '../files/sha256.ts'
import { contentHashes } from '../store/cases.ts'
import { createDatasetPlan, type DatasetPlan } from '../store/dataset-plan.ts'
import { EDGE_CASE, GOLDEN } from '../store/datasets.ts'
import { labelMappings } from '../store/label-mappings.ts'
import { compileWhere } from '../store/query.ts'
import { lastSequence } from '../store/record.ts'
import type { Store } from '../store/store.ts'
import { currentTaxonomy } from '../store/taxonomies.ts'
import { pagesOf, readTruthPage, type TruthPage, takingPart, truthOfCase } from '../store/truths.ts'
import { stopIfAsked } from './in-turns.ts'
import type { JobContext } from './job.ts'

/** A case that goes into a version, as far as splitting and counting ask. */
export type Chosen = {
  readonly caseRow: number
  readonly caseId: string
  readonly kind: string
  readonly source: string | null
  /** Values of the metadata that keeps cases together. */
  readonly groups: readonly string[]
  /** Numbers of its labels (places in `Selection.labels`), each once, and how many objects have each. */
  readonly labels: readonly number[]
  readonly objects: readonly number[]
  readonly status: TruthStatus
  /** "truth" where nobody judged a prediction. */
  readonly verdict: string
  readonly flags: number
}

export type Selection = {
  readonly chosen: readonly Chosen[]
  /** Label names by number. */
  readonly labels: readonly string[]
  readonly leftOut: DatasetCounts['leftOut']
  readonly taxonomy: Taxonomy | null
  /** What models' names meant when the answers were read. */
  readonly mappings: readonly LabelMapping[]
  /** The state read is that after this entry of the desk's record. */
  readonly logSequence: number
  /** Beside each case: what it will be stored as. */
  readonly plan: DatasetPlan
}

type LeftOut = { unanswered: number; undecided: number; uncorrected: number; outdated: number }

/** What stays the same for all cases of a selection. */
type Basis = {
  readonly options: DatasetOptions
  readonly golden: ReadonlySet<number>
  /** Reviews that cannot be read in the newest taxonomy before a person answered. */
  readonly open: ReadonlySet<string>
  readonly labelKey: (name: string) => string
  /** The number of a label. */
  readonly numberOf: (name: string) => number
}

const groupsOf = (one: Case, groupBy: string): readonly string[] => {
  if (groupBy === '') return []
  if (groupBy === 'group') return one.group === undefined ? [] : [one.group]
  if (groupBy === 'source') return one.source === undefined ? [] : [one.source]
  return fieldValues(one.meta, groupBy.replace(/^meta\./, '')).map(({ value }) => value)
}

const numbering = () => {
  const numbers = new Map<string, number>()
  return {
    of: (name: string): number => {
      const known = numbers.get(name)
      if (known !== undefined) return known
      numbers.set(name, numbers.size)
      return numbers.size - 1
    },
    names: (): readonly string[] => [...numbers.keys()],
  }
}

/** Why a case stays out, or null. `reviews`: all that take part. */
const outOf = (truth: GroundTruth, reviews: readonly Review[], { open }: Basis): keyof LeftOut | null => {
  if (truth.status === 'none') return 'unanswered'
  const asked = truth.status === 'undecided' ? reviews : truth.reviews
  if (asked.some(({ id }) => open.has(id))) return 'outdated'
  if (truth.status === 'undecided') return 'undecided'
  return truth.answered ? null : 'uncorrected'
}

type Settled = Extract<GroundTruth, { readonly review: unknown }>

/** The reviews that a version points to: the one that speaks first. */
export const pointedTo = ({ review, reviews }: Settled): readonly string[] => [
  review.id,
  ...reviews.flatMap(({ id }) => (id === review.id ? [] : [id])).sort(),
]

const chosenOf = (one: Case, caseRow: number, truth: Settled, basis: Basis): Chosen => {
  const counts = new Map<number, number>()
  for (const { label } of truth.review.annotations) {
    const number = basis.numberOf(label)
    counts.set(number, (counts.get(number) ?? 0) + 1)
  }
  const edge = truth.reviews.some(({ edgeCase }) => edgeCase)
  return {
    caseRow,
    caseId: one.id,
    kind: one.kind,
    source: one.source ?? null,
    groups: groupsOf(one, basis.options.groupBy),
    labels: [...counts.keys()],
    objects: [...counts.values()],
    status: truth.status,
    verdict: truth.review.verdict ?? 'truth',
    flags: (edge ? EDGE_CASE : 0) | (basis.golden.has(caseRow) ? GOLDEN : 0),
  }
}

/** The hash of the item in each of the splits that it may come to. */
const hashesOf = (one: Case, contentHash: string, truth: Settled, flags: number, splits: DatasetOptions['splits']) =>
  Buffer.concat(
    splits.map(({ name }) =>
      sha256(
        itemLine({
          case: one,
          contentHash,
          split: name,
          edgeCase: (flags & EDGE_CASE) > 0,
          golden: (flags & GOLDEN) > 0,
          truth: {
            status: truth.status,
            reviewIds: pointedTo(truth),
            annotations: truth.review.annotations,
            relations: truth.review.relations,
          },
        }),
      ),
    ),
  )

const goldenRows = (store: Store, golden: string): ReadonlySet<number> => {
  if (golden.trim() === '') return new Set()
  const where = compileWhere(golden, store)
  return new Set(
    store
      .prepare<number>(`SELECT c.id FROM cases c WHERE ${where.sql}`)
      .pluck()
      .all(...where.parameters),
  )
}

const basisOf = (
  store: Store,
  options: DatasetOptions,
  taxonomy: Taxonomy | null,
  numberOf: Basis['numberOf'],
): Basis => {
  const ids = new Map(taxonomy?.labels.map(({ name, id }) => [name, id]))
  return {
    options,
    numberOf,
    golden: goldenRows(store, options.golden),
    open: new Set(store.prepare<string>('SELECT review_id FROM taxonomy_questions').pluck().all()),
    // A label that was only given another name is the same answer.
    labelKey: (name) => ids.get(name) ?? name,
  }
}

/** Takes one case in, or answers why not. */
const take = (
  page: TruthPage & { readonly hashes: ReadonlyMap<number, string> },
  caseRow: number,
  basis: Basis,
  into: { readonly chosen: Chosen[]; readonly plan: DatasetPlan },
): keyof LeftOut | null => {
  const { options } = basis
  const truth = truthOfCase(page, caseRow, { rule: options.truth, importedTruth: options.importedTruth })
  const out = outOf(truth, takingPart(page, caseRow, options.importedTruth), basis)
  const one = page.cases.get(caseRow)
  if (out !== null || one === undefined || truth.status === 'none' || truth.status === 'undecided') return out
  const chosen = chosenOf(one, caseRow, truth, basis)
  into.chosen.push(chosen)
  into.plan.keep({
    caseRow,
    reviewIds: pointedTo(truth),
    answerHash: sha256(answerKey(truth.review, basis.labelKey)).subarray(0, 16),
    hashes: hashesOf(one, page.hashes.get(caseRow) ?? '', truth, chosen.flags, options.splits),
  })
  return null
}

/** A slip of the pen in a field's name would keep nothing together, and leak. Throws `bad-input`. */
const requireGroups = (chosen: readonly Chosen[], { groupBy }: DatasetOptions): void => {
  if (!groupBy.startsWith('meta.') || chosen.length === 0 || chosen.some(({ groups }) => groups.length > 0)) return
  throw new DeskError(
    'bad-input',
    `None of the ${chosen.length} cases has ${groupBy}, so that it would keep nothing together. Correct its name, or group by nothing (--group-by none).`,
  )
}

/**
 * Finds the cases of a version and the answer of each, in one snapshot of the project: what is written meanwhile belongs to
 * a later version. Throws `bad-input` for an expression that cannot be read, and `cancelled`.
 */
export const selectCases = (context: JobContext, options: DatasetOptions): Selection => {
  const { store } = context
  const where = compileWhere(options.where, store)
  const plan = createDatasetPlan(store)
  const labels = numbering()
  const chosen: Chosen[] = []
  const leftOut: LeftOut = { unanswered: 0, undecided: 0, uncorrected: 0, outdated: 0 }
  store.db.exec('BEGIN')
  try {
    const taxonomy = currentTaxonomy(store)
    const basis = basisOf(store, options, taxonomy, labels.of)
    const matching =
      store
        .prepare<number>(`SELECT count(*) FROM cases c WHERE ${where.sql}`)
        .pluck()
        .get(...where.parameters) ?? 0
    const reviewed = store
      .prepare<number>(
        `SELECT c.id FROM cases c
         WHERE c.id IN (SELECT case_id FROM reviews WHERE active = 1) AND (${where.sql}) ORDER BY c.id`,
      )
      .pluck()
      .all(...where.parameters)
    leftOut.unanswered = matching - reviewed.length
    let looked = 0
    for (const caseRows of pagesOf(reviewed)) {
      stopIfAsked(context)
      const page = { ...readTruthPage(store, caseRows, 'active'), hashes: contentHashes(store, caseRows) }
      for (const caseRow of caseRows) {
        const out = take(page, caseRow, basis, { chosen, plan })
        if (out !== null) leftOut[out] += 1
      }
      looked += caseRows.length
      context.progress(looked, reviewed.length, 'cases read')
    }
    requireGroups(chosen, options)
    const logSequence = lastSequence(store, store.deskId)
    const mappings = labelMappings(store)
    return { chosen, labels: labels.names(), leftOut, taxonomy, mappings, logSequence, plan }
  } catch (error) {
    plan.drop()
    throw error
  } finally {
    store.db.exec('COMMIT')
  }
}
