import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { textRange } from '../../shared/domain/text-offsets.ts'
import type { Annotation } from '../../shared/model/annotation.ts'
import { AnnotationId } from '../../shared/model/ids.ts'
import { ROOT, temporaryDesk } from '../helpers/desk.ts'
import { reviewCase } from '../helpers/reviewer.ts'
import { seededId } from '../helpers/seed-cases.ts'

const hasPython = spawnSync('python3', ['--version']).status === 0

/** The program as the page shows it. */
const program = (): string => {
  const page = readFileSync(new URL('docs/formats.md', ROOT), 'utf8')
  const code = /```python\n([\s\S]*?)```/.exec(page)?.[1]
  if (code === undefined) throw new Error('docs/formats.md shows no Python')
  return code
}

const TEXT = '👩‍👩‍👧 Kim 🇫🇷 ordered\r\na book'

const spanOf = (label: string, quote: string): Annotation => {
  const start = TEXT.indexOf(quote)
  return {
    id: AnnotationId.parse(quote),
    label,
    shape: { kind: 'span', ranges: [textRange(TEXT, start, start + quote.length)] },
    attributes: {},
  }
}

test.skipIf(!hasPython)(
  "the page's Python reads a batch, checks its offsets, changes a review, and the desk takes it back",
  async () => {
    await using desk = await temporaryDesk()
    const file = join(desk.folder, 'in.jsonl')
    const record = (key: string) => ({
      key,
      text: TEXT,
      prediction: { objects: [{ label: 'thing', span: [6, 9], quote: 'Kim' }] },
    })
    const lines = [{ secondLook: 1, model: { name: 'm', version: '1' } }, record('right'), record('wrong')]
    writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    expect((await desk.work('import.start', { files: [{ from: 'path', path: file }] })).result).toMatchObject({
      counts: { casesAdded: 2, setAside: 0 },
    })
    await reviewCase(desk, seededId('right'), { verdict: 'correct' })
    const annotations = [spanOf('person', 'Kim'), spanOf('product', 'book'), spanOf('mark', '🇫🇷')]
    const before = await reviewCase(desk, seededId('wrong'), { annotations, verdict: 'incorrect' })
    const to = join(desk.folder, 'batch')
    expect((await desk.work('export.start', { format: 'native', to })).state).toBe('done')

    const script = join(desk.folder, 'trip.py')
    const out = join(desk.folder, 'out.jsonl')
    writeFileSync(script, program())
    expect(spawnSync('python3', [script, join(to, 'reviews.jsonl'), out], { encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    })

    const back = { from: 'path', path: out } as const
    expect((await desk.work('import.start', { files: [back] })).result).toMatchObject({
      counts: { casesAdded: 0, casesKnown: 2, predictionsAdded: 0, setAside: 0, conflicts: 0 },
    })
    expect(await desk.call('review.import', { file: back, as: 'ada' })).toEqual({ taken: 1, known: 1, setAside: [] })
    const { reviews } = await desk.call('review.open', { caseId: seededId('wrong') })
    expect(reviews).toMatchObject([
      { note: 'goes into the next training set', verdict: 'incorrect', supersedes: before.reviewId, origin: 'file' },
    ])
    expect(reviews[0]?.annotations.map(({ label, shape }) => [label, shape])).toEqual(
      annotations.map(({ label, shape }) => [label, shape]),
    )
  },
)
