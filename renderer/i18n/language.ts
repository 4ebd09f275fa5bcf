import arabic from './ar.json' with { type: 'json' }
import german from './de.json' with { type: 'json' }

export const LANGUAGES = [
  { code: 'en', name: 'English', direction: 'ltr' },
  { code: 'de', name: 'Deutsch', direction: 'ltr' },
  { code: 'ar', name: 'العربية', direction: 'rtl' },
] as const
export type Language = (typeof LANGUAGES)[number]['code']

const CATALOGS: Readonly<Record<Language, Readonly<Record<string, string>>>> = { en: {}, de: german, ar: arabic }
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
export const catalog: Readonly<Record<string, string>> = CATALOGS[language]
export const direction: 'ltr' | 'rtl' = LANGUAGES.find(({ code }) => code === language)?.direction ?? 'ltr'

/** Changes the language: the page starts again in it. Nothing is lost by that, since everything is saved. */
export const chooseLanguage = (code: Language): void => {
  localStorage.setItem(KEY, code)
  location.reload()
}
