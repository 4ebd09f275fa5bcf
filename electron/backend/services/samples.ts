import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { DeskError } from '../../../shared/contract/errors.ts'
import { SAMPLES, SampleName } from '../../../shared/contract/projects.ts'
import { TaxonomyDraft } from '../../../shared/model/taxonomy.ts'

const About = z.object({
  name: SampleName,
  title: z.string(),
  about: z.string(),
  cases: z.int(),
  /** Code lists of its folder, taken in before its cases. */
  codes: z
    .array(z.object({ file: z.string().regex(/^codes-[\w.-]+$/), list: z.string(), version: z.string() }))
    .default([]),
})
type About = z.infer<typeof About>

const read = (samplesDir: string, name: SampleName): About | null => {
  const file = join(samplesDir, name, 'sample.json')
  return existsSync(file) ? About.parse(JSON.parse(readFileSync(file, 'utf8'))) : null
}

/** The samples shipped with this desk. */
export const samples = (samplesDir: string): Omit<About, 'codes'>[] =>
  SAMPLES.flatMap((name) => {
    const about = read(samplesDir, name)
    return about ? [{ name: about.name, title: about.title, about: about.about, cases: about.cases }] : []
  })

export const readSample = (
  samplesDir: string,
  name: SampleName,
): {
  title: string
  folder: string
  cases: string
  taxonomy: TaxonomyDraft | null
  codes: { path: string; list: string; version: string }[]
} => {
  const about = read(samplesDir, name)
  if (!about)
    throw new DeskError('not-found', `The sample ${name} is not part of this installation. Install Second Look again.`)
  const folder = join(samplesDir, name)
  const taxonomyFile = join(folder, 'taxonomy.json')
  const taxonomy = existsSync(taxonomyFile) ? TaxonomyDraft.parse(JSON.parse(readFileSync(taxonomyFile, 'utf8'))) : null
  const codes = about.codes.map(({ file, list, version }) => ({ path: join(folder, file), list, version }))
  return { title: about.title, folder, cases: join(folder, 'cases.jsonl'), taxonomy, codes }
}
