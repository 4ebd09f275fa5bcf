import { Popover } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import css from './corner-menu.module.css'
import { focusCase } from './hand.ts'

type CornerMenuProps = {
  readonly icon: ReactNode
  /** What the button says, and the panel where `name` does not. */
  readonly label: string
  readonly name: string
  /** Something in it is not as usual. */
  readonly changed?: boolean
  readonly width: number
  readonly children: (close: () => void) => ReactNode
}

/** A button at the stage's corner that opens a panel of choices; the case has the keys again when it closes. */
export const CornerMenu = ({ icon, label, name, changed = false, width, children }: CornerMenuProps): ReactNode => {
  const [open, setOpen] = useState(false)
  return (
    <Popover
      trapFocus
      opened={open}
      onChange={setOpen}
      onClose={focusCase}
      position="bottom-end"
      width={width}
      withinPortal
    >
      <Popover.Target>
        <button
          type="button"
          className={css.button}
          aria-expanded={open}
          data-changed={changed || undefined}
          onClick={() => setOpen(!open)}
        >
          {icon}
          {label}
        </button>
      </Popover.Target>
      <Popover.Dropdown className={css.panel} aria-label={name}>
        {children(() => setOpen(false))}
      </Popover.Dropdown>
    </Popover>
  )
}
