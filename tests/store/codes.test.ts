import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openStore } from '../../electron/backend/store/open-store.ts'
import { type Desk, temporaryDesk } from '../helpers/desk.ts'
import { failure } from '../helpers/review-desk.ts'
import { setBack } from '../helpers/set-back.ts'

const write = (desk: Desk, name: string, text: string) => {
  const path = join(desk.folder, name)
  writeFileSync(path, text)
  return { from: 'path', path } as const
}
const LIST = { list: 'diagnoses', version: '2026' }
const TABLE = `code,name,parent,deprecated
E10,Diabetes mellitus of type one,,
E11.9,Diabetes of type two without complications,E11,
E11,Diabetes of type two,,
E12,"Diabetes, malnutrition-related",,yes
,nameless,,
I10,Hypertension,,
I10,Hypertension again,,
J45,"Ásthma
bronchiale",,
`

test('a code list is taken in once, searched by code and by words, and its odd rows are told by line', async () => {
  await using desk = await temporaryDesk()
  const file = write(desk, 'codes.csv', TABLE)
  expect((await desk.work('codes.import', { ...LIST, file })).result).toEqual({
    ...LIST,
    entries: 6,
    known: false,
    setAside: [
      { line: 6, message: 'The row has no code. Fill it in, or leave the row out.' },
      { line: 8, message: 'The code I10 stands twice. Keep one row.' },
    ],
    setAsideCount: 2,
  })
  expect((await desk.work('codes.import', { ...LIST, file })).result).toEqual({
    ...LIST,
    entries: 6,
    known: true,
    setAside: [],
    setAsideCount: 0,
  })
  const search = async (text: string, limit = 20) =>
    (await desk.call('codes.search', { ...LIST, text, limit })).codes.map(({ code }) => code)
  expect({
    all: await search(''),
    prefix: await search('e11'),
    dotless: await search('E119'),
    words: await search('type dia'),
    accents: await search('asthma bron'),
    deprecatedLast: await search('diabetes'),
    hostile: await search('" OR name:* NEAR( --'),
    few: await search('diabetes', 2),
  }).toEqual({
    all: ['E10', 'E11', 'E11.9', 'E12', 'I10', 'J45'],
    prefix: ['E11', 'E11.9'],
    dotless: ['E11.9'],
    words: ['E11', 'E10', 'E11.9'],
    accents: ['J45'],
    deprecatedLast: ['E11', 'E10', 'E11.9', 'E12'],
    hostile: [],
    few: ['E11', 'E10'],
  })
  expect((await desk.call('codes.named', { ...LIST, codes: ['E12', 'nothing'] })).codes).toEqual([
    { code: 'E12', name: 'Diabetes, malnutrition-related', parent: null, deprecated: true },
  ])
  expect(await desk.call('codes.lists', {})).toEqual({ lists: [{ ...LIST, entries: 6 }] })
})

test('a version never changes; what is no code list is refused, and leaves nothing', async () => {
  await using desk = await temporaryDesk()
  await desk.work('codes.import', { ...LIST, file: write(desk, 'a.tsv', 'Code\tTitle\nA\tOne\n') })
  const ends = async (name: string, text: string, list = LIST) => {
    const { state, error } = await desk.work('codes.import', { ...list, file: write(desk, name, text) })
    return [state, error?.code]
  }
  expect([
    await ends('b.tsv', 'code\ttitle\nA\tAnother\n'),
    await ends('c.csv', 'label,text\nA,One\n', { list: 'other', version: '' }),
    await ends('d.csv', 'code,name\n', { list: 'other', version: '' }),
    await ends('e.jsonl', '{"code":"A","display":"One"}\n{', { list: 'lines', version: '' }),
  ]).toEqual([
    ['failed', 'conflict'],
    ['failed', 'bad-file'],
    ['failed', 'bad-file'],
    ['done', undefined],
  ])
  expect((await failure(desk.call('codes.search', { list: 'other', version: '' }))).code).toEqual('not-found')
  expect((await desk.call('codes.lists', {})).lists.map(({ list }) => list)).toEqual(['diagnoses', 'lines'])
})

test('a list that was stopped on its way in is not there, and comes in whole the next time', async () => {
  await using desk = await temporaryDesk()
  const store = openStore(desk.path, { mode: 'beside', stateDir: `${desk.folder}/state` })
  store.write((write) => {
    write.db.prepare("INSERT INTO code_lists VALUES (7, 'diagnoses', '2026', 0, x'00', 0, 'ada', ?)").run(write.clock)
    write.db.prepare("INSERT INTO codes VALUES (1, 7, 'E10', 'E10', 'Half', NULL, 0)").run()
    write.db.prepare("INSERT INTO code_search (rowid, name) VALUES (1, 'Half')").run()
  })
  store.close()
  expect(await desk.call('codes.lists', {})).toEqual({ lists: [] })
  await desk.work('codes.import', { ...LIST, file: write(desk, 'codes.csv', TABLE) })
  const { codes } = await desk.call('codes.search', { ...LIST, text: 'half' })
  expect([codes, await desk.call('codes.lists', {})]).toEqual([[], { lists: [{ ...LIST, entries: 6 }] }])
})

test('a project made before code lists takes them in', async () => {
  await using desk = await temporaryDesk()
  await desk.call('project.close', {})
  const { default: Database } = await import('better-sqlite3')
  const db = new Database(join(desk.path, 'project.db'))
  setBack(db, 10)
  db.close()
  await desk.call('project.open', { path: desk.path })
  await desk.work('codes.import', { ...LIST, file: write(desk, 'codes.csv', TABLE) })
  expect((await desk.call('codes.lists', {})).lists).toEqual([{ ...LIST, entries: 6 }])
})
