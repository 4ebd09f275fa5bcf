import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TaxonomyDraft } from '../../../shared/model/taxonomy.ts'
import type { SampleCase, SampleTruth } from './records.ts'

type Sample = {
  readonly name: string
  readonly title: string
  readonly about: string
  readonly model: { readonly name: string; readonly version: string; readonly trainedOn: string }
  readonly cases: readonly SampleCase[]
  readonly truths: readonly SampleTruth[]
  readonly taxonomy: TaxonomyDraft
  /** Code lists that come with it, by file name. */
  readonly codes?: readonly { readonly file: string; readonly list: string; readonly version: string }[]
}

const lines = (records: readonly unknown[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('')

/** sample.json for the start screen, taxonomy.json, cases.jsonl to import, truth.jsonl with the right answers. */
export const writeSample = async (folder: string, sample: Sample): Promise<void> => {
  const { name, title, about, model, cases, truths, taxonomy, codes } = sample
  const header = { secondLook: 1, model, offsets: 'codepoint', score: { kind: 'probability', range: [0, 1] } }
  await writeFile(join(folder, 'cases.jsonl'), lines([header, ...cases]))
  await writeFile(join(folder, 'truth.jsonl'), lines(truths))
  await writeFile(join(folder, 'taxonomy.json'), `${JSON.stringify(taxonomy, null, 1)}\n`)
  await writeFile(
    join(folder, 'sample.json'),
    `${JSON.stringify({ name, title, about, cases: cases.length, ...(codes ? { codes } : {}) }, null, 2)}\n`,
  )
}
