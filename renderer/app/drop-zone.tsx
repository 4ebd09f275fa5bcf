import { type ReactNode, useEffect, useState } from 'react'
import { bridge } from '../api/bridge.ts'
import { t } from '../i18n/t.ts'
import { useProject } from './desk.ts'
import css from './drop-zone.module.css'
import { dropFiles } from './dropped.ts'
import { readDrop } from './read-drop.ts'

const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true

/** Files may be dropped anywhere; the page itself never opens them. */
export const DropZone = (): ReactNode => {
  const project = useProject()
  const [over, setOver] = useState(false)
  const takes = project !== null
  useEffect(() => {
    const onOver = (event: DragEvent) => {
      if (!carriesFiles(event)) return
      event.preventDefault()
      if (event.dataTransfer) event.dataTransfer.dropEffect = takes ? 'copy' : 'none'
      setOver(takes)
    }
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false)
    }
    const onDrop = (event: DragEvent) => {
      if (!carriesFiles(event)) return
      event.preventDefault()
      setOver(false)
      if (takes && event.dataTransfer) void readDrop(event.dataTransfer, bridge !== null).then(dropFiles)
    }
    document.addEventListener('dragover', onOver)
    document.addEventListener('dragleave', onLeave)
    document.addEventListener('drop', onDrop)
    return () => {
      document.removeEventListener('dragover', onOver)
      document.removeEventListener('dragleave', onLeave)
      document.removeEventListener('drop', onDrop)
    }
  }, [takes])
  return over ? (
    <div className={css.veil} aria-hidden>
      <p>{t('Drop to look at the files before they are imported')}</p>
    </div>
  ) : null
}
