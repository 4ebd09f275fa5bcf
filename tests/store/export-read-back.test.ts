import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { brat } from '../../electron/backend/jobs/export-brat.ts'
import { coco } from '../../electron/backend/jobs/export-coco.ts'
import { numberedImages } from '../../electron/backend/jobs/export-coco-images.ts'
import { conll } from '../../electron/backend/jobs/export-conll.ts'
import { csv } from '../../electron/backend/jobs/export-csv.ts'
import { cvat } from '../../electron/backend/jobs/export-cvat.ts'
import { createBatchFolder } from '../../electron/backend/jobs/export-folder.ts'
import type { FormatWork } from '../../electron/backend/jobs/export-format.ts'
import { labelStudio } from '../../electron/backend/jobs/export-label-studio.ts'
import { labelme } from '../../electron/backend/jobs/export-labelme.ts'
import { masks } from '../../electron/backend/jobs/export-masks.ts'
import { native } from '../../electron/backend/jobs/export-native.ts'
import { parquet } from '../../electron/backend/jobs/export-parquet.ts'
import { prodigy } from '../../electron/backend/jobs/export-prodigy.ts'
import { spacy } from '../../electron/backend/jobs/export-spacy.ts'
import { voc } from '../../electron/backend/jobs/export-voc.ts'
import { webanno } from '../../electron/backend/jobs/export-webanno.ts'
import type { ExportItem } from '../../shared/domain/formats/export-item.ts'
import { textRange } from '../../shared/domain/text-offsets.ts'
import type { ExportFormat } from '../../shared/model/format.ts'
import { batchContext, writtenBatch } from '../helpers/export-batch.ts'
import { itemOf } from '../helpers/export-items.ts'

const TEXT = 'Kim paid Ada'
const items: readonly ExportItem[] = [
  itemOf({
    case: {
      kind: 'text',
      content: { text: TEXT, image: { sha256: 'a'.repeat(64), name: 'a.jpg', width: 640, height: 480 } },
      meta: { site: 'north' },
    },
    predicted: [],
    reviewed: [
      { id: 'o1', label: 'person', shape: { kind: 'span', ranges: [textRange(TEXT, 0, 3)] }, attributes: {} },
      { id: 'o2', label: 'thing', shape: { kind: 'box', x: 10.25, y: 20, w: 30, h: 40 }, attributes: {} },
      { id: 'class', label: 'payment', shape: { kind: 'case' }, attributes: {} },
    ],
  }),
]

/** Writes the items, lets `tamper` change the file, and answers what reading it back says. */
const tampered = async (
  options: { readonly format: ExportFormat; readonly tags?: 'bilou' },
  work: FormatWork,
  file: string,
  tamper: (text: string) => string,
) => {
  let changed = false
  const read = await writtenBatch(options, work, items, (folder) => {
    const path = join(folder, file)
    // A character a byte: some of the files are no text.
    const before = readFileSync(path, 'latin1')
    const after = tamper(before)
    writeFileSync(path, after, 'latin1')
    changed = before !== after
  })
  return { changed, ...read }
}

const cases = [
  ['native', native, 'reviews.jsonl', ['"label":"thing"', '"label":"thong"']],
  ['native', native, 'reviews.jsonl', ['10.25', '10.2']],
  ['native', native, 'reviews.jsonl', ['"site":"north"', '"site":"south"']],
  ['native', native, 'reviews.jsonl', ['"quote":"Kim"', '"quote":"Kin"']],
  ['native', native, 'reviews.jsonl', [/\n.*\n$/, '\n']],
  ['coco', coco, 'instances.json', ['10.25', '10.2']],
  ['coco', coco, 'instances.json', ['"width":640', '"width":641']],
  ['coco', coco, 'instances.json', [/(\{"id":1,"image_id".*)/, '$1,\n$1']],
  ['coco', coco, 'instances.json', ['"bbox":', '"bbox"']],
  ['conll', conll, 'batch.conll', ['B-person', 'B-place']],
  ['conll', conll, 'batch.conll', ['Kim', 'Tim']],
  ['conll', conll, 'batch.conll', [/$/, 'more\tO\n\n']],
  ['prodigy', prodigy, 'tasks.jsonl', ['"label":"person"', '"label":"place"']],
  ['prodigy', prodigy, 'tasks.jsonl', ['"answer":"accept"', '"answer":"reject"']],
  ['prodigy', prodigy, 'tasks.jsonl', ['"x":10.25', '"x":10.2']],
  ['prodigy', prodigy, 'tasks.jsonl', ['"key":"k1"', '"key":"k2"']],
  ['spacy', spacy, 'docs.jsonl', ['"label":"person"', '"label":"place"']],
  ['spacy', spacy, 'docs.jsonl', ['payment', 'refund']],
  ['label-studio', labelStudio, 'tasks.json', ['"labels":["person"]', '"labels":["place"]']],
  ['label-studio', labelStudio, 'tasks.json', ['"rotation":0', '"rotation":1']],
  ['label-studio', labelStudio, 'tasks.json', ['"site":"north"', '"site":"south"']],
  ['brat', brat, 'k1.ann', ['person', 'place']],
  ['brat', brat, 'k1.ann', ['0 3', '0 4']],
  ['brat', brat, 'k1.txt', ['Kim paid', 'Tim paid']],
  ['webanno', webanno, 'k1.tsv', ['\tperson', '\tplace']],
  ['webanno', webanno, 'k1.tsv', ['0-3', '0-4']],
  ['bilou', conll, 'batch.conll', ['U-person', 'U-place']],
  ['voc', voc, 'Annotations/a.xml', ['10.25', '10.2']],
  ['cvat', cvat, 'annotations.xml', ['label="thing"', 'label="thong"']],
  ['labelme', labelme, 'labelme/a.json', ['10.25', '10.2']],
  ['labelme', labelme, 'labelme/a.json', ['"imageWidth": 640', '"imageWidth": 641']],
  ['labelme', labelme, 'labelme/a.json', ['"label": "thing"', '"label": "thong"']],
  ['masks', masks('flat'), 'labelmap.txt', ['thing', 'thong']],
  ['masks', masks('flat'), 'images.txt', ['a.jpg', 'a.png']],
  ['masks-objects', masks('objects'), 'objects.csv', ['thing', 'thong']],
  ['masks-objects', masks('objects'), 'objects.csv', [/$/, 'b.jpg,masks/a/0001.png,thing\r\n']],
  ['parquet', parquet, 'train-00000-of-00001.parquet', ['Kim', 'Tim']],
  ['parquet', parquet, 'train-00000-of-00001.parquet', ['huggingface', 'huggingfice']],
  ['csv', csv, 'reviews.csv', ['payment', 'refund']],
  ['csv', csv, 'reviews.csv', ['north', "'north"]],
] as const

test.each(cases)(
  '%s: a file that is not as it was written is noticed on reading it back (%#)',
  async (format, work, file, [from, to]) => {
    const options = format === 'bilou' ? ({ format: 'conll', tags: 'bilou' } as const) : { format }
    const untouched = await tampered(options, work, file, (text) => text)
    expect(untouched).toMatchObject({ changed: false, differences: [] })
    expect(untouched.items).toBeGreaterThan(0)
    const found = await tampered(options, work, file, (text) => text.replace(from, to))
    expect(found.changed).toBe(true)
    expect(found.differences.length).toBeGreaterThan(0)
  },
)

test('images are copied under their own names, or under their hash where a name is unsafe, reserved or taken', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'second-look-names-'))
  const folder = createBatchFolder(join(parent, 'batch'), 'test')
  const names = [
    'a/b.png',
    'A/B.PNG',
    '../../etc/passwd',
    '/root/x.jpg',
    'con.png',
    'a\\b.png',
    'x:y.png',
    'dot./x.png',
    'a/b.png',
  ]
  const images = names.map((name, index) =>
    itemOf({
      case: { kind: 'image', content: { image: { sha256: String(index % 8).repeat(64), name, width: 1, height: 1 } } },
      predicted: null,
      reviewed: [],
    }),
  )
  const context = batchContext({ format: 'coco', images: 'copy' }, images, folder)
  const hash = (digit: string, ending: string) => `${digit.repeat(32)}${ending}`
  expect([...numberedImages(context)].map(({ image }) => [image.id, image.fileName])).toEqual([
    [1, 'a/b.png'],
    [2, hash('1', '.png')],
    [3, hash('2', '')],
    [4, hash('3', '.jpg')],
    [5, hash('4', '.png')],
    [6, hash('5', '.png')],
    [7, hash('6', '.png')],
    [8, hash('7', '.png')],
    [9, 'a/b.png'],
  ])
  await folder.discard()
  rmSync(parent, { recursive: true })
})
