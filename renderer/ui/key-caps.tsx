import type { ReactNode } from 'react'
import { useKeyCaps } from '../app/key-name.ts'
import css from './key-caps.module.css'

/** The keys to press, as this keyboard prints them. */
export const KeyCaps = ({ keys }: { readonly keys: string }): ReactNode => {
  const caps = useKeyCaps(keys)
  return (
    <span className={css.caps}>
      {caps.map((cap) => (
        <kbd key={cap} className={css.cap}>
          {cap}
        </kbd>
      ))}
    </span>
  )
}
