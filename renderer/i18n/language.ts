import arabic from './ar.json' with { type: 'json' }
import german from './de.json' with { type: 'json' }

/**
 * `locale` names the rules for numbers, dates and plurals. Arabic keeps Latin digits: scores, pixels and exported values
 * stand beside them in every case.
 */
export const LANGUAGES = [
  { code: 'en', name: 'English', direction: 'ltr', locale: 'en-GB' },
  { code: 'de', name: 'Deutsch', direction: 'ltr', locale: 'de' },
  { code: 'ar', name: 'العربية', direction: 'rtl', locale: 'ar-u-nu-latn' },
] as const
export type Language = (typeof LANGUAGES)[number]['code']

/** English words to the words of the language. An empty one is not translated yet. */
export type Catalog = Readonly<Record<string, string>>

const CATALOGS: Readonly<Record<Language, Catalog>> = { en: {}, de: german, ar: arabic }
const KEY = 'second-look.language'

const isLanguage = (code: string | null | undefined): code is Language => LANGUAGES.some((one) => one.code === code)

/** As chosen on this machine, else the first of the browser's languages that there are words for. */
const chosen = (): Language => {
  if (typeof localStorage === 'undefined') return 'en'
  const kept = localStorage.getItem(KEY)
  if (isLanguage(kept)) return kept
  return navigator.languages.map((code) => code.split('-')[0]).find(isLanguage) ?? 'en'
}

/** The language of the desk; it stays for as long as the page does. */
export const language: Language = chosen()
export const catalog: Catalog = CATALOGS[language]

const { direction: way, locale: rules } = LANGUAGES.find(({ code }) => code === language) ?? LANGUAGES[0]
export const direction: 'ltr' | 'rtl' = way
export const locale: string = rules

/** Changes the language: the page starts again in it. Nothing is lost by that, since everything is saved. */
export const chooseLanguage = (code: Language): void => {
  localStorage.setItem(KEY, code)
  location.reload()
}
