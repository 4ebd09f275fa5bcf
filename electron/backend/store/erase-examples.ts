import type { LabelExample } from '../../../shared/model/taxonomy.ts'
import { TaxonomyDraft } from '../../../shared/model/taxonomy.ts'
import type { Run } from './erase-mentions.ts'
import type { Store } from './store.ts'

type Db = Pick<Store, 'prepare'>

/** What examples can be known by, taken down before the cases' rows are gone. */
export type ExamplesOf = {
  readonly caseIds: readonly string[]
  readonly texts: readonly string[]
  /** SHA-256 of the cases' images, as hex. */
  readonly images: readonly string[]
}

/** Words of this length are in two places because one was taken from the other. */
const TAKEN = 20

/** Made from one of the cases. Older examples do not say of which: their picture, or their words, do. */
const isOf = ({ caseId, image, text }: LabelExample, { caseIds, texts, images }: ExamplesOf): boolean => {
  if (caseId !== undefined) return caseIds.includes(caseId)
  if (image !== undefined && images.includes(image.sha256)) return true
  if (text === undefined || text.length < TAKEN) return false
  const parts = text.split(' … ')
  return texts.some((whole) => parts.every((part) => whole.includes(part)))
}

/** Takes the examples out of the draft and of every published version. Answers those that went. */
export const eraseExamples = (db: Db, run: Run, of: ExamplesOf): readonly LabelExample[] => {
  const gone: LabelExample[] = []
  for (const table of ['taxonomy_drafts', 'taxonomy_versions']) {
    const rows = db.prepare<{ row: number; body: string }>(`SELECT rowid AS row, body FROM ${table}`).all()
    for (const { row, body } of rows) {
      const before = JSON.parse(body)
      const { labels } = TaxonomyDraft.pick({ labels: true }).parse({ labels: before.labels })
      const found = labels.flatMap(({ examples }) => examples.filter((one) => isOf(one, of)))
      if (found.length === 0) continue
      gone.push(...found)
      const left = labels.map((label) => ({ ...label, examples: label.examples.filter((one) => !isOf(one, of)) }))
      run(table, `UPDATE ${table} SET body = ? WHERE rowid = ?`, JSON.stringify({ ...before, labels: left }), row)
    }
  }
  return gone
}

/** How an entry of the record that published such an example can be known. */
export const tellsOf = ({ caseId, image, text }: LabelExample): string =>
  caseId ?? image?.sha256 ?? JSON.stringify(text ?? '')
