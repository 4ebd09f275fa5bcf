import { draftOf } from '../../shared/domain/taxonomy/draft-of.ts'
import type { CaseId } from '../../shared/model/ids.ts'
import type { Label, TaxonomyDraft } from '../../shared/model/taxonomy.ts'
import type { Desk } from './desk.ts'

/** The newest version as what is edited next. */
export const currentDraft = async (desk: Desk): Promise<TaxonomyDraft> => {
  const { taxonomy } = await desk.call('taxonomy.get', {})
  if (!taxonomy) throw new Error('This project has no taxonomy.')
  return draftOf(taxonomy)
}

export const labelOf = ({ labels }: TaxonomyDraft, name: string): Label => {
  const found = labels.find((label) => label.name === name)
  if (!found) throw new Error(`There is no label ${name}.`)
  return found
}

export const idsOf = (draft: TaxonomyDraft, ...names: readonly string[]): Label['id'][] =>
  names.map((name) => labelOf(draft, name).id)

/** The draft with one label changed. */
export const relabelled = (draft: TaxonomyDraft, name: string, more: Partial<Label>): TaxonomyDraft => ({
  ...draft,
  labels: draft.labels.map((label) => (label.name === name ? { ...label, ...more } : label)),
})

/** Publishes and waits until the queue is in order. */
export const published = async (desk: Desk, draft: TaxonomyDraft, summary = 'a change') => {
  const answer = await desk.call('taxonomy.publish', { draft, summary })
  await desk.idle()
  return answer
}

/** Labels of the worksheet, as it opens. */
export const openedLabels = async (desk: Desk, caseId: CaseId): Promise<readonly string[]> =>
  (await desk.call('review.open', { caseId })).worksheet.annotations.map(({ label }) => label)
