import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { ExportReport } from '../../shared/contract/exports.ts'
import type { Input } from '../../shared/contract/table.ts'
import { type Desk, temporaryDesk } from './desk.ts'
import { importing } from './importing.ts'

const Place = z.tuple([z.number(), z.number()])
const Line = z.object({
  key: z.string(),
  feed: z.string().default(''),
  text: z.string().optional(),
  turns: z.array(z.object({ text: z.string() })).optional(),
  truth: z.object({
    objects: z
      .array(
        z.object({ label: z.string(), turn: z.number().optional(), span: z.union([Place, z.array(Place)]).optional() }),
      )
      .default([]),
  }),
})

/** Per text: its spans as label, turn and places in code points, classes as their labels; in an order of their own. */
export type Said = ReadonlyMap<string, readonly string[]>

/** What a desk's native export says of one feed, by the texts themselves. */
const saidIn = (reviews: string, feed: string): Said =>
  new Map(
    reviews
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => Line.parse(JSON.parse(line)))
      .filter((line) => line.feed === feed)
      .map(({ key, text, turns, truth }): [string, readonly string[]] => [
        text ?? turns?.map((turn) => turn.text).join('\n') ?? key,
        truth.objects.map(({ label, turn, span }) => JSON.stringify([label, turn ?? null, span ?? null])).sort(),
      ]),
  )

const exportTo = async (desk: Desk, to: string, options: Input<'export.start'>): Promise<ExportReport> => {
  const job = await desk.work('export.start', { ...options, to })
  if (job.error) throw new Error(job.error.message)
  return ExportReport.parse(job.result)
}

const nativeOf = async (desk: Desk): Promise<string> => {
  const to = join(desk.folder, 'native')
  await exportTo(desk, to, { format: 'native' })
  return readFileSync(join(to, 'reviews.jsonl'), 'utf8')
}

export type Trips = {
  /** What the desk says before anything is exported. */
  readonly before: Said
  readonly after: ReadonlyMap<string, { readonly said: Said; readonly report: ExportReport }>
}

/** Exports what a desk holds in each format, imports the folders into a desk of its own, each as a feed, and says what that holds. */
export const roundTrips = async (
  desk: Desk,
  formats: readonly Input<'export.start'>['format'][],
  options: Partial<Input<'export.start'>> = {},
): Promise<Trips> => {
  const reports = new Map<string, ExportReport>()
  await using other = await temporaryDesk('bea')
  for (const format of formats) {
    const to = join(desk.folder, format)
    reports.set(format, await exportTo(desk, to, { format, ...options }))
    const report = await importing(other, { files: [{ from: 'path', path: to }], role: 'truth', feed: format })
    if (report.counts.setAside > 0) throw new Error(report.rejects[0]?.message)
    if (report.formats.join() !== format) throw new Error(`read as ${report.formats.join()}`)
  }
  const native = await nativeOf(other)
  return {
    before: saidIn(await nativeOf(desk), ''),
    after: new Map([...reports].map(([format, report]) => [format, { said: saidIn(native, format), report }])),
  }
}
