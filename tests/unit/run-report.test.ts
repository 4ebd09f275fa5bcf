import { expect, test } from 'vitest'
import { countsOf, filesToRunAgain, type RanFile, reportOf, withSecondRun } from '../helpers/run-report.ts'

const ran = (file: string, state: RanFile['state'], ...tests: RanFile['tests']): RanFile => ({ file, state, tests })
/** As vitest tells of a process that ended, here of `path`. */
const ended = (path: string) => ({
  message: '[vitest-pool]: Worker forks emitted error.',
  cause: {
    message: `Worker exited unexpectedly with signal SIGTRAP during started state while running test file ${path}`,
  },
})
const unnamed = {
  message: '[vitest-pool]: Worker forks emitted error.',
  cause: { message: 'Worker exited unexpectedly with signal SIGTRAP during starting state' },
}
const [A, B, C] = ['tests/unit/a.test.ts', 'tests/unit/b.test.ts', 'tests/unit/c.test.tsx']

/** The counts after a first run, and after a second one of what is to be run again. */
const inTheEnd = (first: Parameters<typeof reportOf>, second?: Parameters<typeof reportOf>) => {
  const report = reportOf(...first)
  const { passed, failed, skipped } = countsOf(second ? withSecondRun(report, reportOf(...second)) : report)
  return [filesToRunAgain(report), passed, failed, skipped]
}

test('a file whose process died is run again, and only its second run is counted', () => {
  const first: Parameters<typeof reportOf> = [
    [A, B],
    [ran(A, 'queued', 'passed', 'skipped', 'pending'), ran(B, 'passed', 'passed', 'skipped')],
    [ended(`/home/ada/second look/${A}`)],
  ]
  expect([
    inTheEnd(first),
    inTheEnd(first, [[A], [ran(A, 'passed', 'passed', 'skipped', 'passed')], []]),
    inTheEnd(first, [[A], [ran(A, 'failed', 'passed', 'skipped', 'failed')], []]),
    // Died again.
    inTheEnd(first, [[A], [ran(A, 'queued', 'passed', 'skipped', 'pending')], [ended(`/home/ada/second look/${A}`)]]),
    // The second run said nothing of it.
    inTheEnd(first, [[], [], []]),
  ]).toEqual([
    [[A], 1, 1, 1],
    [[A], 3, 0, 2],
    [[A], 2, 1, 2],
    [[A], 1, 1, 1],
    [[A], 1, 1, 1],
  ])
})

test('a file that died before it was begun is run again; one that is missing for no such reason failed', () => {
  const whole = ran(A, 'passed', 'passed')
  expect([
    inTheEnd([[A, B], [whole], [unnamed]], [[B], [ran(B, 'passed', 'passed')], []]),
    inTheEnd([[A, B], [whole], []]),
    inTheEnd([[A, B, C], [whole], [unnamed]]),
    // More ends than files are missing: one of them is not understood.
    inTheEnd([[A, B], [whole], [unnamed, unnamed]]),
  ]).toEqual([
    [[B], 2, 0, 0],
    [[], 1, 1, 0],
    [[], 1, 2, 0],
    [[B], 1, 2, 0],
  ])
})

test('never run again: what has a failed test, what broke while it was loaded, what an error that no test caught hit', () => {
  expect([
    inTheEnd([[A], [ran(A, 'failed', 'passed', 'failed', 'pending')], [ended(`/x/${A}`)]]),
    inTheEnd([[A], [ran(A, 'failed')], []]),
    inTheEnd([[A], [ran(A, 'failed', 'skipped')], []]),
    inTheEnd([[A], [ran(A, 'passed', 'passed')], [{ message: 'Unhandled', cause: { message: `in /x/${A}` } }]]),
    inTheEnd([[A], [ran(A, 'passed', 'passed')], []]),
    inTheEnd([[A], [ran(A, 'skipped', 'skipped')], []]),
  ]).toEqual([
    [[], 1, 1, 0],
    [[], 0, 1, 0],
    [[], 0, 1, 1],
    [[], 1, 1, 0],
    [[], 1, 0, 0],
    [[], 0, 0, 1],
  ])
})

test('a file is known by its whole name, also among several of one process', () => {
  const [x, tsx, longer] = ['tests/x.test.ts', 'tests/x.test.tsx', 'tests/more/x.test.ts']
  const all = [x, tsx, longer].map((file) => ran(file, 'passed', 'passed'))
  const again = (...paths: readonly string[]) =>
    filesToRunAgain(reportOf([x, tsx, longer], all, [ended(paths.join(', '))]))
  expect([again(`/r/${tsx}`), again(`/r/${x}`), again(`/r/${longer}`), again(`/r/${x}`, `/r/${longer}`)]).toEqual([
    [tsx],
    [x],
    [longer],
    [x, longer],
  ])
})
