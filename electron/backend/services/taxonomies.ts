import { DeskError } from '../../../shared/contract/errors.ts'
import { changeWords, taxonomyDiff } from '../../../shared/domain/taxonomy/diff.ts'
import { taxonomyProblems } from '../../../shared/domain/taxonomy/problems.ts'
import type { PersonId } from '../../../shared/model/ids.ts'
import type { Taxonomy } from '../../../shared/model/taxonomy.ts'
import type { Handlers } from '../backend.ts'
import { readSettings } from '../store/settings.ts'
import {
  currentTaxonomy,
  listTaxonomyVersions,
  publishRisk,
  publishTaxonomy,
  taxonomyVersion,
} from '../store/taxonomies.ts'
import type { ServiceContext } from './context.ts'
import { startSoon } from './start-soon.ts'

type Room = 'taxonomy.get' | 'taxonomy.versions' | 'taxonomy.risk' | 'taxonomy.publish' | 'taxonomy.diff'

export const createTaxonomies = (context: ServiceContext): Pick<Handlers, Room> => {
  /** Tells of a new version, and has the queue laid anew: rules name labels. */
  const published = (version: number, personId: PersonId): { version: number } => {
    context.emit({ type: 'taxonomy.published', version })
    const { triggers } = readSettings(context.store())
    startSoon(context, 'requeue', 'Putting the queue in order', { personId, triggers })
    return { version }
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
    'taxonomy.versions': () => ({ versions: listTaxonomyVersions(context.store()) }),
    'taxonomy.risk': ({ labelId, risk }, { personId }) =>
      published(
        context.store().write((write) => publishRisk(write, personId, labelId, risk)),
        personId,
      ),
    'taxonomy.publish': ({ draft, summary }, { personId }) => {
      const problems = taxonomyProblems(draft)
      if (problems.length > 0)
        throw new DeskError('bad-input', `${problems.join(' ')} Nothing was published; correct this first.`, {
          problems,
        })
      return published(
        context.store().write((write) => publishTaxonomy(write, personId, draft, summary)),
        personId,
      )
    },
  }
}
