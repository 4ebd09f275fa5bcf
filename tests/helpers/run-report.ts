/** What a run of the tests found of one file. */
export type FileReport = {
  /** Relative to the root, with slashes. */
  readonly file: string
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** The file failed beside its tests: while it was loaded, or in a hook. */
  readonly broken: boolean
  /** The process that ran it ended of itself. */
  readonly died: boolean
}

export type RunReport = {
  readonly files: readonly FileReport[]
  /** Errors that no test caught, but for the ends of processes. */
  readonly errors: number
}

/** A file as the runner knows it: its own state, and that of each of its tests. */
export type RanFile = {
  readonly file: string
  readonly state: 'passed' | 'failed' | 'skipped' | 'pending' | 'queued'
  readonly tests: readonly ('passed' | 'failed' | 'skipped' | 'pending')[]
}

type Caught = { readonly message?: string | undefined; readonly cause?: unknown }

const hasMessage = (value: unknown): value is Caught => typeof value === 'object' && value !== null

/** The messages of an error and of what caused it, down the chain. */
const messagesOf = ({ message = '', cause }: Caught): string =>
  hasMessage(cause) ? `${message}\n${messagesOf(cause)}` : message

const PROCESS_ENDED = 'Worker exited unexpectedly'

/** Whether a text that ends in a path, or holds one before a comma, speaks of this file. */
const speaksOf = (text: string, file: string): boolean =>
  text.split(/[,\n]/).some((part) => part.replace(/\.$/, '').endsWith(`/${file}`))

/**
 * The report of a run of the `planned` files. A file died where the runner says so by its name, or never had it run for the
 * same reason, and none of its tests failed before: vitest then lists the file, if at all, with tests that never ended.
 */
export const reportOf = (planned: readonly string[], ran: readonly RanFile[], caught: readonly Caught[]): RunReport => {
  const ends = caught.map(messagesOf).filter((text) => text.includes(PROCESS_ENDED))
  const files = ran.map(({ file, state, tests }): FileReport => {
    const count = (wanted: RanFile['tests'][number]): number => tests.filter((test) => test === wanted).length
    const failed = count('failed')
    const died = failed === 0 && ends.some((text) => speaksOf(text, file))
    const whole = state === 'passed' || state === 'skipped'
    return {
      ...{ file, passed: count('passed'), failed, skipped: count('skipped'), died },
      broken: !whole && failed === 0 && !died,
    }
  })
  // A process that ended before it was given its file ends without a name.
  const missing = planned.filter((file) => !ran.some((one) => one.file === file))
  const unnamed = ends.filter((text) => !ran.some(({ file }) => speaksOf(text, file))).length
  const died = missing.length <= unnamed
  const never = missing.map((file): FileReport => ({ file, passed: 0, failed: 0, skipped: 0, broken: !died, died }))
  return { files: [...files, ...never], errors: caught.length - ends.length + Math.max(0, unnamed - missing.length) }
}

/** Files that are run once more: nothing is known against their tests. */
export const filesToRunAgain = ({ files }: RunReport): readonly string[] =>
  files.filter(({ died }) => died).map(({ file }) => file)

/** The first run with what the second one found of the files whose process had died. One that died again failed. */
export const withSecondRun = (first: RunReport, second: RunReport): RunReport => {
  const again = new Map(second.files.map((one) => [one.file, one]))
  const files = first.files.map((one): FileReport => (one.died ? (again.get(one.file) ?? one) : one))
  return { files, errors: first.errors + second.errors }
}

export type Counts = { readonly passed: number; readonly failed: number; readonly skipped: number }

/** Tests, and what failed beside them: files that broke or died, and errors that no test caught. */
export const countsOf = ({ files, errors }: RunReport): Counts => {
  const sum = (of: (file: FileReport) => number): number => files.reduce((total, file) => total + of(file), 0)
  return {
    passed: sum(({ passed, died }) => (died ? 0 : passed)),
    failed: sum(({ failed, broken, died }) => failed + (broken || died ? 1 : 0)) + errors,
    skipped: sum(({ skipped, died }) => (died ? 0 : skipped)),
  }
}
