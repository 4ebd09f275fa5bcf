import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { HashCounts } from '../../electron/backend/files/hash-counts.ts'
import { createPace } from '../../electron/backend/jobs/import-pace.ts'

test('numbers are remembered for a hundred thousand hashes, and only for those', () => {
  const hash = (at: number): Uint8Array => createHash('sha256').update(`k${at}`).digest()
  const counts = new HashCounts()
  for (let at = 0; at < 100_000; at += 1) counts.set(hash(at), at + 1)
  const wrong = Array.from({ length: 100_000 }, (_, at) => at).filter((at) => counts.get(hash(at)) !== at + 1)
  const strangers = Array.from({ length: 1000 }, (_, at) => counts.get(hash(at + 200_000)))
  expect([wrong, new Set(strangers)]).toEqual([[], new Set([0])])
})

test('transactions grow while nobody waits, shrink once the desk waits, and grow again much later', () => {
  let now = 0
  const pace = createPace(() => now)
  const commitAll = (times: number): number => {
    // A commit that takes one millisecond for each hundred rows.
    for (let time = 0; time < times; time += 1) pace.committed(pace.rows(), pace.rows() / 100)
    return pace.rows()
  }
  const alone = commitAll(20)
  pace.deskWaited()
  const reviewed = commitAll(20)
  now += 121_000
  expect([alone, reviewed, commitAll(20)]).toEqual([8000, 2000, 8000])
})
