import type { ReactNode } from 'react'
import { useKeyCaps } from '../app/key-name.ts'
import css from './key-caps.module.css'

type KeyCapsProps = {
  readonly keys: string
  /** Only painted: for a control whose name is its word and which names its keys in `aria-keyshortcuts`. */
  readonly painted?: boolean
}

/** The keys to press, as this keyboard prints them. */
export const KeyCaps = ({ keys, painted = false }: KeyCapsProps): ReactNode => {
  const caps = useKeyCaps(keys)
  return (
    <span className={css.caps} aria-hidden={painted || undefined}>
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
}
