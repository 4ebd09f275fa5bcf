import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { KeyCaps } from '../ui/key-caps.tsx'
import { ACTIONS } from './actions.ts'
import { useHelp } from './help.ts'
import css from './help-sheet.module.css'

/** Every shortcut, made from the action table. */
export const HelpSheet = (): ReactNode => {
  const { open, close } = useHelp()
  const groups = Map.groupBy(
    ACTIONS.filter((action) => action.keys.length > 0),
    (action) => action.group,
  )
  return (
    <Modal
      opened={open}
      onClose={close}
      title="Shortcuts"
      size="60rem"
      lockScroll={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <p className={css.note}>
        Keys are bound by their place on the keyboard and shown as yours prints them. Single-key shortcuts can be
        switched off in the settings.
      </p>
      <div className={css.groups}>
        {[...groups].map(([group, actions]) => (
          <section key={group} className={css.group} aria-label={group}>
            <h3 className={css.heading}>{group}</h3>
            <dl className={css.list}>
              {actions.map((action) => (
                <div key={action.id} className={css.row}>
                  <dt>{action.label}</dt>
                  <dd className={css.keys}>
                    {action.keys.map((keys) => (
                      <KeyCaps key={keys} keys={keys} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  )
}
