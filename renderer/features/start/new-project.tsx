import { Button, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { DeskState } from '../../../shared/contract/projects.ts'
import { bridge } from '../../api/bridge.ts'
import { t } from '../../i18n/t.ts'
import { tx } from '../../i18n/tx.tsx'
import css from './new-project.module.css'
import { createProject, useOpening } from './open-project.ts'

const join = (folder: string, name: string): string => {
  const separator = folder.includes('\\') ? '\\' : '/'
  return `${folder.replace(/[\\/]$/, '')}${separator}${name}.secondlook`
}

/** A name is all a new project needs; on the desktop the folder may be another than the usual one. */
export const NewProject = ({ desk }: { readonly desk: DeskState }): ReactNode => {
  const [name, setName] = useState('')
  const [folder, setFolder] = useState<string | null>(null)
  const busy = useOpening((opening) => opening.busy)
  const choose = bridge?.chooseFolder
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const trimmed = name.trim()
    void createProject(folder === null ? { name: trimmed } : { name: trimmed, path: join(folder, trimmed) })
  }
  return (
    <form className={css.form} onSubmit={submit}>
      <TextInput
        label={t('Name')}
        className={css.name}
        placeholder={t('shelf detector, June')}
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" disabled={name.trim() === '' || busy !== null} loading={busy === 'new'}>
        {t('Make project')}
      </Button>
      <p className={css.where}>
        {tx('In {folder} {change}. Nothing leaves this machine. Files are not encrypted; that is the disk’s job.', {
          folder: <bdi>{folder ?? desk.projectsRoot}</bdi>,
          change:
            choose === undefined ? null : (
              <button
                type="button"
                className={css.change}
                onClick={() => void choose().then((chosen) => (chosen === null ? undefined : setFolder(chosen)))}
              >
                {t('Change')}
              </button>
            ),
        })}
      </p>
    </form>
  )
}
