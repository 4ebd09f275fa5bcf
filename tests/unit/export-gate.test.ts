import { expect, test } from 'vitest'
import { createGate } from '../../electron/backend/jobs/export-gate.ts'
import { ExportOptions } from '../../shared/contract/exports.ts'
import type { ExportItem } from '../../shared/domain/formats/export-item.ts'
import { createSurvey } from '../../shared/domain/formats/export-survey.ts'
import { textRange } from '../../shared/domain/text-offsets.ts'
import { EXPORT_FORMATS, LOSS_CHOICES } from '../../shared/model/format.ts'
import { itemOf } from '../helpers/export-items.ts'

const box = { kind: 'box', x: 1, y: 1, w: 5, h: 5 }

const photo = (reviewed: readonly unknown[]): ExportItem =>
  itemOf({
    case: { kind: 'image', content: { image: { sha256: 'a'.repeat(64), name: 'k1', width: 64, height: 48 } } },
    predicted: null,
    reviewed,
  })

/** An image with a box that has no name, as older projects may hold one, and another one. */
const nameless = photo([
  { id: 'o1', label: ' \u00a0', shape: box, attributes: {} },
  { id: 'o2', label: 'cat', shape: box, attributes: {} },
])

/** Formats whose readers take a label of white space for none. */
const WANT_NAMES = [
  ...['coco', 'yolo-detect', 'yolo-segment', 'yolo-obb', 'yolo-pose'],
  ...['voc', 'cvat', 'labelme', 'masks', 'masks-objects'],
]

test('a label of white space only is written where it can be read back, and refused where it cannot', () => {
  const refused = EXPORT_FORMATS.filter((format) => {
    const options = ExportOptions.parse({ format })
    const gate = createGate(options, createSurvey(options))
    gate.pass(nameless)
    return gate.refusal()?.startsWith('The label " \u00a0" (case k1) is nothing but white space') === true
  })
  expect(refused).toEqual(WANT_NAMES)
})

test.each(LOSS_CHOICES)('what becomes of an object without a name in Pascal VOC: %s', (losses) => {
  const options = ExportOptions.parse({ format: 'voc', losses })
  const survey = createSurvey(options)
  const gate = createGate(options, survey)
  const passed = gate.pass(nameless)
  expect({ passed, refused: gate.refusal() !== null, objects: survey.counts().annotations }).toEqual(
    {
      convert: { passed: true, refused: true, objects: 2 },
      'skip-objects': { passed: true, refused: false, objects: 1 },
      'skip-cases': { passed: false, refused: false, objects: 0 },
      stop: { passed: true, refused: true, objects: 2 },
    }[losses],
  )
})

const TEXT = 'New York-based firm'
const words = (id: string, label: string, start: number, end: number) => ({
  id,
  label,
  shape: { kind: 'span', ranges: [textRange(TEXT, start, end)] },
  attributes: {},
})

test('objects that would be widened, cut off or renamed are left out where that is asked, and nothing else', () => {
  const text = itemOf({
    case: { kind: 'text', content: { text: TEXT } },
    predicted: null,
    reviewed: [words('o1', 'place', 0, 8), words('o2', 'part', 5, 7), words('o3', 'my kind', 15, 19)],
    review: { relations: [{ id: 'r1', type: 'in', from: 'o1', to: 'o2' }] },
  })
  const edge = { id: 'o1', label: 'cat', shape: { ...box, x: -3 }, attributes: { colour: 'red' } }
  const image = photo([edge, { ...edge, id: 'o2', shape: box }])
  const left = (format: 'conll' | 'yolo-detect', item: ExportItem) => {
    const survey = createSurvey(ExportOptions.parse({ format, losses: 'skip-objects' }))
    survey.add(item)
    const said = survey.losses().filter(({ beside }) => beside !== true)
    return { objects: survey.counts().annotations, said: said.map(({ what, count }) => [what, count]) }
  }
  expect(left('conll', text)).toEqual({
    objects: 1,
    said: [
      ['span boundaries inside a token (left out, as asked)', 1],
      ['white space in labels (left out, as asked)', 1],
    ],
  })
  expect(left('yolo-detect', image)).toEqual({
    objects: 1,
    said: [
      ['attributes', 1],
      ['parts of shapes outside their image (left out, as asked)', 1],
    ],
  })
})
