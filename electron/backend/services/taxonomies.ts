import { DeskError } from '../../../shared/contract/errors.ts'
import { changeWords } from '../../../shared/domain/taxonomy/change-words.ts'
import { taxonomyDiff } from '../../../shared/domain/taxonomy/diff.ts'
import type { PersonId } from '../../../shared/model/ids.ts'
import type { Taxonomy } from '../../../shared/model/taxonomy.ts'
import type { Handlers } from '../backend.ts'
import { modelNames } from '../store/model-names.ts'
import { readSettings } from '../store/settings.ts'
import { currentTaxonomy, listTaxonomyVersions, publishRisk, taxonomyVersion } from '../store/taxonomies.ts'
import { keepDraft, readDraft } from '../store/taxonomy-drafts.ts'
import type { ServiceContext } from './context.ts'
import { startSoon } from './start-soon.ts'
import { dryRun, mapNames, publishDraft, withdrawVersion } from './taxonomy-versions.ts'

type Room =
  | 'taxonomy.get'
  | 'taxonomy.versions'
  | 'taxonomy.risk'
  | 'taxonomy.draft'
  | 'taxonomy.saveDraft'
  | 'taxonomy.dryRun'
  | 'taxonomy.publish'
  | 'taxonomy.withdraw'
  | 'taxonomy.mapping'
  | 'taxonomy.map'
  | 'taxonomy.diff'

export const createTaxonomies = (context: ServiceContext): Pick<Handlers, Room> => {
  const layQueue = (personId: PersonId): void => {
    const { triggers } = readSettings(context.store())
    startSoon(context, 'requeue', 'Putting the queue in order', { personId, triggers })
  }
  /** Tells of a new version, and has the queue laid anew: rules name labels. */
  const published = <T extends { readonly version: number }>(answer: T, personId: PersonId): T => {
    context.emit({ type: 'taxonomy.published', version: answer.version })
    context.emit({ type: 'queue.changed' })
    layQueue(personId)
    return answer
  }
  const version = (number: number): Taxonomy => {
    const found = taxonomyVersion(context.store(), number)
    if (found) return found
    throw new DeskError(
      'not-found',
      `The taxonomy has no version ${number}. taxonomy.versions (second-look taxonomy versions) lists them.`,
    )
  }
  return {
    'taxonomy.get': ({ version }) => {
      const store = context.store()
      return { taxonomy: version === undefined ? currentTaxonomy(store) : taxonomyVersion(store, version) }
    },
    'taxonomy.diff': ({ from, to }) => {
      const before = version(from)
      const after = typeof to === 'number' ? version(to) : to
      const changes = taxonomyDiff(before, after)
      return {
        changes: changes.map((change) => ({
          words: changeWords(change, before, after),
          change: JSON.parse(JSON.stringify(change)),
        })),
      }
    },
    'taxonomy.versions': () => listTaxonomyVersions(context.store()),
    'taxonomy.risk': ({ labelId, risk }, { personId }) =>
      published({ version: context.store().write((write) => publishRisk(write, personId, labelId, risk)) }, personId),
    'taxonomy.draft': () => readDraft(context.store()) ?? { draft: null, base: null, savedAt: null, personId: null },
    'taxonomy.saveDraft': ({ draft, base }, { personId }) => ({
      savedAt: context.store().write((write) => keepDraft(write, personId, draft, base)),
    }),
    'taxonomy.dryRun': (input) => dryRun(context.store(), input),
    'taxonomy.publish': async (input, { personId }) =>
      published(await publishDraft(context.store(), personId, input), personId),
    'taxonomy.withdraw': async (input, { personId }) =>
      published(await withdrawVersion(context.store(), personId, input), personId),
    'taxonomy.mapping': () => ({ names: [...modelNames(context.store())] }),
    'taxonomy.map': async ({ names, why }, { personId }) => {
      const changed = await mapNames(context.store(), personId, { names, why })
      if (changed > 0) {
        context.emit({ type: 'queue.changed' })
        layQueue(personId)
      }
      return { changed }
    },
  }
}
