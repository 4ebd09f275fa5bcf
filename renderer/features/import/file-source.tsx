import { Button } from '@mantine/core'
import { type ReactNode, useRef } from 'react'
import { bridge } from '../../api/bridge.ts'
import { givenPaths } from '../../api/source-files.ts'
import { t } from '../../i18n/t.ts'
import css from './file-source.module.css'
import { addFiles, addGiven } from './import-state.ts'

/** The ways in: drop, or choose. A browser chooses files or a folder; the desktop opens the system's own dialog. */
export const FileSource = ({ compact = false }: { readonly compact?: boolean }): ReactNode => {
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  const desktop = bridge
  const take = (input: HTMLInputElement): void => {
    void addFiles([...(input.files ?? [])])
    input.value = ''
  }
  const chooseFiles = (): void => {
    if (desktop?.chooseFiles) void desktop.chooseFiles().then((paths) => addGiven(givenPaths(paths)))
    else files.current?.click()
  }
  const chooseFolder = (): void => {
    if (desktop?.chooseFolder)
      void desktop.chooseFolder().then((path) => addGiven(path === null ? [] : givenPaths([path])))
    else folder.current?.click()
  }
  const buttons = (
    <div className={css.buttons}>
      <Button variant={compact ? 'default' : 'filled'} onClick={chooseFiles}>
        {compact ? t('Add files') : t('Choose files')}
      </Button>
      <Button onClick={chooseFolder}>{compact ? t('Add a folder') : t('Choose a folder')}</Button>
      <input ref={files} type="file" multiple hidden onChange={(event) => take(event.currentTarget)} />
      <input
        ref={folder}
        type="file"
        multiple
        hidden
        {...{ webkitdirectory: '' }}
        onChange={(event) => take(event.currentTarget)}
      />
    </div>
  )
  if (compact) return buttons
  return (
    <div className={css.drop}>
      <p className={css.main}>{t('Drop files here, or anywhere on the desk')}</p>
      <p className={css.formats}>
        {t(
          'Native JSON Lines, COCO (instances, results, a folder of images), YOLO, Pascal VOC, CVAT XML, CoNLL, CSV or TSV, Prodigy JSON Lines, folders of images or texts. The format is found out from the content.',
        )}
      </p>
      {buttons}
    </div>
  )
}
