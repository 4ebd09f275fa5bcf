import type { ReactNode } from 'react'
import type { Fault, FaultSign } from '../../../shared/contract/failures.ts'
import type { Culprit } from '../../../shared/model/verdict.ts'
import { t } from '../../i18n/t.ts'
import { percent } from '../../ui/numbers.ts'
import css from './quality.module.css'
import { dimensionWord, rateSentence } from './quality-words.ts'

/** Culprits as they stand behind "at fault". */
const AT_FAULT: Readonly<Record<Culprit, string>> = {
  data: t('the data'),
  'label-schema': t('the label schema'),
  workflow: t('the workflow'),
  'monitoring-threshold': t('the threshold'),
  model: t('the model'),
}

const headline = ({ says, culprit, failed }: Fault): string => {
  switch (says) {
    case 'nothing-failed':
      return t('Nothing that was reviewed has failed.')
    case 'mostly-unsaid':
      return t(
        'Most of the {count, plural, one {# failure} other {# failures}} carry no cause, so nothing can be said of what is at fault.',
        { count: failed },
      )
    case 'too-little':
      return t(
        'The {count, plural, one {# failure} other {# failures}} are too few, or too mixed, to say what is most likely at fault.',
        { count: failed },
      )
    case 'culprit':
      return culprit === null
        ? ''
        : t(
            'Most likely at fault: {culprit}, first cause of more of the {count, plural, one {# failure} other {# failures}} than any other.',
            {
              culprit: AT_FAULT[culprit],
              count: failed,
            },
          )
  }
}

const signSentence = (sign: FaultSign): string => {
  const values = { culprit: AT_FAULT[sign.culprit], rate: rateSentence(sign) }
  switch (sign.sign) {
    case 'low-accepted':
      return t('For {culprit}: failures that production accepted below its threshold, {rate}.', values)
    case 'high-wrong':
      return t('For {culprit}: failures that it was sure of, {rate}.', values)
    case 'cannot-tell':
      return t('For {culprit}: reviews that cannot tell what is right, {rate}.', values)
    case 'disagreement':
      return t('For {culprit}: predictions on which people differ, {rate}.', values)
    case 'deprecated':
      return t('For {culprit}: failures about deprecated labels, {rate}.', values)
    case 'concentrated':
      return sign.place === null
        ? ''
        : t('For {culprit}: {dimension} {value} fails in {rate}; elsewhere {elsewhere}.', {
            ...values,
            dimension: dimensionWord(sign.place.dimension),
            value: sign.place.value,
            elsewhere: sign.place.elsewhere.rate === null ? '–' : percent(sign.place.elsewhere.rate),
          })
  }
}

/** What is most likely at fault, in one sentence, and what speaks for it and for others. */
export const FaultPart = ({ fault }: { readonly fault: Fault }): ReactNode => (
  <section className={css.fault} aria-labelledby="fault-part">
    <h2 id="fault-part" className={css.sentence}>
      {headline(fault)}
    </h2>
    {fault.shares.length + fault.signs.length === 0 ? null : (
      <ul className={css.evidence}>
        {fault.shares.map(({ culprit, ...rate }) => (
          <li key={culprit ?? ''}>
            {culprit === null
              ? t('No cause was given, or one that the taxonomy no longer has: {rate}.', { rate: rateSentence(rate) })
              : t('First cause {culprit}: {rate}.', { culprit: AT_FAULT[culprit], rate: rateSentence(rate) })}
          </li>
        ))}
        {fault.signs.map((sign) => (
          <li key={`${sign.sign} ${sign.place?.dimension} ${sign.place?.value}`}>{signSentence(sign)}</li>
        ))}
      </ul>
    )}
  </section>
)
