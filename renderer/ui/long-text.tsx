import { type ReactNode, useState } from 'react'
import { t } from '../i18n/t.ts'
import css from './small-button.module.css'

/** Characters shown before the rest is asked for. */
const SHORT = 600

/** A text that is cut where it is long, never in the middle of a character, with the rest on demand. */
export const LongText = ({ text }: { readonly text: string }): ReactNode => {
  const [whole, setWhole] = useState(false)
  if (whole || text.length <= SHORT * 1.5) return text
  const head = text.slice(0, SHORT).replace(/[\ud800-\udbff]$/, '')
  return (
    <>
      {head}…{' '}
      <button type="button" className={css.button} onClick={() => setWhole(true)}>
        {t('Show all {count, number} characters', { count: text.length })}
      </button>
    </>
  )
}
