import { memo, type ReactNode } from 'react'
import { useKeyCaps } from '../app/key-name.ts'
import { useKeysOf } from '../app/keys.ts'
import css from './key-caps.module.css'

type Painted = {
  /** Only painted: for a control whose name is its word and which names its keys in `aria-keyshortcuts`. */
  readonly painted?: boolean
}

/** Keys as this keyboard prints them. For what an action does, `ActionKey` follows the keys a person gave it. */
export const KeyCaps = memo(({ keys, painted = false }: { readonly keys: string } & Painted): ReactNode => {
  const caps = useKeyCaps(keys)
  return (
    <span className={css.caps} dir="ltr" aria-hidden={painted || undefined}>
      {caps.map((cap) =>
        painted ? (
          <span key={cap} className={css.cap} data-cap={cap} />
        ) : (
          <kbd key={cap} className={css.cap}>
            {cap}
          </kbd>
        ),
      )}
    </span>
  )
})
KeyCaps.displayName = 'KeyCaps'

/** The key that does an action now, by its id in the action table; nothing where it has none. */
export const ActionKey = memo(({ action, painted = false }: { readonly action: string } & Painted): ReactNode => {
  const [first] = useKeysOf(action)
  return first === undefined ? null : <KeyCaps keys={first} painted={painted} />
})
ActionKey.displayName = 'ActionKey'
