import type { ReactNode } from 'react'
import { useShallow } from 'zustand/react/shallow'
import type { Label } from '../../../../shared/model/taxonomy.ts'
import { KeyCaps } from '../../../ui/key-caps.tsx'
import { pickLabel } from '../objects/object-actions.ts'
import css from '../review.module.css'
import { shown, useReview } from '../review-state.ts'
import { applyLabel, drawLabel, labelledKind, labelOfDigit, labelsFor, labelUse, styleOf } from './labels.ts'

/** Beyond this many labels, two or one a line, they are found by typing. */
const SHOWN = { short: 18, long: 12 } as const
/** Characters that half the inspector's width holds beside a key. */
const SHORT_NAME = 15

const USE_WORDS = {
  relabel: 'for the selected objects',
  span: 'for the selected text',
  class: 'for the whole case',
  draw: 'for the next box',
} as const

/** Labels with their keys, for whatever a label would go on now. */
export const LabelList = (): ReactNode => {
  const taxonomy = useReview((state) => state.taxonomy)
  const use = useReview(labelUse)
  const kind = useReview(labelledKind)
  const current = useReview(
    useShallow((state): readonly string[] => {
      const annotations = shown(state)
      if (use === 'relabel')
        return annotations.filter((one) => state.selection.includes(one.id)).map((one) => one.label)
      if (use === 'class') return annotations.filter((one) => one.shape.kind === 'case').map((one) => one.label)
      return use === 'draw' ? [drawLabel(state) ?? ''] : []
    }),
  )
  const labels = labelsFor(taxonomy, kind)
  if (labels.length === 0) return null
  const isLong = labels.slice(0, SHOWN.short).some(({ name }) => name.length > SHORT_NAME)
  const first = isLong ? SHOWN.long : SHOWN.short
  return (
    <section className={css.section} aria-labelledby="labels-heading">
      <h3 id="labels-heading">
        Labels <span className={css.aside}>{use ? USE_WORDS[use] : 'for words you select'}</span>
      </h3>
      <div className={css.labels} data-long={isLong}>
        {labels.slice(0, first).map((label) => (
          <LabelButton
            key={label.id}
            label={label}
            on={current.includes(label.name)}
            keyed={label.key !== undefined && labelOfDigit(taxonomy, kind, label.key)?.id === label.id}
          />
        ))}
      </div>
      <button type="button" className={css.more} onClick={pickLabel}>
        {labels.length > first ? `All ${labels.length} labels, by typing` : 'Find by typing'} <KeyCaps keys="r" />
      </button>
    </section>
  )
}

type LabelButtonProps = {
  readonly label: Label
  readonly on: boolean
  /** Its digit would choose it now. */
  readonly keyed: boolean
}

const LabelButton = ({ label, on, keyed }: LabelButtonProps): ReactNode => {
  const taxonomy = useReview((state) => state.taxonomy)
  return (
    <button
      type="button"
      className={css.label}
      aria-pressed={on}
      title={label.definition || label.name}
      onClick={() => applyLabel(label.name)}
    >
      <span className={css.swatch} style={{ background: styleOf(taxonomy, label.name).chip }} />
      <span className={css.labelName}>{label.name}</span>
      {keyed && label.key ? <KeyCaps keys={label.key} /> : null}
    </button>
  )
}
