import { expect, test } from 'vitest'
import { Attribute } from '../../shared/model/taxonomy.ts'
import { type Desk, temporaryDesk } from '../helpers/desk.ts'
import { fileWith, importing, nativeFile } from '../helpers/importing.ts'
import { currentDraft, published } from '../helpers/taxonomy-desk.ts'

const TEXT = 'cough and fever'
const note = (key: string, code: string) => ({
  key,
  text: TEXT,
  truth: { objects: [{ id: 'o1', label: 'finding', span: [0, 5], attributes: { code } }] },
})

const listed = async (desk: Desk, version: string, codes: readonly string[]): Promise<void> => {
  const rows = ['code,name', ...codes.map((code) => `${code},name of ${code}`)].join('\n')
  const job = await desk.work('codes.import', {
    list: 'findings',
    version,
    file: fileWith(desk, `codes-${version}.csv`, `${rows}\n`),
  })
  expect(job.state).toBe('done')
}

/** The draft whose codes come from this version of the list. */
const codedBy = async (desk: Desk, version: string) => ({
  ...(await currentDraft(desk)),
  attributes: [Attribute.parse({ name: 'code', kind: 'coded', codes: { list: 'findings', version } })],
})

test('a newer code list asks about reviews whose code it no longer has, and about no other', async () => {
  await using desk = await temporaryDesk()
  const truths = [note('kept', 'R05'), note('gone', 'R50'), note('never there', 'X99')]
  await importing(desk, { files: [nativeFile(desk, truths)], role: 'truth' })
  await listed(desk, '2026', ['R05', 'R50'])
  await published(desk, await codedBy(desk, '2026'))
  // The list says nothing new about a code that it never had: nobody was held against it before.
  const asked = async () => (await desk.call('queue.rows', { where: 'outdated:yes' })).rows.map(({ key }) => key)
  expect(await asked()).toEqual(['never there'])

  await listed(desk, '2027', ['R05', 'R51'])
  const draft = await codedBy(desk, '2027')
  const dry = await desk.call('taxonomy.dryRun', { next: { draft } })
  // The one that is asked about already would be asked about by this version instead.
  expect(dry.steps.map(({ step, again }) => [step.kind, again])).toEqual([['tighten', 2]])
  expect(dry.cases.filter(({ key }) => key === 'gone').map(({ questions }) => questions)).toEqual([
    [{ annotationId: 'o1', about: 'attribute', label: 'finding', attribute: 'code', choices: [], version: 3 }],
  ])
  await published(desk, draft)
  expect((await asked()).toSorted()).toEqual(['gone', 'never there'])
})

test('a list that is not here asks about nothing: nobody can say what stands in it', async () => {
  await using desk = await temporaryDesk()
  await importing(desk, { files: [nativeFile(desk, [note('a', 'R05')])], role: 'truth' })
  const draft = await codedBy(desk, '2026')
  expect((await desk.call('taxonomy.dryRun', { next: { draft } })).counts).toMatchObject({ again: 0 })
})
