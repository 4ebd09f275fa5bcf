import type { ReactNode } from 'react'
import type { Case } from '../../../../shared/model/case.ts'
import { usePreferences } from '../../../app/preferences.ts'
import { t } from '../../../i18n/t.ts'
import { Separator } from '../../../ui/separator.tsx'
import { CasePhoto } from '../photo/case-photo.tsx'
import { useReview } from '../review-state.ts'
import css from './document.module.css'
import { FieldsPanel, useFields } from './fields-panel.tsx'
import { PageStrip } from './page-strip.tsx'

/** Percent of the width that the fields have, and at least and at most. */
const USUAL = 40
const [LEAST, MOST] = [20, 70]
const SHARE = 'document fields'

const perPixel = (separator: HTMLElement): number =>
  100 / Math.max(1, separator.parentElement?.getBoundingClientRect().width ?? 1)

/** A document: its pages to choose from, the page in sight with all that is done on a photo, its fields beside it. */
export const CaseDocument = ({ id, item }: { readonly id: string; readonly item: Case }): ReactNode => {
  const pages = useReview(({ picture }) => picture?.pages ?? 0)
  const share = usePreferences((preferences) => preferences.paneShares[SHARE]?.[0]) ?? USUAL
  const fields = useFields()
  return (
    <div className={css.frame}>
      <div className={css.document}>
        <div className={css.pages}>
          {pages > 1 ? <PageStrip key={item.id} item={item} pages={pages} /> : null}
          <div className={css.stage}>
            <CasePhoto id={id} />
          </div>
        </div>
        {fields.length === 0 ? null : (
          <>
            <Separator
              label={t('Width of the fields')}
              between="columns"
              grows="after"
              value={share}
              min={LEAST}
              max={MOST}
              usual={USUAL}
              step={5}
              perPixel={perPixel}
              onValue={(next) => usePreferences.getState().setPaneShares(SHARE, [next])}
            />
            <div className={css.beside} style={{ flexBasis: `${share}%` }}>
              <FieldsPanel fields={fields} />
            </div>
          </>
        )}
      </div>
    </div>
  )
}
