import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { ExportReport } from '../../shared/contract/exports.ts'
import { asPerson, type Desk, temporaryDesk } from '../helpers/desk.ts'
import { importTruths } from '../helpers/many-truths.ts'

const unfinished = (folder: string): string[] => readdirSync(folder).filter((name) => name.includes('unfinished'))

test('a browser names no folder and downloads a zip of the same files', async () => {
  await using desk = await temporaryDesk()
  await importTruths(desk, 30)
  const browser = asPerson('ada', 'web', false)
  await expect(desk.call('export.start', { format: 'csv', to: desk.folder }, browser)).rejects.toThrow('not-allowed')
  const job = await desk.work('export.start', { format: 'csv' })
  const report = ExportReport.parse(job.result)
  expect({ path: report.path, download: report.download }).toEqual({
    path: null,
    download: `/download/${report.batchId}`,
  })
  const served = await desk.backend.download(report.batchId)
  if (served === null) throw new Error('nothing to download')
  expect(served).toMatchObject({ mime: 'application/zip' })
  const bytes = readFileSync(served.path)
  expect(bytes.byteLength).toBe(served.bytes)
  const files = Object.entries(unzipSync(bytes)).map(([name, data]) => ({
    name,
    bytes: data.byteLength,
    sha256: createHash('sha256').update(data).digest('hex'),
  }))
  expect(files.filter(({ name }) => name !== 'tool.json')).toEqual(report.files)
  expect(files.map(({ name }) => name)).toContain('tool.json')
  expect(await desk.backend.download('../../etc/passwd')).toBe(null)
  expect(await desk.backend.download('01900000-0000-7000-8000-000000000000')).toBe(null)
  rmSync(served.path)
  await desk.work('export.start', { format: 'csv', again: report.batchId })
  expect(readFileSync(served.path).equals(bytes)).toBe(true)
})

test('a cancelled export leaves no folder and no batch', async () => {
  await using desk = await temporaryDesk()
  await importTruths(desk, 3000)
  const to = join(desk.folder, 'batch')
  const { promise: midway, resolve } = Promise.withResolvers<string>()
  desk.backend.subscribe((event) => {
    if (event.type === 'job.changed' && event.job.unit === 'cases' && event.job.done > 0) resolve(event.job.id)
  })
  const { jobId } = await desk.call('export.start', { format: 'native', to })
  await desk.call('job.cancel', { jobId: await midway.then(() => jobId) })
  await desk.idle()
  const { state, error } = await desk.call('job.get', { jobId })
  expect(error?.message).toBe('The export was stopped. Nothing was written.')
  expect({ state, batches: (await desk.call('export.list', {})).batches, left: unfinished(desk.folder) }).toEqual({
    state: 'cancelled',
    batches: [],
    left: [],
  })
  expect(readdirSync(desk.folder)).not.toContain('batch')
})

/** Two small images under hostile names, with a box each. */
const importImages = async (desk: Desk): Promise<void> => {
  const colours = ['red', 'blue']
  const names = ['a/shelf.png', 'A/Shelf.png']
  for (const [index, name] of names.entries()) {
    const png = await sharp({ create: { width: 8, height: 6, channels: 3, background: colours[index] ?? 'red' } })
      .png()
      .toBuffer()
    writeFileSync(join(desk.folder, `${index}.png`), png)
    const record = {
      key: name,
      kind: 'image',
      image: `${index}.png`,
      truth: { objects: [{ label: 'thing', box: [1, 2, 3, 3] }] },
    }
    const file = join(desk.folder, `images-${index}.jsonl`)
    writeFileSync(file, `{"secondLook":1}\n${JSON.stringify(record)}\n`)
    const job = await desk.work('import.start', { files: [{ from: 'path', path: file }], role: 'truth', as: 'ada' })
    expect(job.result).toMatchObject({ counts: { truthsAdded: 1, setAside: 0 } })
  }
}

test('COCO images are copied byte for byte beside the file that names them, or only named', async () => {
  await using desk = await temporaryDesk()
  await importImages(desk)
  const to = join(desk.folder, 'copied')
  const report = ExportReport.parse((await desk.work('export.start', { format: 'coco', to, images: 'copy' })).result)
  const { images } = JSON.parse(readFileSync(join(to, 'instances.json'), 'utf8'))
  for (const [index, { file_name: name }] of images.entries())
    expect(readFileSync(join(to, 'images', name)).equals(readFileSync(join(desk.folder, `${index}.png`)))).toBe(true)
  expect(report.files.map(({ name }) => name)).toEqual(['instances.json', 'manifest.json'])
  const { files } = JSON.parse(readFileSync(join(to, 'manifest.json'), 'utf8'))
  expect(files).toMatchObject(
    ['instances.json', 'images/0.png', 'images/1.png'].map((name) => ({
      name,
      sha256: createHash('sha256')
        .update(readFileSync(join(to, name)))
        .digest('hex'),
    })),
  )
  const referenced = join(desk.folder, 'referenced')
  await desk.work('export.start', { format: 'coco', to: referenced })
  expect(readdirSync(referenced).sort()).toEqual(['instances.json', 'manifest.json', 'tool.json'])
})

test('an image that is gone stops the export, says which, and leaves nothing', async () => {
  await using desk = await temporaryDesk()
  await importImages(desk)
  rmSync(join(desk.path, 'assets'), { recursive: true })
  const job = await desk.work('export.start', { format: 'coco', to: join(desk.folder, 'batch'), images: 'copy' })
  expect(job).toMatchObject({ state: 'failed', error: { code: 'bad-file' } })
  expect([readdirSync(desk.folder).includes('batch'), unfinished(desk.folder)]).toEqual([false, []])
})
