import type { CaseId } from '../../../shared/model/ids.ts'
import type { Pane } from '../../app/action.ts'
import { type ActiveTime, activeMs, onBlur, onFocus, onInput, startActiveTime } from './active-time.ts'

/** A verdict counts only this long after its case was painted: a bounced key must not file an unseen case. */
export const SEEN_AFTER_MS = 150

let current: CaseId | null = null
let paintedAt: number | null = null
let time: ActiveTime = startActiveTime(0, false)
const earlier = new Map<CaseId, number>()

const now = (): number => performance.now()

/** Begins counting on a case; what was counted on it before goes on. */
export const beginCase = (caseId: CaseId): void => {
  if (current !== null) earlier.set(current, activeMs(time, now()))
  if (current !== caseId) painted.clear()
  current = caseId
  paintedAt = null
  announced = null
  time = startActiveTime(now(), document.hasFocus(), earlier.get(caseId) ?? 0)
}

let announced: CaseId | null = null
const afterFrame = new MessageChannel()
afterFrame.port1.onmessage = ({ data }: MessageEvent<CaseId>) => {
  if (data !== current || paintedAt !== null) return
  paintedAt = now()
  performance.clearMarks('case-painted')
  performance.mark('case-painted', { detail: data })
}

/** The parts of the case that were drawn, and all that are to be; null as long as nobody said which. */
const painted = new Set<Pane>()
let awaited: { readonly caseId: CaseId; readonly parts: readonly Pane[] } | null = null

/** Says which parts a case has: it counts as painted once each of them was drawn, a photo as a text. */
export const awaitParts = (caseId: CaseId, parts: readonly Pane[]): void => {
  awaited = { caseId, parts }
  announce(caseId)
}

/**
 * A part of the case was drawn: once the frame that shows it is out, it counts as painted. The mark is for those who measure. A
 * window that nobody sees makes no frames, and its case is not painted.
 */
export const casePainted = (caseId: CaseId, part: Pane): void => {
  if (caseId !== current) return
  painted.add(part)
  announce(caseId)
}

const announce = (caseId: CaseId): void => {
  if (caseId !== current || announced === caseId || awaited?.caseId !== caseId) return
  if (awaited.parts.some((part) => !painted.has(part))) return
  announced = caseId
  requestAnimationFrame(() => afterFrame.port2.postMessage(caseId))
}

/** Whether the person can have seen the case. */
export const wasSeen = (): boolean => paintedAt !== null && now() - paintedAt >= SEEN_AFTER_MS

export const activeMsSoFar = (): number => activeMs(time, now())

/** The case was filed: its time is told; another look begins at zero. */
export const caseFiled = (caseId: CaseId): void => {
  earlier.delete(caseId)
  if (caseId === current) time = startActiveTime(now(), document.hasFocus())
}

const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const

/** Watches for signs of life until the returned function is called. */
export const watchActivity = (): (() => void) => {
  const input = (): void => {
    if (document.hasFocus()) time = onInput(time, now())
  }
  const focus = (): void => {
    time = onFocus(time, now())
  }
  const blur = (): void => {
    time = onBlur(time, now())
  }
  for (const sign of SIGNS) window.addEventListener(sign, input, { passive: true, capture: true })
  window.addEventListener('focus', focus)
  window.addEventListener('blur', blur)
  return () => {
    for (const sign of SIGNS) window.removeEventListener(sign, input, { capture: true })
    window.removeEventListener('focus', focus)
    window.removeEventListener('blur', blur)
  }
}
