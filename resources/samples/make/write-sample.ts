import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SampleCase, SampleTruth } from './records.ts'

type Sample = {
  readonly name: string
  readonly title: string
  readonly about: string
  readonly model: { readonly name: string; readonly version: string; readonly trainedOn: string }
  readonly cases: readonly SampleCase[]
  readonly truths: readonly SampleTruth[]
}

const lines = (records: readonly unknown[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('')

/** sample.json for the start screen, cases.jsonl to import, truth.jsonl with the right answers. */
export const writeSample = async (folder: string, sample: Sample): Promise<void> => {
  const { name, title, about, model, cases, truths } = sample
  const header = { secondLook: 1, model, offsets: 'codepoint', score: { kind: 'probability', range: [0, 1] } }
  await writeFile(join(folder, 'cases.jsonl'), lines([header, ...cases]))
  await writeFile(join(folder, 'truth.jsonl'), lines(truths))
  await writeFile(
    join(folder, 'sample.json'),
    `${JSON.stringify({ name, title, about, cases: cases.length }, null, 2)}\n`,
  )
}
