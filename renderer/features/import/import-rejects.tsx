import { Button } from '@mantine/core'
import { type ReactNode, useCallback, useRef, useState } from 'react'
import type { Failure } from '../../../shared/contract/errors.ts'
import type { ImportReport, Reject } from '../../../shared/contract/imports.ts'
import { client } from '../../api/client.ts'
import { t } from '../../i18n/t.ts'
import { Notice } from '../../ui/notice.tsx'
import { saveText } from '../../ui/save-text.ts'
import css from './import-rejects.module.css'
import { asCsv, asJsonLines } from './reject-files.ts'
import { RejectRows } from './rejects.tsx'

const PAGE = 100
const WHOLE_PAGE = 1000

const readAll = async (importId: ImportReport['importId']): Promise<readonly Reject[] | Failure> => {
  const all: Reject[] = []
  for (;;) {
    const page = await client.call('import.rejects', { importId, offset: all.length, limit: WHOLE_PAGE })
    if (!page.ok) return page.error
    all.push(...page.value.rejects)
    if (page.value.rejects.length === 0 || all.length >= page.value.total) return all
  }
}

const isFailure = (read: readonly Reject[] | Failure): read is Failure => 'code' in read

/** All rows an import set aside: to read here, or to take along and mend. */
export const ImportRejects = ({ report }: { readonly report: ImportReport }): ReactNode => {
  const total = report.counts.setAside
  const [pages, setPages] = useState<ReadonlyMap<number, readonly Reject[]>>(new Map())
  const [failure, setFailure] = useState<Failure | null>(null)
  const asked = useRef(new Set<number>())
  const { importId } = report

  const onVisible = useCallback(
    (first: number, last: number): void => {
      for (let page = Math.floor(first / PAGE); page <= Math.floor(last / PAGE); page += 1) {
        if (asked.current.has(page)) continue
        asked.current.add(page)
        void client.call('import.rejects', { importId, offset: page * PAGE, limit: PAGE }).then((got) => {
          if (got.ok) setPages((before) => new Map(before).set(page, got.value.rejects))
          else asked.current.delete(page)
        })
      }
    },
    [importId],
  )
  const save = async (name: string, type: string, write: (rejects: readonly Reject[]) => string): Promise<void> => {
    const read = await readAll(importId)
    setFailure(isFailure(read) ? read : null)
    if (!isFailure(read)) saveText(name, type, write(read))
  }
  const rejectAt = (index: number): Reject | null =>
    pages.get(Math.floor(index / PAGE))?.[index % PAGE] ?? report.rejects[index] ?? null

  return (
    <section className={css.rejects} aria-labelledby="set-aside">
      <div className={css.head}>
        <h2 id="set-aside" className={css.title}>
          {t('Set aside')}
        </h2>
        <Button onClick={() => void save('set-aside.csv', 'text/csv', asCsv)}>{t('Save as CSV')}</Button>
        <Button onClick={() => void save('set-aside.jsonl', 'application/jsonl', asJsonLines)}>
          {t('Save as JSON Lines')}
        </Button>
      </div>
      {failure === null ? null : <Notice tone="error">{failure.message}</Notice>}
      <RejectRows total={total} rejectAt={rejectAt} onVisible={onVisible} />
    </section>
  )
}
