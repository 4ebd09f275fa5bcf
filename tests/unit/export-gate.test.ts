import { expect, test } from 'vitest'
import { createGate } from '../../electron/backend/jobs/export-gate.ts'
import { ExportOptions } from '../../shared/contract/exports.ts'
import { createSurvey } from '../../shared/domain/formats/export-survey.ts'
import { EXPORT_FORMATS, LOSS_CHOICES } from '../../shared/model/format.ts'
import { itemOf } from '../helpers/export-items.ts'

const box = { kind: 'box', x: 1, y: 1, w: 5, h: 5 }

/** An image with a box that has no name, as older projects may hold one, and another one. */
const nameless = itemOf({
  case: { kind: 'image', content: { image: { sha256: 'a'.repeat(64), name: 'k1', width: 64, height: 48 } } },
  predicted: null,
  reviewed: [
    { id: 'o1', label: ' \u00a0', shape: box, attributes: {} },
    { id: 'o2', label: 'cat', shape: box, attributes: {} },
  ],
})

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
