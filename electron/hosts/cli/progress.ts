import type { Job } from '../../../shared/contract/jobs.ts'
import type { Output } from './output.ts'

/** Off a terminal a line is printed this often, so that a log shows that work goes on. */
const LINE_EVERY_MS = 5000
const BAR = 24

const count = new Intl.NumberFormat('en')

/** "1 min 20 s left". */
export const timeLeft = (ms: number): string => {
  const seconds = Math.ceil(ms / 1000)
  if (seconds < 60) return `${seconds} s left`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${seconds % 60} s left`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min left`
}

/** "120,000 of 400,000 rows, 31,000 a second, 9 s left". */
export const progressText = (job: Job): string =>
  [
    `${count.format(job.done)}${job.total === null ? '' : ` of ${count.format(job.total)}`} ${job.unit}`.trimEnd(),
    ...(job.rate === null ? [] : [`${count.format(Math.round(job.rate))} a second`]),
    ...(job.leftMs === null ? [] : [timeLeft(job.leftMs)]),
  ].join(', ')

const bar = (job: Job): string => {
  if (job.total === null || job.total === 0) return ''
  const filled = Math.min(BAR, Math.round((job.done / job.total) * BAR))
  return `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} `
}

export type Progress = {
  show(job: Job): void
  /** Takes the bar away again. */
  end(): void
}

export const createProgress = (output: Output, now: () => number = Date.now): Progress => {
  let printedAt = now()
  let drawn = false
  return {
    show: (job) => {
      if (job.state !== 'running' || (job.done === 0 && job.total === null)) return
      if (output.terminal) {
        drawn = true
        output.redraw(`${bar(job)}${job.title}: ${progressText(job)}`)
      } else if (now() - printedAt >= LINE_EVERY_MS) {
        printedAt = now()
        output.say(`${job.title}: ${progressText(job)}`)
      }
    },
    end: () => {
      if (drawn) output.redraw('')
      drawn = false
    },
  }
}
