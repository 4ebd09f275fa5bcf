import { create } from 'zustand'
import { t } from '../i18n/t.ts'
import { firstKeyOf } from './keys.ts'

type LayoutKeyboard = { getLayoutMap(): Promise<ReadonlyMap<string, string>> }

/** What each physical key prints on this person's keyboard, by `KeyboardEvent.code`. Empty where the browser keeps it secret. */
const useLayout = create<{ readonly printed: ReadonlyMap<string, string> }>(() => ({ printed: new Map() }))

export const loadKeyboardLayout = async (): Promise<void> => {
  const keyboard = 'keyboard' in navigator ? (navigator.keyboard as LayoutKeyboard | undefined) : undefined
  if (keyboard === undefined) return
  // Refused in frames and by policy: then the US names stand.
  const printed = await keyboard.getLayoutMap().catch(() => null)
  if (printed !== null) useLayout.setState({ printed })
}

/** Whether ⌘ is what Ctrl is elsewhere. */
export const isMac = typeof navigator !== 'undefined' && /mac/i.test(navigator.userAgent)

const NAMES: Readonly<Record<string, string>> = {
  mod: isMac ? '⌘' : 'Ctrl',
  ctrl: isMac ? '⌃' : 'Ctrl',
  meta: isMac ? '⌘' : 'Meta',
  alt: isMac ? '⌥' : 'Alt',
  shift: isMac ? '⇧' : 'Shift',
  escape: 'Esc',
  esc: 'Esc',
  enter: 'Enter',
  space: t('Space'),
  tab: t('Tab'),
  delete: t('Del'),
  backspace: '⌫',
  arrowleft: '←',
  arrowright: '→',
  arrowup: '↑',
  arrowdown: '↓',
  left: '←',
  right: '→',
  up: '↑',
  down: '↓',
  home: t('Home'),
  end: t('End'),
  pageup: t('Page ↑'),
  pagedown: t('Page ↓'),
}

const PUNCTUATION: Readonly<Record<string, readonly [code: string, us: string]>> = {
  backquote: ['Backquote', '`'],
  slash: ['Slash', '/'],
  minus: ['Minus', '-'],
  equal: ['Equal', '='],
  bracketleft: ['BracketLeft', '['],
  bracketright: ['BracketRight', ']'],
  semicolon: ['Semicolon', ';'],
  quote: ['Quote', "'"],
  comma: ['Comma', ','],
  period: ['Period', '.'],
  backslash: ['Backslash', '\\'],
}

const partName = (part: string, printed: ReadonlyMap<string, string>): string => {
  const named = NAMES[part]
  if (named !== undefined) return named
  const sign = PUNCTUATION[part]
  if (sign !== undefined) return printed.get(sign[0]) ?? sign[1]
  if (/^[a-z]$/.test(part)) return (printed.get(`Key${part.toUpperCase()}`) ?? part).toUpperCase()
  if (/^[0-9]$/.test(part)) return printed.get(`Digit${part}`) ?? part
  return part.toUpperCase()
}

/** The caps to press, in order, as this keyboard prints them: `['Shift', 'Z']`. Shift and the slash key is "?" on a US layout. */
export const keyCaps = (keys: string, printed: ReadonlyMap<string, string> = useLayout.getState().printed) => {
  const parts = keys.toLowerCase().split('+')
  if (keys === 'shift+slash' && (printed.get('Slash') ?? '/') === '/') return ['?']
  return parts.map((part) => partName(part, printed))
}

/** The same, following a layout that is still loading. */
export const useKeyCaps = (keys: string): readonly string[] => {
  const printed = useLayout((state) => state.printed)
  return keyCaps(keys, printed)
}

/** The key of an action for a sentence: "Shift Z"; a dash where it has none. */
export const keyWord = (action: string): string => {
  const first = firstKeyOf(action)
  return first === null ? '–' : keyCaps(first).join(' ')
}
