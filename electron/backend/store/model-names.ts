import type { MappedName } from '../../../shared/contract/taxonomies.ts'
import type { Reading } from '../../../shared/domain/taxonomy/reading.ts'
import { labelsByName } from '../../../shared/domain/taxonomy/replacing.ts'
import { similarLabels } from '../../../shared/domain/taxonomy/similar-names.ts'
import type { Label } from '../../../shared/model/taxonomy.ts'
import { labelMappings } from './label-mappings.ts'
import { currentReading, type ReadingStore } from './readings.ts'
import { versionAt } from './taxonomies.ts'

type Used = { readonly model: string; readonly name: string; readonly count: number; readonly clock: string }

/** A name counts for the model, whatever its version; it is read as of the model's newest import. */
const USED = `
  WITH newest AS (
    SELECT m.name, max(i.clock) AS clock
    FROM (SELECT DISTINCT model_id, import_id FROM predictions) p
    JOIN models m ON m.id = p.model_id JOIN imports i ON i.id = p.import_id GROUP BY m.name
  ), used AS (
    SELECT p.model_id, a.label_id, count(*) AS count
    FROM prediction_annotations a JOIN predictions p ON p.id = a.prediction_id GROUP BY p.model_id, a.label_id
  )
  SELECT m.name AS model, l.name, sum(used.count) AS count, newest.clock
  FROM used JOIN models m ON m.id = used.model_id JOIN labels l ON l.id = used.label_id
  JOIN newest ON newest.name = m.name
  GROUP BY m.name, l.id`

type Meaning = Pick<MappedName, 'meaning' | 'how'>

const meaningOf = (reading: Reading, named: ReadonlyMap<string, Label>, used: Used, from: number): Meaning => {
  const { id } = reading.label(used.name, from, used.model)
  const label = reading.taxonomy?.labels.find((one) => one.id === id)
  if (label === undefined) return { meaning: null, how: id === null ? 'new' : 'replaced' }
  const now = named.get(used.name)
  if (label.deprecated) return { meaning: null, how: 'replaced' }
  if (now?.id === label.id) return { meaning: label.id, how: reading.isDecided(label.id) ? 'same' : 'new' }
  return { meaning: label.id, how: now?.deprecated === true ? 'replaced' : 'earlier-name' }
}

const isOpen = ({ meaning, how }: Meaning): boolean => meaning === null || how === 'new'

/** Every name of a label that models use, and what it means now: those left open first, then the most frequent. */
export const modelNames = (store: ReadingStore): readonly MappedName[] => {
  const reading = currentReading(store)
  const labels = reading.taxonomy?.labels ?? []
  const named = labelsByName({ labels })
  const mappings = new Map(labelMappings(store).map((one) => [JSON.stringify([one.model, one.name]), one]))
  return store
    .prepare<Used>(USED)
    .all()
    .map((used): MappedName => {
      const { model, name, count } = used
      const mapping = mappings.get(JSON.stringify([model, name])) ?? mappings.get(JSON.stringify(['', name]))
      const holds = mapping !== undefined && labels.some(({ id }) => id === mapping.labelId)
      const found = meaningOf(reading, named, used, versionAt(store, used.clock))
      const read: Meaning = holds ? { meaning: found.meaning, how: 'mapped' } : found
      const suggestions = isOpen(read) ? similarLabels(name, labels) : []
      return { name, model, count, ...read, mappedFor: mapping?.model ?? null, suggestions: [...suggestions] }
    })
    .sort((a, b) => Number(isOpen(b)) - Number(isOpen(a)) || b.count - a.count || (a.name < b.name ? -1 : 1))
}
