import { setImmediate } from 'node:timers/promises'
import { DeskError } from '../../../shared/contract/errors.ts'
import type { Output, Parsed } from '../../../shared/contract/table.ts'
import { sameJson } from '../../../shared/domain/same-json.ts'
import { migrationSteps, stepKey } from '../../../shared/domain/taxonomy/migration.ts'
import { taxonomyProblems } from '../../../shared/domain/taxonomy/problems.ts'
import type { Reading } from '../../../shared/domain/taxonomy/reading.ts'
import { lineOf, type Versions, withdrawable, withoutVersion } from '../../../shared/domain/taxonomy/version-line.ts'
import type { PersonId } from '../../../shared/model/ids.ts'
import type { MigrationCounts } from '../../../shared/model/migration.ts'
import { type Taxonomy, TaxonomyDraft } from '../../../shared/model/taxonomy.ts'
import { labelMappings, mapLabels, mappingsWith, type NewMapping } from '../store/label-mappings.ts'
import { currentReading, type ReadingStore, readingAt, readingOfNext } from '../store/readings.ts'
import type { Store, Write } from '../store/store.ts'
import {
  listTaxonomyVersions,
  nextTaxonomy,
  publishTaxonomy,
  type Standing,
  taxonomyVersions,
} from '../store/taxonomies.ts'
import { keepDraft, readDraft } from '../store/taxonomy-drafts.ts'
import { carryOut, outdatedCases } from '../store/taxonomy-questions.ts'
import { surveyInTurns } from '../store/taxonomy-survey.ts'
import { type Pause, surveyed } from './surveyed.ts'

type Next = { readonly draft: TaxonomyDraft; readonly standing: Standing }

const requireSound = (draft: TaxonomyDraft): void => {
  const problems = taxonomyProblems(draft)
  if (problems.length === 0) return
  throw new DeskError(
    'bad-input',
    `${problems.map(({ message }) => message).join(' ')} Nothing was published; correct this first.`,
    { problems },
  )
}

/** What taking a version back would publish. Throws `not-found`, and `bad-input` for any but the one that can be. */
const withdrawal = (versions: Versions, version: number): Next => {
  const asked = versions.find((one) => one.version === version)
  if (!asked)
    throw new DeskError(
      'not-found',
      `The taxonomy has no version ${version}. taxonomy.versions (second-look taxonomy versions) lists them.`,
    )
  const can = withdrawable(versions)
  if (can?.version === version) return { draft: withoutVersion(versions, asked), standing: { withdraws: version } }
  throw new DeskError('bad-input', `Version ${version} cannot be withdrawn: ${refusal(versions, asked, can)}`)
}

const refusal = (versions: Versions, asked: Taxonomy, can: Taxonomy | null): string => {
  const holds = lineOf(versions, versions.at(-1)?.version ?? 0).some(({ version }) => version === asked.version)
  const first = can === null ? '' : ` Withdraw version ${can.version} instead.`
  if (asked.withdraws !== undefined)
    return `it takes back version ${asked.withdraws}. To have that again, publish what it said (second-look taxonomy show --version-of ${asked.withdraws}).`
  if (versions.some(({ withdraws }) => withdraws === asked.version) || !holds)
    return `it was withdrawn already.${first}`
  if (asked.derived)
    return `nobody decided it; it only knows what an import or a review met, which stays as it is.${first}`
  if (can === null) return 'nothing stood before it. Publish another version instead.'
  return `version ${can.version} came after it. Withdraw that one first.`
}

/** The two readings that a survey holds against each other. Throws `bad-input` for a draft that contradicts itself. */
const readingsOf = (store: ReadingStore, { draft, standing }: Next): readonly [before: Reading, after: Reading] => {
  requireSound(draft)
  const next = nextTaxonomy(store, draft, new Date().toISOString(), standing)
  return [currentReading(store), readingOfNext(store, next)]
}

/** What publishing a draft, or withdrawing a version, would do; by the same steps, without the last one. In turns. */
export const dryRun = async (
  store: Store,
  { next: asked, offset, limit }: Parsed<'taxonomy.dryRun'>,
  pause: Pause = setImmediate,
): Promise<Output<'taxonomy.dryRun'>> => {
  const versions = taxonomyVersions(store)
  const next = 'draft' in asked ? { draft: asked.draft, standing: {} } : withdrawal(versions, asked.withdraw)
  const { draft } = next
  const outlook = await surveyInTurns(store, ...readingsOf(store, next), pause)
  const before = versions.at(-1) ?? TaxonomyDraft.parse({ ...draft, labels: [], attributes: [] })
  const { total, cases } = outdatedCases(store, outlook, offset, limit)
  return {
    counts: outlook.counts,
    steps: migrationSteps(before, draft).map((step) => {
      const key = stepKey(step)
      return { step, ...((key === null ? undefined : outlook.byStep.get(key)) ?? { rewritten: 0, again: 0 }) }
    }),
    total,
    cases: [...cases],
  }
}

type Published = { readonly version: number; readonly counts: MigrationCounts }

type Deed = {
  readonly personId: PersonId
  readonly summary: string
  /** What to publish, as things stand. Throws where it must not be. */
  next(store: ReadingStore): Next
  /** What goes with it, in the same transaction. */
  done?(write: Write): void
}

const publish = (store: Store, { personId, summary, next, done }: Deed, pause: Pause): Promise<Published> =>
  surveyed(
    store,
    (now) => {
      const { draft, standing } = next(now)
      const [before, after] = readingsOf(now, { draft, standing })
      return {
        ...{ before, after },
        carryOut: (write, outlook) => {
          const version = publishTaxonomy(write, personId, draft, summary, standing)
          carryOut(write, outlook)
          done?.(write)
          return { version, counts: outlook.counts }
        },
      }
    },
    pause,
  )

/** Throws `conflict` where a draft was begun from another version than the newest: publishing it would undo that one. */
const requireNewest = (store: ReadingStore, base: number | null): void => {
  const newest = listTaxonomyVersions(store).versions.at(0)
  if ((newest?.version ?? null) === base) return
  const begun = base === null ? 'before there was any version' : `from version ${base}`
  const [is, remedy] = newest
    ? [
        `version ${newest.version} is the newest (“${newest.summary}”)`,
        `Take over what changed (second-look taxonomy diff PROJECT ${base === null || base > newest.version ? 'FROM' : base} ${newest.version}), and publish it as begun from version ${newest.version} (--base ${newest.version}).`,
      ]
    : ['there is no version yet', 'Publish it without the version it was begun from.']
  throw new DeskError('conflict', `This was begun ${begun}, and ${is}. Nothing was published. ${remedy}`, {
    base,
    newest: newest?.version ?? null,
  })
}

/** Publishes a draft. The working draft ends where it says the same; what somebody else works at is kept. */
export const publishDraft = (
  store: Store,
  personId: PersonId,
  { draft, summary, base }: Pick<Parsed<'taxonomy.publish'>, 'draft' | 'summary' | 'base'>,
  pause: Pause = setImmediate,
): Promise<Published> =>
  publish(
    store,
    {
      ...{ personId, summary },
      next: (now) => {
        if (base !== undefined) requireNewest(now, base)
        return { draft, standing: {} }
      },
      done: (write) => {
        const kept = readDraft(write)
        if (kept !== null && sameJson(kept.draft, draft)) keepDraft(write, personId, null, null)
      },
    },
    pause,
  )

/** Takes a version back. A working draft stays: it says which version it was begun from. */
export const withdrawVersion = (
  store: Store,
  personId: PersonId,
  { version, why }: Parsed<'taxonomy.withdraw'>,
  pause: Pause = setImmediate,
): Promise<Published> =>
  publish(store, { personId, summary: why, next: (now) => withdrawal(taxonomyVersions(now), version) }, pause)

/** Says what names of models mean. Answers how many changed. */
export const mapNames = (
  store: Store,
  personId: PersonId,
  { names, why }: Parsed<'taxonomy.map'>,
  pause: Pause = setImmediate,
): Promise<number> =>
  surveyed(
    store,
    (now) => {
      const before = currentReading(now)
      requireLabels(before.taxonomy, names)
      return {
        before,
        after: readingAt(now, before.taxonomy?.version ?? 1, mappingsWith(labelMappings(now), names)),
        carryOut: (write, outlook) => {
          const changed = mapLabels(write, personId, names, why)
          carryOut(write, outlook)
          return changed
        },
      }
    },
    pause,
  )

/** A name means a label that is in use. */
const requireLabels = (taxonomy: Taxonomy | undefined, names: readonly NewMapping[]): void => {
  for (const { name, labelId } of names) {
    if (labelId === null) continue
    const label = taxonomy?.labels.find(({ id }) => id === labelId)
    if (label?.deprecated === false) continue
    throw new DeskError(
      'bad-input',
      `"${name}" cannot mean ${label ? `the label "${label.name}", which is deprecated` : `${labelId}, which is no label of the taxonomy`}. Nothing was changed; name a label in use (second-look taxonomy show).`,
    )
  }
}
