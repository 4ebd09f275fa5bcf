import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hasRealdata, REALDATA, temporaryDesk } from '../helpers/desk.ts'
import { fileWith, importing } from '../helpers/importing.ts'
import { roundTrips } from '../helpers/text-batches.ts'

const file = (name: string) => ({ from: 'path' as const, path: join(REALDATA, name) })

test.skipIf(!hasRealdata)(
  'WNUT 2017’s 1,287 posts as spaCy, Prodigy and Label Studio, imported elsewhere, have the same entities',
  async () => {
    await using desk = await temporaryDesk()
    await importing(desk, { files: [file('wnut17/gold.conll')], role: 'truth', as: desk.caller.personId })
    const { before, after } = await roundTrips(desk, ['spacy', 'prodigy', 'label-studio'])
    expect([...before.values()].flat()).toHaveLength(1079)
    expect([...after.values()].map(({ report }) => report.verified.differences)).toEqual([[], [], []])
    for (const [format, { said }] of after) expect([format, said]).toEqual([format, before])
  },
  180_000,
)

test.skipIf(!hasRealdata)(
  'the first 100 of those posts as brat and WebAnno, a file or two for each, have the same entities too',
  async () => {
    await using desk = await temporaryDesk()
    const sentences = readFileSync(join(REALDATA, 'wnut17/gold.conll'), 'utf8').split(/\r?\n\r?\n/)
    const some = fileWith(desk, 'some.conll', `${sentences.slice(0, 100).join('\n\n')}\n\n`)
    await importing(desk, { files: [some], role: 'truth', as: desk.caller.personId })
    const { before, after } = await roundTrips(desk, ['brat', 'webanno'])
    expect(before.size).toBeGreaterThan(90)
    for (const [format, { said }] of after) expect([format, said]).toEqual([format, before])
  },
  120_000,
)

test.skipIf(!hasRealdata)(
  'Prodigy’s own exports written as Prodigy again say the same, hashes and rejected tasks among it',
  async () => {
    for (const name of ['fashion_brands', 'docs_issues']) {
      await using desk = await temporaryDesk()
      await importing(desk, { files: [file(`prodigy/${name}.jsonl`)], role: 'truth', as: desk.caller.personId })
      const { before, after } = await roundTrips(desk, ['prodigy'])
      const trip = after.get('prodigy')
      expect([name, trip?.report.losses]).toEqual([name, []])
      expect(trip?.said).toEqual(before)
      expect(before.size).toBeGreaterThan(100)
    }
  },
  120_000,
)
