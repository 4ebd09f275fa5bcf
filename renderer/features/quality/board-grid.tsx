import { type CSSProperties, type KeyboardEvent, type ReactNode, useRef, useState } from 'react'
import type { FailureBoard, FailureCell, FailureTrend } from '../../../shared/contract/failures.ts'
import { whatKey } from '../../../shared/domain/failures/tally.ts'
import type { FailureDimension } from '../../../shared/model/failure.ts'
import { t } from '../../i18n/t.ts'
import { scoreColor } from '../../ui/label-style.ts'
import { count, percent } from '../../ui/numbers.ts'
import { CULPRIT_WORDS } from '../../ui/words.ts'
import css from './quality.module.css'
import { openCases } from './quality-state.ts'
import { dimensionWord, rateSentence, sliceWord, whatWord } from './quality-words.ts'
import { Sparkline } from './sparkline.tsx'

/** Says all that is known of the cell that has the focus. */
const DETAILS = 'failure-cell'

type Place = { readonly row: number; readonly column: number }

/** Relative luminance (WCAG 2.2) of a colour as `scoreColor` writes it. */
const luminance = (color: string): number => {
  const [r = 0, g = 0, b = 0] = (color.match(/\d+/g) ?? []).map((channel) => {
    const share = Number(channel) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** Where black and white stand out equally from a ground, 4.58:1. */
const MIDDLE = 0.179

/** The ground tells what the share surely is at least, so that 1 of 1 does not shout. */
const groundOf = ({ count: found, low }: FailureCell): CSSProperties | undefined => {
  if (found === 0 || low === null) return undefined
  const background = scoreColor(low)
  return { background, color: luminance(background) > MIDDLE ? '#000' : '#fff' }
}

const STEPS: Readonly<Record<string, Place>> = {
  ArrowUp: { row: -1, column: 0 },
  ArrowDown: { row: 1, column: 0 },
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
}

const clamp = (value: number, most: number): number => Math.min(Math.max(value, 0), most)

/** Where a key leads from a place; null for a key that leads nowhere. */
const stepFrom = (event: KeyboardEvent, { row, column }: Place, last: Place, rtl: boolean): Place | null => {
  if (event.key === 'Home') return { row: event.ctrlKey ? 0 : row, column: 0 }
  if (event.key === 'End') return { row: event.ctrlKey ? last.row : row, column: last.column }
  const step = STEPS[event.key]
  if (step === undefined) return null
  return {
    row: clamp(row + step.row, last.row),
    column: clamp(column + (rtl ? -step.column : step.column), last.column),
  }
}

type GridProps = {
  readonly board: FailureBoard
  readonly trends: FailureTrend | null
  /** The project's own names of causes, by their ids. */
  readonly named: ReadonlyMap<string, string>
}

/** Rows of what was found, columns of where; each cell opens its cases. Arrows go from cell to cell. */
export const BoardGrid = ({ board, trends, named }: GridProps): ReactNode => {
  const [at, setAt] = useState<Place>({ row: 0, column: 0 })
  const table = useRef<HTMLTableElement>(null)
  const last: Place = { row: board.rows.length - 1, column: board.slices.length }
  const here: Place = { row: clamp(at.row, last.row), column: clamp(at.column, last.column) }
  const cellAt = ({ row, column }: Place): FailureCell | null => {
    const found = board.rows[row]
    return (column === 0 ? found?.total : found?.cells[column - 1]) ?? null
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const next = stepFrom(event, here, last, getComputedStyle(event.currentTarget).direction === 'rtl')
    if (next === null) return
    event.preventDefault()
    setAt(next)
    table.current?.querySelector<HTMLElement>(`[data-place="${next.row} ${next.column}"]`)?.focus()
  }
  const trendOf = new Map(trends?.rows.map((row) => [whatKey(row.what), row]))
  const row = board.rows[here.row]
  const shown = cellAt(here)
  return (
    <>
      <div className={css.scroll}>
        <table ref={table} className={css.grid} aria-label={t('Failures')}>
          <Heads board={board} trends={trendOf.size > 0} />
          <tbody>
            {board.rows.map(({ what, total, cells }, row) => {
              const trend = trendOf.get(whatKey(what))
              return (
                <tr key={whatKey(what)} data-kind={what.kind}>
                  <th scope="row" className={css.what}>
                    <span>{whatWord(what, named)}</span>
                    {what.kind === 'cause' && what.culprit !== null ? (
                      <span className={css.culprit}>{CULPRIT_WORDS[what.culprit]}</span>
                    ) : null}
                  </th>
                  {[total, ...cells].map((cell, column) => (
                    <Cell
                      // biome-ignore lint/suspicious/noArrayIndexKey: cells stand in the order of their columns.
                      key={column}
                      cell={cell}
                      place={{ row, column }}
                      isStop={here.row === row && here.column === column}
                      onHere={setAt}
                      onKeyDown={onKeyDown}
                    />
                  ))}
                  {trendOf.size > 0 ? (
                    <td className={css.trendCell}>{trend ? <Sparkline row={trend} /> : null}</td>
                  ) : null}
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      <p id={DETAILS} className={css.details}>
        {row === undefined || shown === null
          ? ''
          : `${[whatWord(row.what, named), ...placeWords(board, here)].join(' · ')}: ${rateSentence(shown)}`}
      </p>
    </>
  )
}

const placeWords = (board: FailureBoard, { column }: Place): readonly string[] =>
  column === 0
    ? [t('All')]
    : board.by.map((dimension, at) => {
        const value = sliceWord(board.slices[column - 1]?.values[at] ?? null)
        return `${dimensionWord(dimension)} ${value}`
      })

const Cell = ({
  cell,
  place,
  isStop,
  onHere,
  onKeyDown,
}: {
  readonly cell: FailureCell
  readonly place: Place
  readonly isStop: boolean
  readonly onHere: (place: Place) => void
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
}): ReactNode => (
  <td className={css.cell} style={groundOf(cell)}>
    <button
      type="button"
      data-place={`${place.row} ${place.column}`}
      className={css.open}
      tabIndex={isStop ? 0 : -1}
      aria-disabled={cell.count === 0}
      {...(isStop ? { 'aria-describedby': DETAILS } : {})}
      onKeyDown={onKeyDown}
      onFocus={() => onHere(place)}
      onMouseEnter={() => onHere(place)}
      onClick={() => {
        if (cell.count > 0) openCases(cell.where)
      }}
    >
      <span className={css.rate}>{cell.rate === null ? '–' : percent(cell.rate)}</span>
      <span className={css.of}>{`${count(cell.count)}/${count(cell.of)}`}</span>
    </button>
  </td>
)

/** Columns' names; with two dimensions the second parts the first. */
const Heads = ({ board, trends }: { readonly board: FailureBoard; readonly trends: boolean }): ReactNode => {
  const [first, second] = board.by
  const groups: { value: string | null; span: number }[] = []
  if (second !== undefined) {
    for (const { values } of board.slices) {
      const group = groups.at(-1)
      const value = values[0] ?? null
      if (group && group.value === value) group.span += 1
      else groups.push({ value, span: 1 })
    }
  }
  const rows = second === undefined ? 1 : 2
  return (
    <thead>
      <tr>
        <th scope="col" rowSpan={rows} className={css.what}>
          {t('Found')}
        </th>
        <th scope="col" rowSpan={rows}>
          {t('All')}
        </th>
        {second === undefined
          ? board.slices.map(({ values, reviewed }) => (
              <SliceHead key={values[0] ?? ''} dimension={first} value={values[0] ?? null} reviewed={reviewed} />
            ))
          : groups.map(({ value, span }) => (
              <th key={value ?? ''} scope="colgroup" colSpan={span} className={css.group}>
                <bdi>{sliceWord(value)}</bdi>
              </th>
            ))}
        {trends ? (
          <th scope="col" rowSpan={rows}>
            {t('Trend')}
          </th>
        ) : null}
      </tr>
      {second === undefined ? null : (
        <tr>
          {board.slices.map(({ values, reviewed }) => (
            <SliceHead key={values.join('\n')} dimension={second} value={values[1] ?? null} reviewed={reviewed} />
          ))}
        </tr>
      )}
    </thead>
  )
}

const SliceHead = ({
  dimension,
  value,
  reviewed,
}: {
  readonly dimension: FailureDimension | undefined
  readonly value: string | null
  readonly reviewed: number
}): ReactNode => (
  <th scope="col" title={dimension === undefined ? '' : `${dimensionWord(dimension)}: ${sliceWord(value)}`}>
    <bdi className={css.slice}>{sliceWord(value)}</bdi>
    <span className={css.of}>{t('{count, plural, one {# review} other {# reviews}}', { count: reviewed })}</span>
  </th>
)
