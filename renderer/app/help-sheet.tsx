import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { t } from '../i18n/t.ts'
import { KeyCaps } from '../ui/key-caps.tsx'
import type { Action } from './action.ts'
import { ACTIONS } from './actions.ts'
import { useHelp } from './help.ts'
import css from './help-sheet.module.css'
import { useAllKeys } from './keys.ts'
import { useNavigation } from './navigation.ts'

/** Every shortcut, made from the action table and the keys a person assigned. */
export const HelpSheet = (): ReactNode => {
  const { open, close } = useHelp()
  const assigned = useAllKeys()
  const keysOf = (action: Action): readonly string[] => assigned.get(action.id) ?? []
  const groups = Map.groupBy(
    ACTIONS.filter((action) => keysOf(action).length > 0),
    (action) => action.group,
  )
  return (
    <Modal
      opened={open}
      onClose={close}
      title={t('Shortcuts')}
      size="60rem"
      lockScroll={false}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      <p className={css.note}>
        {t('Keys are bound by their place on the keyboard and shown as yours prints them.')}{' '}
        <button
          type="button"
          className={css.change}
          onClick={() => {
            close()
            useNavigation.getState().go('settings')
          }}
        >
          {t('Change them in the settings')}
        </button>
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
                    {keysOf(action).map((keys) => (
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
