import { IconCheck, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { replacementsOf } from '../../../../shared/domain/taxonomy/label-tree.ts'
import type { Label, LabelExample } from '../../../../shared/model/taxonomy.ts'
import { t } from '../../../i18n/t.ts'
import { SafeMarkdown } from '../conversation/markdown.tsx'
import { selectedObjects, shownWholes, useReview } from '../review-state.ts'
import { ExampleCrop } from './example-crop.tsx'
import { LabelMark } from './label-mark.tsx'
import css from './labels.module.css'
import { applyLabel } from './labels.ts'

const Example = ({ example }: { readonly example: LabelExample }): ReactNode => {
  const isPositive = example.is === 'positive'
  const Icon = isPositive ? IconCheck : IconX
  const word = isPositive ? t('This is one') : t('This is not one')
  return (
    <li className={css.example} data-is={example.is}>
      <p className={css.verdict}>
        <Icon size={14} stroke={2.5} aria-hidden /> {word}
      </p>
      {example.image ? <ExampleCrop image={example.image} alt={example.note || word} /> : null}
      {example.text === undefined ? null : (
        <blockquote className={css.quote} dir="auto">
          {example.text}
        </blockquote>
      )}
      {example.note === '' ? null : (
        <p className={css.quiet} dir="auto">
          {example.note}
        </p>
      )}
    </li>
  )
}

/** A deprecated label says what to use instead, and gives it with a press. */
const Deprecated = ({ label }: { readonly label: Label }): ReactNode => {
  const labels = useReview((state) => state.taxonomy?.labels ?? [])
  if (!label.deprecated) return null
  const instead = replacementsOf(label, labels)
  return (
    <div className={css.deprecated}>
      <p>
        {instead.length === 0
          ? t('Deprecated: no longer to be given, and nothing replaces it.')
          : t('Deprecated. Give this instead:')}
      </p>
      {instead.map((one) => (
        <button key={one.id} type="button" className={css.label} onClick={() => applyLabel(one.name)}>
          <LabelMark name={one.name} />
          <bdi className={css.name}>{one.name}</bdi>
        </button>
      ))}
    </div>
  )
}

/** What a label means, how to decide, and what is and is not one. */
export const LabelGuideline = ({ label }: { readonly label: Label }): ReactNode => (
  <div className={css.guideline}>
    <Deprecated label={label} />
    {label.definition === '' ? (
      <p className={css.quiet}>{t('The taxonomy does not define this label yet.')}</p>
    ) : (
      <SafeMarkdown text={label.definition} raw={<p className={css.raw}>{label.definition}</p>} />
    )}
    {label.examples.length === 0 ? null : (
      <ul className={css.examples} aria-label={t('Examples')}>
        {label.examples.map((example, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the examples of one label stay in their order.
          <Example key={index} example={example} />
        ))}
      </ul>
    )}
  </div>
)

/** In the inspector: the guideline of the selected object's label, or of the class the case has. */
export const SelectedGuideline = (): ReactNode => {
  const label = useReview((state) => {
    const [selected] = selectedObjects(state)
    const named = selected ?? shownWholes(state).find(({ shape }) => shape.kind === 'case' && shape.turn === undefined)
    const name = named?.label
    return state.taxonomy?.labels.find((one) => one.name === name) ?? null
  })
  if (!label) return null
  return (
    <section className={css.section} aria-labelledby="guideline-heading">
      <h3 id="guideline-heading">
        <LabelMark name={label.name} />
        <bdi className={css.heading}>{label.name}</bdi>
        {label.risk === 'high' ? <span className={css.tag}>{t('high risk')}</span> : null}
      </h3>
      <LabelGuideline key={label.id} label={label} />
    </section>
  )
}
