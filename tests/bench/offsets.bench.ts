import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type Desk, temporaryDesk } from '../helpers/desk.ts'
import { type OffsetRow, offsetRows } from '../helpers/offset-texts.ts'
import type { Bench } from './row.ts'

/** BENCH_OFFSET_TEXTS sets the size; the target is for 20,000. */
const TEXTS = Number(process.env.BENCH_OFFSET_TEXTS ?? 20_000)

const Pair = z.tuple([z.number(), z.number()])
const Exported = z.object({
  key: z.string(),
  text: z.string(),
  truth: z.object({ objects: z.array(z.object({ span: Pair, spanUtf16: Pair, quote: z.string() })).default([]) }),
})

/** Imports a native file as somebody's truth and exports it again; the batch's file. */
const through = async (desk: Desk, path: string): Promise<string> => {
  const imported = await desk.work('import.start', { files: [{ from: 'path', path }], role: 'truth', as: 'ada' })
  if (imported.state !== 'done') throw new Error(imported.error?.message)
  const to = join(desk.folder, 'batch')
  const exported = await desk.work('export.start', { format: 'native', to })
  if (exported.state !== 'done') throw new Error(exported.error?.message)
  return join(to, 'reviews.jsonl')
}

/** How many of these rows do not stand in the file just as they were, in code points and in UTF-16. */
const mismatches = (rows: readonly OffsetRow[], path: string): number => {
  const lines = readFileSync(path, 'utf8').split('\n').slice(1, -1)
  const read = new Map(lines.map((line) => Exported.parse(JSON.parse(line))).map((each) => [each.key, each]))
  return rows.filter(({ key, text, spans }) => {
    const found = read.get(key)
    const expected = spans.map(([start, end]) => {
      const points = [...text]
      const before = points.slice(0, start).join('')
      const quote = points.slice(start, end).join('')
      return { span: [start, end], spanUtf16: [before.length, before.length + quote.length], quote }
    })
    return found?.text !== text || JSON.stringify(found.truth.objects) !== JSON.stringify(expected)
  }).length
}

/** Texts that break offsets go in, out, in and out again. */
export const bench: Bench = {
  name: 'offsets',
  run: async () => {
    await using first = await temporaryDesk()
    await using second = await temporaryDesk()
    const rows = offsetRows(TEXTS)
    const records = rows.map(({ key, text, spans }) => ({
      key,
      text,
      truth: { objects: spans.map((span) => ({ label: 'x', span })) },
    }))
    const file = join(first.folder, 'texts.jsonl')
    writeFileSync(file, [{ secondLook: 1 }, ...records].map((record) => `${JSON.stringify(record)}\n`).join(''))
    const once = await through(first, file)
    const twice = await through(second, once)
    const value = mismatches(rows, once) + mismatches(rows, twice)
    return [
      {
        name: 'offsets.mismatches',
        value,
        unit: 'texts',
        target: `0 of ${TEXTS}, out and in twice`,
        pass: value === 0,
      },
    ]
  },
}
