import type { Handlers } from '../backend.ts'
import { readSettings } from '../store/settings.ts'
import { currentTaxonomy, listTaxonomyVersions, publishRisk, taxonomyVersion } from '../store/taxonomies.ts'
import type { ServiceContext } from './context.ts'
import { startSoon } from './start-soon.ts'

export const createTaxonomies = (
  context: ServiceContext,
): Pick<Handlers, 'taxonomy.get' | 'taxonomy.versions' | 'taxonomy.risk'> => ({
  'taxonomy.get': ({ version }) => {
    const store = context.store()
    return { taxonomy: version === undefined ? currentTaxonomy(store) : taxonomyVersion(store, version) }
  },
  'taxonomy.versions': () => ({ versions: listTaxonomyVersions(context.store()) }),
  'taxonomy.risk': ({ labelId, risk }, caller) => {
    const store = context.store()
    const version = store.write((write) => publishRisk(write, caller.personId, labelId, risk))
    context.emit({ type: 'taxonomy.published', version })
    startSoon(context, 'requeue', 'Putting the queue in order', {
      personId: caller.personId,
      triggers: readSettings(store).triggers,
    })
    return { version }
  },
})
