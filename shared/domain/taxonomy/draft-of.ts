import type { Taxonomy, TaxonomyDraft } from '../../model/taxonomy.ts'

/** What a published version says, without its number, its day and how it came about: what is edited and published next. */
export const draftOf = (taxonomy: Taxonomy): TaxonomyDraft => {
  const { version: _version, publishedAt: _publishedAt, withdraws: _withdraws, derived: _derived, ...draft } = taxonomy
  return draft
}
