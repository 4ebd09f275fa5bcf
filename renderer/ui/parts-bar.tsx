import type { ReactNode } from 'react'
import css from './parts-bar.module.css'
import { rove } from './roving.ts'

type PartsBarProps<Part extends string> = {
  /** For screen readers: what the parts are of. */
  readonly label: string
  readonly parts: readonly Part[]
  readonly words: Readonly<Record<Part, string>>
  readonly current: Part
  onShow(part: Part): void
  /** Stands after the parts: what concerns them all. */
  readonly children?: ReactNode
}

/** The parts of a screen, one of which is shown. Arrows walk them. */
export const PartsBar = <Part extends string>(props: PartsBarProps<Part>): ReactNode => {
  const { label, parts, words, current, onShow, children } = props
  return (
    <div className={css.bar}>
      <nav className={css.parts} aria-label={label} onKeyDown={rove}>
        {parts.map((part) => (
          <button
            key={part}
            type="button"
            data-rove
            className={css.part}
            tabIndex={part === current ? 0 : -1}
            {...(part === current ? { 'aria-current': 'true' as const } : {})}
            onClick={() => onShow(part)}
          >
            {words[part]}
          </button>
        ))}
      </nav>
      {children}
    </div>
  )
}
