import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Desk, temporaryDesk } from '../helpers/desk.ts'
import { fileWith, importing, nativeFile } from '../helpers/importing.ts'
import { makePdf } from '../helpers/pdf.ts'

const TWO_PAGES = makePdf([
  { words: [{ text: 'Total 12.50', x: 72, y: 700 }] },
  { width: 300, height: 200, rotate: 90 },
])

const contents = async (desk: Desk) => {
  const { rows } = await desk.call('queue.rows', { limit: 50, scope: 'all' })
  const opened = await Promise.all(rows.map(({ caseId }) => desk.call('review.open', { caseId })))
  return opened.map(({ case: { kind, key, content } }) => ({
    key,
    kind,
    image: content.image !== undefined,
    pages: content.pages?.map(({ width, height, pageIndex, media }) => [
      width,
      height,
      pageIndex ?? null,
      media ?? null,
    ]),
  }))
}

test('a PDF becomes a document of its pages, each of its own size and turned as it says', async () => {
  await using desk = await temporaryDesk()
  fileWith(desk, 'scan.pdf', TWO_PAGES)
  const field = { id: 'f', label: 'total', field: { value: '12.50', box: [140, 260, 120, 30], page: 0 } }
  const cases = [
    { key: 'a', kind: 'document', pages: [{ image: 'scan.pdf' }], prediction: { objects: [field] } },
    { key: 'b', kind: 'document', image: 'scan.pdf' },
  ]
  const report = await importing(desk, { files: [nativeFile(desk, cases)] })
  expect([report.counts.casesAdded, report.counts.assetsAdded, report.rejects]).toEqual([2, 1, []])
  const pages = [
    [1190, 1684, 0, 'pdf'],
    [400, 600, 1, 'pdf'],
  ]
  expect((await contents(desk)).sort((a, b) => (a.key < b.key ? -1 : 1))).toEqual([
    { key: 'a', kind: 'document', image: false, pages },
    { key: 'b', kind: 'document', image: false, pages },
  ])
})

test('a folder of PDFs is a folder of documents; damaged, empty and vast ones are set aside, scripts in them are not run', async () => {
  await using desk = await temporaryDesk()
  mkdirSync(join(desk.folder, 'in'))
  fileWith(desk, 'in/good.pdf', makePdf([{}]))
  fileWith(desk, 'in/script.pdf', makePdf([{}], '/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>'))
  fileWith(desk, 'in/cut.pdf', TWO_PAGES.subarray(0, 120))
  fileWith(desk, 'in/vast.pdf', makePdf([{ width: 900_000, height: 900_000 }]))
  fileWith(desk, 'in/empty.pdf', '')
  const report = await importing(desk, { files: [{ from: 'path', path: join(desk.folder, 'in') }] })
  expect(report.rejects.map(({ file, reason }) => [file, reason]).sort()).toEqual([
    ['cut.pdf', 'broken-image'],
    ['empty.pdf', 'broken-image'],
    ['vast.pdf', 'image-too-large'],
  ])
  expect((await contents(desk)).map(({ key, kind, pages }) => [key, kind, pages]).sort()).toEqual([
    ['good.pdf', 'document', [[1190, 1684, null, 'pdf']]],
    ['script.pdf', 'document', [[1190, 1684, null, 'pdf']]],
  ])
})

test('a known document keeps all its pages when its PDF is not at hand a second time', async () => {
  await using desk = await temporaryDesk()
  const pdf = fileWith(desk, 'scan.pdf', TWO_PAGES)
  const extra = fileWith(desk, 'extra.pdf', makePdf([{}]))
  const cases = [
    { key: 'a', kind: 'document', pages: [{ image: 'scan.pdf' }, { image: 'extra.pdf' }, { image: 'scan.pdf' }] },
    { key: 'b', kind: 'document', image: 'scan.pdf' },
  ]
  await importing(desk, { files: [nativeFile(desk, cases)] })
  const before = await contents(desk)
  rmSync(pdf.path)
  rmSync(extra.path)
  const prediction = { objects: [{ id: 'f', label: 'total', field: { value: '12.50', page: 1 } }] }
  const again = await importing(desk, {
    files: [
      nativeFile(
        desk,
        cases.map((one) => ({ ...one, prediction })),
      ),
    ],
  })
  expect([
    again.counts.casesAdded,
    again.counts.conflicts,
    again.rejects,
    before.map(({ pages }) => pages?.length),
  ]).toEqual([0, 0, [], [5, 2]])
  expect(await contents(desk)).toEqual(before)
})
