import type { PersonId } from '../../../shared/model/ids.ts'
import { LabelMapping } from '../../../shared/model/migration.ts'
import { markStaleByModel } from './stale-findings.ts'
import type { Store, Write } from './store.ts'

type Reader = Pick<Store, 'prepare'>

/** What models' names of labels mean, as people said it; by model, then by name. */
export const labelMappings = (store: Reader): readonly LabelMapping[] =>
  store
    .prepare('SELECT model_name AS model, name, label_id AS labelId FROM label_mappings ORDER BY model_name, name')
    .all()
    .map((row) => LabelMapping.parse(row))

/** Changes exactly when the mappings do. */
export const mappingState = (store: Reader): string =>
  store.prepare<string>("SELECT count(*) || ' ' || coalesce(max(clock), '') FROM label_mappings").pluck().get() ?? ''

export type NewMapping = Omit<LabelMapping, 'labelId'> & { readonly labelId: LabelMapping['labelId'] | null }

/** What the mappings would be with these: the last one said of a name counts, null takes it back. */
export const mappingsWith = (
  mappings: readonly LabelMapping[],
  names: readonly NewMapping[],
): readonly LabelMapping[] => {
  const keyOf = ({ model, name }: Pick<LabelMapping, 'model' | 'name'>): string => JSON.stringify([model, name])
  const said = new Map(names.map((one) => [keyOf(one), one]))
  const added = [...said.values()].flatMap(({ model, name, labelId }) =>
    labelId === null ? [] : [{ model, name, labelId }],
  )
  return [...mappings.filter((one) => !said.has(keyOf(one))), ...added]
}

/** Says what names mean, or takes that back (null), and records it. Answers how many changed; none leaves no entry. */
export const mapLabels = (write: Write, personId: PersonId, names: readonly NewMapping[], why: string): number => {
  const before = new Map(labelMappings(write).map((one) => [JSON.stringify([one.model, one.name]), one.labelId]))
  const changed = names.filter(
    ({ model, name, labelId }) => (before.get(JSON.stringify([model, name])) ?? null) !== labelId,
  )
  for (const { model, name, labelId } of changed) {
    if (labelId === null) write.prepare('DELETE FROM label_mappings WHERE model_name = ? AND name = ?').run(model, name)
    else
      write
        .prepare(
          `INSERT INTO label_mappings (model_name, name, label_id, person_id, clock) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (model_name, name) DO UPDATE
           SET label_id = excluded.label_id, person_id = excluded.person_id, clock = excluded.clock`,
        )
        .run(model, name, labelId, personId, write.clock)
  }
  if (changed.length === 0) return 0
  markStaleByModel(write, changed)
  write.log({
    kind: 'taxonomy',
    personId,
    summary: { mapped: changed.length },
    payload: {
      mapped: changed.map(({ model, name, labelId }) => ({
        ...{ model, name, labelId },
        before: before.get(JSON.stringify([model, name])) ?? null,
      })),
      why,
    },
  })
  return changed.length
}
