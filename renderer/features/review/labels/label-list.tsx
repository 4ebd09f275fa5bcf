import type { ReactNode } from 'react'
import { useShallow } from 'zustand/react/shallow'
import type { Label } from '../../../../shared/model/taxonomy.ts'
import { t } from '../../../i18n/t.ts'
import { ActionKey } from '../../../ui/key-caps.tsx'
import { pickLabel } from '../objects/object-actions.ts'
import { type ReviewState, selectedObjects, shownWholes, useReview } from '../review-state.ts'
import { LabelMark } from './label-mark.tsx'
import { LabelTree } from './label-tree.tsx'
import css from './labels.module.css'
import { applyLabel, classTurn, digitOf, drawLabel, labelledKind, labelsFor, labelUse } from './labels.ts'
import { useRecentLabels } from './recent-labels.ts'

/** Up to this many labels without parents stand side by side; more, or a hierarchy, make a tree. */
const FLAT = 18
/** Characters that half the inspector's width holds beside a key. */
const SHORT_NAME = 15

const USE_WORDS = {
  relabel: t('for the selected objects'),
  span: t('for the selected text'),
  class: t('for the whole case'),
  draw: t('for the next shape'),
} as const

/** The names that what a label would go on has now. */
const currentLabels = (state: ReviewState): readonly string[] => {
  switch (labelUse(state)) {
    case 'relabel':
      return selectedObjects(state).map((one) => one.label)
    case 'class':
      return shownWholes(state)
        .filter(({ shape }) => shape.kind === 'case' && shape.turn === classTurn(state))
        .map((one) => one.label)
    case 'draw':
      return [drawLabel(state) ?? '']
    default:
      return []
  }
}

/** Labels with their keys, for whatever a label would go on now. */
export const LabelList = (): ReactNode => {
  const taxonomy = useReview((state) => state.taxonomy)
  const use = useReview(labelUse)
  const kind = useReview(labelledKind)
  const current = useReview(useShallow(currentLabels))
  const turn = useReview(classTurn)
  const labels = labelsFor(taxonomy, kind)
  if (labels.length === 0) return null
  const onTurn = use === 'class' && turn !== undefined
  const useWords = onTurn ? t('for turn {turn}', { turn: turn + 1 }) : use ? USE_WORDS[use] : t('for words you select')
  const isTree = labels.length > FLAT || labels.some(({ parent }) => parent !== undefined)
  return (
    <section className={css.section} aria-labelledby="labels-heading">
      <h3 id="labels-heading">
        {t('Labels')} <span className={css.aside}>{useWords}</span>
      </h3>
      {isTree ? (
        <>
          <Recent labels={labels} current={current} />
          <LabelTree kind={kind} current={current} />
        </>
      ) : (
        <div className={css.labels} data-long={labels.some(({ name }) => name.length > SHORT_NAME)}>
          {labels.map((label) => (
            <LabelButton key={label.id} label={label} on={current.includes(label.name)} />
          ))}
        </div>
      )}
      <button type="button" className={css.more} onClick={pickLabel}>
        {t('{labels, plural, one {Find the one label by typing} other {Find among # labels by typing}}', {
          labels: labels.length,
        })}{' '}
        <ActionKey action="review.label" />
      </button>
    </section>
  )
}

type Some = { readonly labels: readonly Label[]; readonly current: readonly string[] }

/** The labels given lately, above a tree in which they may be far apart. */
const Recent = ({ labels, current }: Some): ReactNode => {
  const names = useRecentLabels((state) => state.names)
  const recent = names.flatMap((name) => labels.find((label) => label.name === name) ?? [])
  if (recent.length === 0) return null
  return (
    <fieldset className={css.recent}>
      <legend className={css.hidden}>{t('Labels given lately')}</legend>
      {recent.map((label) => (
        <LabelButton key={label.id} label={label} on={current.includes(label.name)} />
      ))}
    </fieldset>
  )
}

const LabelButton = ({ label, on }: { readonly label: Label; readonly on: boolean }): ReactNode => {
  const digit = useReview((state) => digitOf(state.taxonomy, labelledKind(state), label))
  return (
    <button
      type="button"
      className={css.label}
      aria-pressed={on}
      title={label.name}
      onClick={() => applyLabel(label.name)}
    >
      <LabelMark name={label.name} />
      <bdi className={css.name}>{label.name}</bdi>
      {digit === null ? null : <ActionKey action={`review.digit.${digit}`} />}
    </button>
  )
}
