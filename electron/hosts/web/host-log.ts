import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'

/** Bytes after which `host.log` becomes `host.1.log`; the log never takes more than twice this. */
const LOG_LIMIT = 2 * 1024 * 1024

/** A local log for finding faults: routes, states, times. Never a token, a path of a case, or anybody's text. */
export type HostLog = {
  info(facts: Readonly<Record<string, string | number | boolean>>, message: string): void
  error(facts: Readonly<Record<string, string | number | boolean>>, message: string): void
}

const sizeOf = (path: string): number => {
  try {
    return statSync(path).size
  } catch {
    return 0
  }
}

/** Appends to `host.log` in the state folder. A full or read-only disk costs log lines, never the desk. */
export const openHostLog = (stateDir: string, limit = LOG_LIMIT): HostLog => {
  const path = join(stateDir, 'host.log')
  let bytes = sizeOf(path)
  const write = (line: string): void => {
    try {
      if (bytes + line.length > limit) {
        renameSync(path, join(stateDir, 'host.1.log'))
        bytes = 0
      }
      if (bytes === 0) mkdirSync(stateDir, { recursive: true, mode: 0o700 })
      appendFileSync(path, line, { mode: 0o600 })
      bytes += line.length
    } catch {
      bytes = sizeOf(path)
    }
  }
  const logger = pino({ base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime }, { write })
  return {
    info: (facts, message) => logger.info(facts, message),
    error: (facts, message) => logger.error(facts, message),
  }
}

export const silentLog: HostLog = { info: () => {}, error: () => {} }

/** What nobody foresaw, without what was asked: inputs may hold a case's text. */
export const noteUnforeseen =
  (log: HostLog) =>
  (operation: string, thrown: unknown): void => {
    const stack = thrown instanceof Error ? (thrown.stack ?? '').split('\n').slice(1, 8).join(' ') : ''
    log.error({ operation, error: thrown instanceof Error ? thrown.name : typeof thrown, stack }, 'unforeseen')
  }
