import type { LabelId } from '../../model/ids.ts'
import type { Label, TaxonomyDraft } from '../../model/taxonomy.ts'
import { sameJson } from '../same-json.ts'

/** What a draft did to a label since the published version; `deprecated` and `risk` also tell what was so before. */
export type LabelBadge =
  | 'new'
  | 'renamed'
  | 'moved'
  | 'merged'
  | 'split'
  | 'deprecated'
  | 'restored'
  | 'changed'
  | 'risk'

const fate = (label: Label): LabelBadge => {
  if (label.replacedBy.length === 0) return 'deprecated'
  return label.replacedBy.length === 1 ? 'merged' : 'split'
}

const badgesOf = (label: Label, before: Label | undefined): readonly LabelBadge[] => {
  const risk: readonly LabelBadge[] = label.risk === 'high' ? ['risk'] : []
  const out: readonly LabelBadge[] = label.deprecated ? [fate(label)] : []
  if (!before) return ['new', ...out, ...risk]
  const badges: LabelBadge[] = []
  if (before.name !== label.name) badges.push('renamed')
  if (before.parent !== label.parent) badges.push('moved')
  if (before.deprecated && !label.deprecated) badges.push('restored')
  badges.push(...out)
  return [...(badges.length === 0 && !sameJson(before, label) ? ['changed' as const] : badges), ...risk]
}

/** The badges of each label that has any. */
export const labelBadges = (base: TaxonomyDraft, draft: TaxonomyDraft): ReadonlyMap<LabelId, readonly LabelBadge[]> => {
  const before = new Map(base.labels.map((label) => [label.id, label]))
  return new Map(
    draft.labels.flatMap((label) => {
      const badges = badgesOf(label, before.get(label.id))
      return badges.length === 0 ? [] : [[label.id, badges] as const]
    }),
  )
}
