import { setTimeout } from 'node:timers/promises'
import type { BrowserDesk } from './browser-desk.ts'

const LOOK_MS = 5

/** Resolves when no job runs. Looks seldom: jobs run in this process, and want the cores. */
export const idle = async (call: BrowserDesk['call']): Promise<void> => {
  while ((await call('job.list', {})).jobs.some((job) => job.state === 'running')) await setTimeout(LOOK_MS)
}
