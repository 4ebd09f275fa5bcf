import { Skeleton } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { QueueRow } from '../../../shared/contract/queue.ts'
import { useDesk } from '../../app/desk.ts'
import { t } from '../../i18n/t.ts'
import { count, score } from '../../ui/numbers.ts'
import { StatusMark } from '../../ui/status-mark.tsx'
import { RULE_WORDS, STATUS_WORDS, VERDICT_WORDS } from '../../ui/words.ts'
import css from './queue-row.module.css'

/** CSS pixels: two lines in the panel, one in the list. */
export const PANEL_ROW = 44
export const LIST_ROW = 32

const reasonWord = (row: QueueRow): string => {
  const [first] = row.reasons
  return first === undefined ? t('Not queued') : RULE_WORDS[first.rule]
}

/** A picture's path says least at its beginning, which is all a narrow row shows of it. */
const shortTitle = (row: QueueRow): string =>
  row.kind === 'image' ? (row.title.split('/').findLast(Boolean) ?? row.title) : row.title

/** Characters of a file's name that stay in sight when it is too long: pictures of one camera differ at the end. */
const TAIL = 12

/** A picture's name is shortened in its middle, any other title at its end. */
const Title = ({ row, text }: { readonly row: QueueRow; readonly text: string }): ReactNode => {
  const cut = row.kind === 'image' && text.length > 2 * TAIL ? text.length - TAIL : text.length
  return (
    <span className={css.title} title={row.title} {...(row.kind === 'image' ? { dir: 'ltr' } : {})}>
      <span className={css.head}>{text.slice(0, cut)}</span>
      {cut < text.length ? <span className={css.tail}>{text.slice(cut)}</span> : null}
    </span>
  )
}

/** A waiting case says why it waits; one that was worked on says what became of it. */
const stateWord = (row: QueueRow): string => {
  if (row.status === 'waiting') return reasonWord(row)
  return row.verdict === null || row.status !== 'reviewed' ? STATUS_WORDS[row.status] : VERDICT_WORDS[row.verdict]
}

/** The mark that becomes a box to tick under the pointer. */
const Tick = ({ children }: { readonly children: ReactNode }): ReactNode => (
  <span className={css.tick} data-tick>
    <span className={css.mark}>{children}</span>
    <span className={css.box} aria-hidden>
      <IconCheck size={11} stroke={3} aria-hidden />
    </span>
  </span>
)

/** What the model said is kept from a row while its case waits for an answer that is given first. */
const useAsShown = (row: QueueRow | null): QueueRow | null => {
  const blindFirst = useDesk(({ state }) => state?.open?.project.settings.blindFirst ?? false)
  if (row === null || !blindFirst || row.status === 'reviewed') return row
  return { ...row, score: null, label: null, reasons: row.reasons.map((reason) => ({ ...reason, detail: '' })) }
}

export const PanelRow = ({ row: read }: { readonly row: QueueRow | null }): ReactNode => {
  const row = useAsShown(read)
  return row === null ? (
    <span className={css.panel}>
      <Skeleton circle height={14} />
      <Skeleton height="0.75rem" width="70%" />
    </span>
  ) : (
    <span className={css.panel} data-done={row.status === 'reviewed'}>
      <Tick>
        <StatusMark status={row.status} verdict={row.verdict} wordless />
      </Tick>
      <Title row={row} text={shortTitle(row)} />
      <span className={css.score}>{score(row.score)}</span>
      <span className={css.why}>
        {stateWord(row)}
        {row.label === null ? '' : ` · ${row.label}`}
      </span>
    </span>
  )
}

export const ListRow = ({ row: read, place }: { readonly row: QueueRow | null; readonly place: number }): ReactNode => {
  const row = useAsShown(read)
  return row === null ? (
    <span className={css.line}>
      <span className={css.place}>{count(place)}</span>
      <Skeleton height="0.75rem" width="60%" />
    </span>
  ) : (
    <span className={css.line} data-done={row.status === 'reviewed'}>
      <span className={css.place}>
        <Tick>{count(place)}</Tick>
      </span>
      <StatusMark status={row.status} verdict={row.verdict} />
      <Title row={row} text={row.title} />
      <span className={css.cell}>{reasonWord(row)}</span>
      <span className={css.cell}>{row.reasons[0]?.detail ?? ''}</span>
      <span className={css.score}>{score(row.score)}</span>
      <span className={css.cell}>{row.label ?? '–'}</span>
    </span>
  )
}

/** The list's column heads; the rows are options, which have no columns to a screen reader. */
export const ListHead = (): ReactNode => (
  <div className={`${css.line} ${css.heads}`} aria-hidden>
    <span className={css.place}>#</span>
    <span>{t('Status')}</span>
    <span>{t('Case')}</span>
    <span>{t('Reason')}</span>
    <span>{t('Detail')}</span>
    <span className={css.score}>{t('Score')}</span>
    <span>{t('Label')}</span>
  </div>
)
