import { clockToInstant } from '../../../shared/domain/clock.ts'
import type { PersonId } from '../../../shared/model/ids.ts'
import { TaxonomyDraft } from '../../../shared/model/taxonomy.ts'
import type { Store, Write } from './store.ts'

export type KeptDraft = {
  readonly draft: TaxonomyDraft
  /** The version it was begun from; null in a project without any. */
  readonly base: number | null
  readonly savedAt: string
  readonly personId: string
}

type Row = { base: number | null; person_id: string; clock: string; body: string }

/** The project's working draft of the taxonomy; null where nobody has one. */
export const readDraft = (store: Pick<Store, 'prepare'>): KeptDraft | null => {
  const row = store.prepare<Row>('SELECT base, person_id, clock, body FROM taxonomy_drafts WHERE id = 1').get()
  if (row === undefined) return null
  return {
    draft: TaxonomyDraft.parse(JSON.parse(row.body)),
    base: row.base,
    savedAt: clockToInstant(row.clock),
    personId: row.person_id,
  }
}

/** Keeps the draft as it is now; null ends it. */
export const keepDraft = (
  write: Write,
  personId: PersonId,
  draft: TaxonomyDraft | null,
  base: number | null,
): string | null => {
  if (draft === null) {
    write.prepare('DELETE FROM taxonomy_drafts').run()
    return null
  }
  write
    .prepare(
      `INSERT INTO taxonomy_drafts (id, base, person_id, clock, body) VALUES (1, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET base = excluded.base, person_id = excluded.person_id, clock = excluded.clock,
         body = excluded.body`,
    )
    .run(base, personId, write.clock, JSON.stringify(draft))
  return clockToInstant(write.clock)
}
