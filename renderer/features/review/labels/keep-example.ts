import { boundsOf } from '../../../../shared/domain/geometry/shape.ts'
import { draftOf } from '../../../../shared/domain/taxonomy/draft-of.ts'
import { setLabel } from '../../../../shared/domain/taxonomy/label-edits.ts'
import type { Annotation } from '../../../../shared/model/annotation.ts'
import type { LabelExample } from '../../../../shared/model/taxonomy.ts'
import { client } from '../../../api/client.ts'
import { t } from '../../../i18n/t.ts'
import { type ReviewState, review, selectedObjects, tell } from '../review-state.ts'

const MOST_EXAMPLES = 100
const LONGEST_TEXT = 2000

/** A crop of the picture, or the words; null where the object is neither on an image nor in a text. */
const exampleOf = ({ shape }: Annotation, { picture, desk }: ReviewState): LabelExample | null => {
  if (!desk) return null
  const shown = { is: 'positive', note: '', caseId: desk.open.case.id } as const
  if (shape.kind === 'span')
    return {
      ...shown,
      text: shape.ranges
        .map(({ quote }) => quote)
        .join(' … ')
        .slice(0, LONGEST_TEXT)
        .toWellFormed(),
    }
  const bounds = boundsOf(shape)
  if (!bounds || !picture || picture.pages > 1 || desk.open.case.kind === 'document') return null
  const { x, y, w, h } = bounds
  return { ...shown, image: { sha256: picture.image.sha256, box: [x, y, w, h] } }
}

/** Keeps the selected object as an example of its label in the taxonomy's draft, which somebody publishes. */
export const keepAsExample = async (): Promise<void> => {
  const state = review()
  const [object] = selectedObjects(state)
  const example = object && exampleOf(object, state)
  if (!object || !example) return tell(t('Select an object of an image or a span first.'), 'refused')
  const [newest, kept] = await Promise.all([client.call('taxonomy.get', {}), client.call('taxonomy.draft', {})])
  if (!newest.ok) return tell(newest.error.message, 'refused')
  if (!kept.ok) return tell(kept.error.message, 'refused')
  const { taxonomy } = newest.value
  const id = taxonomy?.labels.find(({ name }) => name === object.label)?.id
  const draft = kept.value.draft ?? (taxonomy && draftOf(taxonomy))
  const label = draft?.labels.find((one) => one.id === id)
  if (!draft || !label)
    return tell(t('The taxonomy has no label “{label}”, so it has no examples.', { label: object.label }), 'refused')
  if (label.examples.length >= MOST_EXAMPLES)
    return tell(t('“{label}” has a hundred examples already. Delete one first.', { label: label.name }), 'refused')
  const base = kept.value.draft === null ? (taxonomy?.version ?? null) : kept.value.base
  const next = setLabel(draft, label.id, { examples: [...label.examples, example] })
  const saved = await client.call('taxonomy.saveDraft', { draft: next, base })
  tell(
    saved.ok
      ? t('Kept as an example of “{label}”, in the taxonomy’s draft.', { label: label.name })
      : saved.error.message,
    saved.ok ? 'plain' : 'refused',
  )
}
