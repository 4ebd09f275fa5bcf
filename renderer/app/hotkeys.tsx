import { type ReactNode, useEffect, useMemo } from 'react'
import { useHotkeys } from 'react-hotkeys-hook'
import { type Action, type ActionScope, canonicalKeys, isSingleKey, type Pane, scopesOf } from './action.ts'
import { ACTIONS } from './actions.ts'
import { type Assignment, keysOf } from './key-assignment.ts'
import { isMac } from './key-name.ts'
import { useAllKeys } from './keys.ts'
import { useNavigation } from './navigation.ts'
import { usePane } from './pane.ts'
import { usePreferences } from './preferences.ts'

/** Which scopes listen while a screen is in front. The queue stands beside the review. */
export const activeScopes = (
  screen: ReturnType<typeof useNavigation.getState>['screen'],
  pane: Pane | null,
): readonly ActionScope[] =>
  screen === 'review' ? ['global', 'review', 'queue', ...(pane === null ? [] : scopesOf(pane))] : ['global', screen]

const TYPING = [
  'input:not([type="checkbox"], [type="radio"], [type="button"], [type="submit"], [type="file"], [type="range"])',
  'textarea',
  'select',
  '[contenteditable="true"]',
].join(', ')
const PRESSES =
  'button, a[href], input, summary, [role="button"], [role="tab"], [role="menuitem"], [role="switch"], [role="radio"]'
const OWNS_ITS_KEYS = '[role="dialog"], [role="menu"], [aria-modal="true"]'
const SLIDER = 'input[type="range"], [role="slider"]'
const SLIDES = /^(Arrow|Page)(Left|Right|Up|Down)$|^(Home|End)$/
/** Chords that edit a text: undo, redo, select all, copy, paste, cut; and those that go and delete by words and lines. */
const EDITING = /^Key[ZYACVX]$|^Arrow|^(Home|End|Backspace|Delete)$/

/**
 * Whether a key press is meant for the control that has the focus. A text takes every key but chords that edit no text; an
 * open dialog or menu every key but chords; a slider the keys that move it; a button Enter and Space.
 */
const belongsToControl = (event: KeyboardEvent): boolean => {
  if (!(event.target instanceof Element)) return false
  const chord = event.ctrlKey || event.metaKey || event.altKey
  if (event.target.closest(TYPING) !== null) return chord ? EDITING.test(event.code) : !/^F\d+$/.test(event.code)
  if (chord) return false
  if (event.target.closest(OWNS_ITS_KEYS) !== null) return true
  if (SLIDES.test(event.code) && event.target.closest(SLIDER) !== null) return true
  return (event.code === 'Enter' || event.code === 'Space') && event.target.closest(PRESSES) !== null
}

/** AltGr writes characters; where the system calls it Alt, or Ctrl and Alt, it is neither. */
const isTyped = (event: KeyboardEvent): boolean => event.getModifierState('AltGraph') && !event.ctrlKey && !event.altKey

/** One spelling of a combination on this machine: `mod` is ⌘ on a Mac and Ctrl elsewhere. */
const spelled = (keys: string): string => {
  const [ctrl = '', meta = ctrl] = canonicalKeys(keys)
  return isMac ? meta : ctrl
}

/** The actions of these scopes by the combination that calls them. */
const actionsByKeys = (
  scopes: readonly ActionScope[],
  assigned: Assignment,
  singleKeys: boolean,
): ReadonlyMap<string, Action> => {
  const active = ACTIONS.filter((action) => scopes.includes(action.scope))
  return new Map(
    active.flatMap((action) =>
      (assigned.get(action.id) ?? [])
        .filter((keys) => singleKeys || !isSingleKey(keys))
        .map((keys) => [spelled(keys), action] as const),
    ),
  )
}

/** Texts too: which keys are theirs is decided by `belongsToControl`. */
const EVERYWHERE = { enableOnFormTags: true, enableOnContentEditable: true } as const

/** A key that an input method is using, to choose among words or to end one, is nobody else's. */
const useOwnInputMethod = (): void =>
  useEffect(() => {
    const spare = (event: KeyboardEvent): void => {
      if (event.isComposing) event.stopPropagation()
    }
    window.addEventListener('keydown', spare, { capture: true })
    return () => window.removeEventListener('keydown', spare, { capture: true })
  }, [])

/** Binds the actions of the screen in front to their keys. */
export const Hotkeys = (): ReactNode => {
  useOwnInputMethod()
  const screen = useNavigation((navigation) => navigation.screen)
  const singleKeys = usePreferences((preferences) => preferences.singleKeys)
  const pane = usePane((state) => state.pane)
  const assigned = useAllKeys()
  const byKeys = useMemo(
    () => actionsByKeys(activeScopes(screen, pane), assigned, singleKeys),
    [screen, pane, assigned, singleKeys],
  )
  // One listener for every key: one for each action would cost a hook and a listener for each of them.
  useHotkeys(
    '*',
    (event) => {
      if (isTyped(event)) return
      const keys = keysOf(event, isMac)
      const action = keys === null ? undefined : byKeys.get(spelled(keys))
      // Asked before anything is prevented: what is not for the action stays what the control makes of it.
      if (!action || (event.repeat && action.repeats !== true) || belongsToControl(event)) return
      if (action.when?.() === false) return
      event.preventDefault()
      action.run()
    },
    EVERYWHERE,
    [byKeys],
  )
  return null
}
