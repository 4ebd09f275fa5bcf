import type { ReactNode } from 'react'
import { useHotkeys } from 'react-hotkeys-hook'
import { type Action, type ActionScope, isSingleKey } from './action.ts'
import { ACTIONS } from './actions.ts'
import { useNavigation } from './navigation.ts'
import { usePreferences } from './preferences.ts'

/** Which scopes listen while a screen is in front. The queue stands beside the review. */
export const activeScopes = (screen: ReturnType<typeof useNavigation.getState>['screen']): readonly ActionScope[] =>
  screen === 'review' ? ['global', 'review', 'queue'] : ['global', screen]

/** Keys that no text wants: with a modifier, or a function key. */
const CHORD = /mod|ctrl|meta|alt|^f\d/

const PRESSES = 'button, a[href], [role="button"], [role="tab"], [role="menuitem"], [role="switch"], summary'

/** Enter and Space belong to the control that has the focus; every key but a chord belongs to an open dialog or menu. */
const belongsToControl = (event: KeyboardEvent): boolean => {
  const chord = event.ctrlKey || event.metaKey || event.altKey
  if (chord || !(event.target instanceof Element)) return false
  if (event.target.closest('[role="dialog"], [role="menu"], [aria-modal="true"]') !== null) return true
  return (event.code === 'Enter' || event.code === 'Space') && event.target.closest(PRESSES) !== null
}

const ActionKeys = ({ action, keys }: { readonly action: Action; readonly keys: readonly string[] }): ReactNode => {
  useHotkeys(
    [...keys],
    (event) => {
      if (event.repeat && action.repeats !== true) return
      action.run()
    },
    {
      enabled: (event) => !belongsToControl(event) && (action.when?.() ?? true),
      preventDefault: true,
      // Keys are words of a text there; chords are not.
      enableOnFormTags: keys.every((key) => CHORD.test(key)),
      description: action.label,
    },
    [action],
  )
  return null
}

const chords = (keys: readonly string[]) => keys.filter((key) => CHORD.test(key))

/** Binds the action table's keys for the screen in front. */
export const Hotkeys = (): ReactNode => {
  const screen = useNavigation((navigation) => navigation.screen)
  const singleKeys = usePreferences((preferences) => preferences.singleKeys)
  const scopes = activeScopes(screen)
  return ACTIONS.filter((action) => scopes.includes(action.scope)).flatMap((action) => {
    const on = action.keys.filter((key) => singleKeys || !isSingleKey(key))
    const held = chords(on)
    const plain = on.filter((key) => !held.includes(key))
    return [
      ...(held.length > 0 ? [<ActionKeys key={`${action.id} held`} action={action} keys={held} />] : []),
      ...(plain.length > 0 ? [<ActionKeys key={`${action.id} plain`} action={action} keys={plain} />] : []),
    ]
  })
}
