import { type ReactNode, useLayoutEffect } from 'react'
import type { Case, ImageRef } from '../../../../shared/model/case.ts'
import { assetUrl } from '../../../api/asset-url.ts'
import { t } from '../../../i18n/t.ts'
import { casePainted } from '../clockwork.ts'
import css from '../review.module.css'

const Page = ({ page, number }: { readonly page: ImageRef; readonly number: number }): ReactNode => (
  <figure className={css.page}>
    <img
      src={assetUrl(page.sha256)}
      alt={t('Page {number}: {name}', { number, name: page.name })}
      width={page.width}
      height={page.height}
    />
    <figcaption>{t('Page {number}', { number })}</figcaption>
  </figure>
)

/** A document: its pages, to read. */
export const CaseDocument = ({ id, item }: { readonly id: string; readonly item: Case }): ReactNode => {
  useLayoutEffect(() => casePainted(item.id), [item.id])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long case is scrolled by keys.
    <div id={id} className={css.plain} role="document" aria-label={t('Case {key}', { key: item.key })} tabIndex={0}>
      <div className={css.plainColumn}>
        {item.content.pages?.map((page, i) => (
          <Page key={page.sha256} page={page} number={i + 1} />
        ))}
      </div>
    </div>
  )
}
