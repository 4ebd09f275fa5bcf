import { direction, locale } from '../i18n/language.ts'
import { t } from '../i18n/t.ts'

const whole = new Intl.NumberFormat(locale)
const oneDigit = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })

/** A size or a share, kept in the order it is written within a right-to-left line. */
export const leftToRight = (text: string): string => (direction === 'rtl' ? `\u2066${text}\u2069` : text)

export const count = (value: number): string => whole.format(value)

/** "33.3 %", with a space that does not break. */
export const percent = (share: number): string => leftToRight(`${oneDigit.format(share * 100)}\u202f%`)

/** A model's score; unknown is a dash, never 0. */
export const score = (value: number | null): string => (value === null ? '–' : value.toFixed(2))

export const bytes = (value: number): string => {
  if (value < 1000) return `${whole.format(value)} B`
  if (value < 1e6) return `${oneDigit.format(value / 1e3)} kB`
  if (value < 1e9) return `${oneDigit.format(value / 1e6)} MB`
  return `${oneDigit.format(value / 1e9)} GB`
}

/** Rounded up, so that it is never over sooner than said. */
export const duration = (milliseconds: number): string => {
  const seconds = Math.ceil(milliseconds / 1000)
  if (seconds < 60) return t('{seconds} s', { seconds })
  const minutes = Math.ceil(seconds / 60)
  return minutes < 60
    ? t('{minutes} min', { minutes })
    : t('{hours} h {minutes} min', { hours: Math.floor(minutes / 60), minutes: minutes % 60 })
}

export const moment = (instant: string): string => {
  const time = Date.parse(instant)
  return Number.isNaN(time) ? instant : dates.format(time)
}
