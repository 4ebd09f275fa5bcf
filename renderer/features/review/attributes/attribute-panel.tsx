import { type ReactNode, useEffect, useMemo } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { t } from '../../../i18n/t.ts'
import { ActionKey } from '../../../ui/key-caps.tsx'
import { useReview } from '../review-state.ts'
import {
  carrierFor,
  giveAttribute,
  sharedAttributes,
  sharedValue,
  stopLinking,
  type Targets,
  targetsOf,
  useLinking,
} from './attribute-edits.ts'
import css from './attributes.module.css'
import { Evidence, Linking } from './evidence.tsx'
import { ValueField } from './value-field.tsx'

export const ATTRIBUTES_ID = 'case-attributes'

const targetWord = ({ on, annotations }: Targets): string => {
  const [first, ...others] = annotations
  if (on === 'case') return t('of the whole case')
  if (on === 'turn') {
    const turn = first?.shape.kind === 'case' ? first.shape.turn : undefined
    return turn === undefined ? '' : t('of turn {turn}', { turn: turn + 1 })
  }
  if (others.length === 0) return first?.label ?? ''
  return t('of {count, plural, one {# object} other {# objects}}', { count: annotations.length })
}

/** What may be said of the selected objects, the turn that has the hand, or the whole case, beside their labels. */
export const AttributePanel = (): ReactNode => {
  const taxonomy = useReview((state) => state.taxonomy)
  const state = useReview(useShallow(({ desk, veiled, selection, turn }) => ({ desk, veiled, selection, turn })))
  const linking = useLinking((each) => each.linking)
  const caseId = state.desk?.open.case.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: another case, another linking.
  useEffect(() => stopLinking, [caseId])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another case, another annotation to hold what is said of it.
  const carrier = useMemo(() => carrierFor(state.turn), [state.turn, caseId])
  const found = targetsOf(state)
  if (!taxonomy || taxonomy.attributes.length === 0 || !state.desk) return null
  const targets = found.annotations.length === 0 ? { ...found, annotations: [carrier] } : found
  const attributes = sharedAttributes(taxonomy, targets.annotations)
  if (!linking && attributes.length === 0) return null
  const key = targets.annotations.map(({ id }) => id).join(' ')
  return (
    <section id={ATTRIBUTES_ID} className={css.section} aria-labelledby="attributes-heading">
      <h3 id="attributes-heading">
        {t('Attributes')} <ActionKey action="review.attributes" />
        <span className={css.aside}>{linking ? '' : targetWord(targets)}</span>
      </h3>
      {linking ? <Linking /> : null}
      {linking ? null : (
        <div className={css.fields} key={key}>
          {attributes.map((attribute) => {
            const { value, mixed } = sharedValue(targets.annotations, attribute.name)
            return (
              <div key={attribute.name}>
                <ValueField
                  attribute={attribute}
                  value={value}
                  mixed={mixed}
                  onGive={(given) => giveAttribute(targets.annotations, attribute.name, given)}
                />
                {attribute.evidence && value !== undefined ? (
                  <Evidence annotations={targets.annotations} name={attribute.name} />
                ) : null}
              </div>
            )
          })}
        </div>
      )}
    </section>
  )
}
