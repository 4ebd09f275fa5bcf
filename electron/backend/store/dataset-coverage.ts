import { CASE_KINDS } from '../../../shared/model/case.ts'
import type { DatasetCoverage } from '../../../shared/model/dataset.ts'
import type { Taxonomy } from '../../../shared/model/taxonomy.ts'
import type { Store } from './store.ts'

type Counted = { readonly name: string; readonly cases: number }

/** How much of the project's cases these are, by source and kind, and which labels in use none of them has. */
export const coverageOf = (
  store: Pick<Store, 'prepare'>,
  chosen: readonly { readonly source: string | null; readonly kind: string }[],
  taxonomy: Taxonomy | null,
  labels: readonly string[],
): DatasetCoverage => {
  const bySource = store
    .prepare<Counted>(
      `SELECT coalesce(s.name, '') AS name, count(*) AS cases FROM cases c LEFT JOIN sources s ON s.id = c.source_id
       GROUP BY c.source_id ORDER BY name`,
    )
    .all()
  const byKind = store
    .prepare<{ kind: number; cases: number }>('SELECT kind, count(*) AS cases FROM cases GROUP BY kind ORDER BY kind')
    .all()
    .map(({ kind, cases }): Counted => ({ name: CASE_KINDS[kind] ?? '', cases }))
  const sources = Map.groupBy(chosen, ({ source }) => source ?? '')
  const kinds = Map.groupBy(chosen, ({ kind }) => kind)
  const known = new Set(labels)
  return {
    casesInProject: byKind.reduce((sum, { cases }) => sum + cases, 0),
    bySource: bySource.map(({ name, cases }) => ({ source: name, cases: sources.get(name)?.length ?? 0, of: cases })),
    byKind: byKind.map(({ name, cases }) => ({ kind: name, cases: kinds.get(name)?.length ?? 0, of: cases })),
    missingLabels: (taxonomy?.labels ?? [])
      .filter(({ deprecated, name }) => !deprecated && !known.has(name))
      .map(({ name }) => name),
  }
}
