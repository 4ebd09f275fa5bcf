import { create } from 'zustand'
import type { Rect } from '../../../../shared/domain/geometry/box.ts'
import { fitView, MAX_SCALE, visibleRect } from '../../../../shared/domain/geometry/view.ts'
import {
  carriedOver,
  cellOfStep,
  cellRect,
  cellsInSight,
  emptyCoverage,
  lookedAt,
  nextUnseen,
} from '../../../../shared/domain/sweep.ts'
import type { Coverage, Worksheet } from '../../../../shared/model/review.ts'
import { send } from '../../../api/outbox.ts'
import { t } from '../../../i18n/t.ts'
import { activeMsSoFar } from '../clockwork.ts'
import { explain, subjectOf } from '../commands.ts'
import { review, setReview, tell, useReview } from '../review-state.ts'
import { pageNow, showRect } from './hand.ts'

/** A systematic walk over the picture for what was missed. */
export type Walk = {
  readonly of: Pick<Worksheet, 'caseId' | 'predictionId'>
  readonly coverage: Coverage
  readonly step: number
  /** In image pixels. */
  readonly cell: Rect
}

/** Of this sitting; what was looked at is kept with the worksheet. */
export const useSweep = create<{ readonly walk: Walk | null }>(() => ({ walk: null }))
const walkNow = (): Walk | null => useSweep.getState().walk

/** How often the time of the cells in sight is counted, and how often it is kept. */
const TICK_MS = 250
const KEEP_AFTER_MS = 5000

let counting: ReturnType<typeof setInterval> | null = null
let counted = 0
let keptAt = 0
let kept: Coverage | null = null

/** Adds the active time since the last call to the cells in sight, as long as they are seen as near as the walk wants. */
const countTime = (): void => {
  const walk = walkNow()
  const { view, stage, picture } = review()
  const image = picture?.image
  if (!walk || !view || !stage || !image) return
  const active = activeMsSoFar()
  const ms = active - counted
  counted = active
  if (ms <= 0 || view.scale < walk.coverage.scale * 0.99) return
  const coverage = lookedAt(walk.coverage, cellsInSight(walk.coverage, image, visibleRect(view, stage)), ms)
  if (coverage !== walk.coverage) useSweep.setState({ walk: { ...walk, coverage } })
}

/** Keeps what was looked at so far with the worksheet. */
const keep = async (): Promise<void> => {
  const walk = walkNow()
  if (!walk || walk.coverage === kept) return
  const { coverage } = walk
  kept = coverage
  keptAt = performance.now()
  const { desk } = review()
  if (desk && isOf(walk, desk.worksheet)) setReview({ desk: { ...desk, worksheet: { ...desk.worksheet, coverage } } })
  const result = await send('review.looked', {
    subject: walk.of,
    coverage: { ...coverage, ms: [...coverage.ms] },
  })
  if (!result.ok) explain(result.error)
}

const isOf = ({ of }: Walk, worksheet: Worksheet): boolean =>
  of.caseId === worksheet.caseId && of.predictionId === worksheet.predictionId

const tick = () => {
  const { desk } = review()
  const walk = walkNow()
  if (!walk) return
  if (!desk || !isOf(walk, desk.worksheet)) return stopSweep()
  countTime()
  if (performance.now() - keptAt > KEEP_AFTER_MS) void keep()
}

/** Counts up to now and keeps it: before the case is filed, and when the walk ends. */
export const putDownSweep = (): Promise<void> => {
  countTime()
  return keep()
}

const goTo = (step: number) => {
  const walk = walkNow()
  const image = review().picture?.image
  if (!walk || !image) return
  countTime()
  const cell = cellRect(walk.coverage, image, cellOfStep(walk.coverage, step))
  useSweep.setState({ walk: { ...(walkNow() ?? walk), step, cell } })
  showRect(cell, walk.coverage.scale)
  sayPlace(step, walk.coverage.ms.length)
  void keep()
}

/** For those who listen; the bar over the picture shows it. */
const sayPlace = (step: number, of: number): void =>
  setReview({ said: t('Sweep: part {n} of {of}', { n: step + 1, of }) })

/** Begins the walk at the zoom of now, or at 100 % (twice the fitted size of small pictures) when the whole is in sight. */
export const startSweep = () => {
  const { desk, view, stage, picture } = review()
  const image = picture?.image
  if (!desk || !view || !stage || !image) return
  const fitted = fitView(image, stage).scale
  const scale = view.scale > fitted * 1.25 ? view.scale : Math.min(MAX_SCALE, Math.max(1, fitted * 2))
  const fresh = emptyCoverage(image, stage, scale, pageNow())
  const coverage = carriedOver(desk.worksheet.coverage, fresh)
  counted = activeMsSoFar()
  keptAt = performance.now()
  kept = coverage
  const step = nextUnseen(coverage, 0) ?? 0
  const cell = cellRect(coverage, image, cellOfStep(coverage, step))
  useSweep.setState({ walk: { of: subjectOf(desk.worksheet), coverage, step, cell } })
  counting ??= setInterval(tick, TICK_MS)
  showRect(cell, scale)
  sayPlace(step, coverage.ms.length)
}

export const stopSweep = () => {
  if (!walkNow()) return
  countTime()
  void keep()
  if (counting !== null) clearInterval(counting)
  counting = null
  useSweep.setState({ walk: null })
}

export const toggleSweep = (): void => (walkNow() ? stopSweep() : startSweep())

/** The next or the last part of the walk; after the end the first that was not looked at. */
export const stepSweep = (by: 1 | -1) => {
  const walk = walkNow()
  if (!walk) return startSweep()
  countTime()
  const count = walk.coverage.ms.length
  const next = walk.step + by
  if (next >= 0 && next < count) return goTo(next)
  const open = nextUnseen(walkNow()?.coverage ?? walk.coverage, 0)
  if (open !== null && by === 1) return goTo(open)
  tell(by === 1 ? t('All parts of the picture were looked at.') : t('This is the first part.'))
}

/** The walk belongs to one case: another one on the desk ends it. */
useReview.subscribe((now, before) => {
  const walk = walkNow()
  if (walk && now.desk !== before.desk && (!now.desk || !isOf(walk, now.desk.worksheet))) stopSweep()
})
