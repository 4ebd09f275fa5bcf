import { create } from 'zustand'
import { t } from '../i18n/t.ts'
import { type Action, isSingleKey } from './action.ts'
import { type Assignment, assign, type KeyChoice } from './key-assignment.ts'
import { keyCaps } from './key-name.ts'
import { usePreferences } from './preferences.ts'

/** The keys that answer each action now: the table's, in the layout of the chosen hand, but for those a person changed. */
const useAssignment = create<{ readonly keys: Assignment }>(() => ({ keys: new Map() }))

/** Follows what a person chooses for this table of actions. Asked once, where the table is made. */
export const followKeyChoice = (actions: readonly Action[]): void => {
  const take = (choice: KeyChoice): void => useAssignment.setState({ keys: assign(actions, choice) })
  take(usePreferences.getState().keyChoice)
  usePreferences.subscribe((now, before) => {
    if (now.keyChoice !== before.keyChoice) take(now.keyChoice)
  })
}

export const useAllKeys = (): Assignment => useAssignment((state) => state.keys)

const NONE: readonly string[] = []

/** The keys of an action, most handy first; none where it has none. */
export const useKeysOf = (id: string): readonly string[] => useAssignment((state) => state.keys.get(id) ?? NONE)

/** The same for messages made at this moment: the first of the action's keys, or null. */
export const firstKeyOf = (id: string): string | null => useAssignment.getState().keys.get(id)?.[0] ?? null

/** For `aria-keyshortcuts`: an action's keys in ARIA's own spelling; nothing where it has none that work now. */
export const useAriaKeys = (): ((id: string) => string | undefined) => {
  const assigned = useAllKeys()
  const singleKeys = usePreferences((preferences) => preferences.singleKeys)
  return (id) => {
    const working = (assigned.get(id) ?? []).filter((one) => singleKeys || !isSingleKey(one))
    return working.length === 0 ? undefined : working.map(ariaKeys).join(' ')
  }
}

const ARIA: Readonly<Record<string, string>> = {
  mod: typeof navigator !== 'undefined' && /mac/i.test(navigator.userAgent) ? 'Meta' : 'Control',
  ctrl: 'Control',
  meta: 'Meta',
  alt: 'Alt',
  shift: 'Shift',
  arrowleft: 'ArrowLeft',
  arrowright: 'ArrowRight',
  arrowup: 'ArrowUp',
  arrowdown: 'ArrowDown',
  pageup: 'PageUp',
  pagedown: 'PageDown',
  backquote: '`',
  slash: '/',
  minus: '-',
  equal: '=',
  bracketleft: '[',
  bracketright: ']',
  semicolon: ';',
  quote: "'",
  comma: ',',
  period: '.',
  backslash: '\\',
}

/** "shift+arrowup" → "Shift+ArrowUp". */
export const ariaKeys = (keys: string): string =>
  keys
    .split('+')
    .map(
      (part) => ARIA[part] ?? (part.length === 1 ? part.toUpperCase() : part.charAt(0).toUpperCase() + part.slice(1)),
    )
    .join('+')

/** The key that does an action now, in a sentence: "Shift Z"; the action's place in the palette is told where it has none. */
export const keyWord = (id: string): string => {
  const first = firstKeyOf(id)
  return first === null ? t('the palette') : keyCaps(first).join(' ')
}
