import { ActionIcon, Button, Popover, TextInput, Tooltip } from '@mantine/core'
import { IconBookmark, IconTrash } from '@tabler/icons-react'
import { type FormEvent, type ReactNode, useRef, useState } from 'react'
import type { Failure } from '../../../shared/contract/errors.ts'
import { client } from '../../api/client.ts'
import { useQuery } from '../../api/use-query.ts'
import { useNavigation } from '../../app/navigation.ts'
import { t } from '../../i18n/t.ts'
import { Notice } from '../../ui/notice.tsx'
import css from './views.module.css'

/** Filters kept under a name. */
const ViewList = ({ onChosen }: { readonly onChosen: () => void }): ReactNode => {
  const views = useQuery('view.list', {})
  const { where, scope, setFilter } = useNavigation()
  const [name, setName] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const field = useRef<HTMLInputElement>(null)

  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const saved = await client.call('view.save', { name: name.trim(), where, scope })
    setFailure(saved.ok ? null : saved.error)
    if (saved.ok) setName('')
    // The button that had the focus is gone with the name; Escape must still find the focus in here.
    field.current?.focus()
    views.again()
  }
  const remove = async (id: string): Promise<void> => {
    const deleted = await client.call('view.delete', { id })
    setFailure(deleted.ok ? null : deleted.error)
    views.again()
  }
  const listed = views.value?.views ?? []
  return (
    <>
      {listed.length === 0 ? <p className={css.none}>{t('No saved views yet.')}</p> : null}
      <ul className={css.list}>
        {listed.map((view) => (
          <li key={view.id} className={css.view}>
            <button
              type="button"
              className={css.open}
              onClick={() => {
                setFilter(view.where, view.scope)
                onChosen()
              }}
            >
              <span className={css.name}>{view.name}</span>
              <span className={css.where}>{view.where === '' ? t('Everything') : view.where}</span>
            </button>
            <ActionIcon
              aria-label={t('Delete the view {name}', { name: view.name })}
              onClick={() => void remove(view.id)}
            >
              <IconTrash size={14} aria-hidden />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <form className={css.save} onSubmit={(event) => void save(event)}>
        <TextInput
          ref={field}
          aria-label={t('Name for the filter as it stands')}
          placeholder={t('Name for this filter')}
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" disabled={name.trim() === ''}>
          {t('Save view')}
        </Button>
      </form>
      {failure === null ? null : <Notice tone="error">{failure.message}</Notice>}
    </>
  )
}

export const Views = (): ReactNode => {
  const [open, setOpen] = useState(false)
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" width={300} trapFocus>
      <Popover.Target>
        <Tooltip label={t('Saved views')} disabled={open}>
          <ActionIcon aria-label={t('Saved views')} onClick={() => setOpen(!open)}>
            <IconBookmark size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('Saved views')}>
        {open ? <ViewList onChosen={() => setOpen(false)} /> : null}
      </Popover.Dropdown>
    </Popover>
  )
}
