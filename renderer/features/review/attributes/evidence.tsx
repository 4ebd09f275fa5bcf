import { IconLink, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Annotation } from '../../../../shared/model/annotation.ts'
import { t } from '../../../i18n/t.ts'
import { objectText } from '../objects/objects.ts'
import { useReview } from '../review-state.ts'
import { linkSelected, startLinking, stopLinking, unlink, useLinking } from './attribute-edits.ts'
import css from './attributes.module.css'

type EvidenceProps = { readonly annotations: readonly Annotation[]; readonly name: string }

/** The spans that show why an attribute has its value. */
export const Evidence = ({ annotations, name }: EvidenceProps): ReactNode => {
  const all = useReview((state) => state.desk?.worksheet.annotations ?? [])
  const ids = [...new Set(annotations.flatMap((one) => one.evidence?.[name] ?? []))]
  return (
    <div className={css.evidence}>
      {ids.map((id) => {
        const shown = all.find((one) => one.id === id)
        const text = shown ? objectText(shown) : t('no longer there')
        return (
          <button
            key={id}
            type="button"
            className={css.quote}
            aria-label={t('Unlink {text}', { text })}
            onClick={() => unlink(annotations, name, id)}
          >
            {text}
            <IconX size={12} aria-hidden />
          </button>
        )
      })}
      <button type="button" className={css.small} onClick={() => startLinking(annotations, name)}>
        <IconLink size={13} aria-hidden />
        {ids.length === 0 ? t('Link what shows it') : t('Link more')}
      </button>
    </div>
  )
}

/** In place of the attributes while spans are chosen. */
export const Linking = (): ReactNode => {
  const linking = useLinking((state) => state.linking)
  const count = useReview((state) => state.selection.filter((id) => !linking?.ids.includes(id)).length)
  if (!linking) return null
  return (
    <div className={css.fields}>
      <p>{t('Select what shows {name}, then link it.', { name: linking.name })}</p>
      <div className={css.line}>
        <button type="button" className={css.small} disabled={count === 0} onClick={linkSelected}>
          {t('Link {count, plural, one {# selected} other {# selected}}', { count })}
        </button>
        <button type="button" className={css.small} onClick={stopLinking}>
          {t('Cancel')}
        </button>
      </div>
    </div>
  )
}
