import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLossTally } from '../../shared/domain/formats/export-item.ts'
import { nearShape } from '../../shared/domain/formats/near-shape.ts'
import { readVoc } from '../../shared/domain/formats/voc-read.ts'
import { tallyVoc, vocAnnotations, vocText } from '../../shared/domain/formats/voc-write.ts'
import { itemOf } from '../helpers/export-items.ts'
import { annotationsArbitrary, IMAGE } from '../helpers/shape-arbitrary.ts'

test('whatever is drawn reads back as it was announced, and a box with all that is said of it as it was', () => {
  fc.assert(
    fc.property(annotationsArbitrary, (annotations) => {
      const reads = readVoc(vocText(annotations, 'a & b.jpg', IMAGE), 'a.xml', 'truth')
      expect(reads).toMatchObject([{ is: 'row', row: { case: { key: 'a & b.jpg', image: IMAGE } } }])
      const read = reads.flatMap((each) => (each.is === 'row' ? (each.row.truth?.annotations ?? []) : []))
      const plain = (all: typeof annotations) => all.map(({ shape, ...rest }) => ({ ...rest, kind: shape.kind }))
      const expected = vocAnnotations(annotations)
      expect(plain(read)).toEqual(plain(expected))
      expect(read.filter(({ shape }, at) => expected[at] && !nearShape(shape, expected[at].shape))).toEqual([])
      const item = itemOf({
        case: { kind: 'image', content: { image: { sha256: 'a'.repeat(64), name: 'k1', ...IMAGE } } },
        predicted: null,
        reviewed: annotations,
      })
      const tally = createLossTally()
      tallyVoc(item, tally)
      if (tally.list().length === 0) expect(plain(read)).toEqual(plain(annotations))
    }),
    { numRuns: 200 },
  )
})

const file = (objects: string, size = '<size><width>100</width><height>50</height></size>') =>
  `<?xml version="1.0"?>\n<annotation>\n<filename>a.jpg</filename>${size}\n${objects}\n</annotation>`
const box = (edges: readonly (string | number)[]) =>
  `<bndbox>${['xmin', 'ymin', 'xmax', 'ymax'].map((name, at) => `<${name}>${edges[at]}</${name}>`).join('')}</bndbox>`

test('marks, pose and attributes are read; an object that is wrong is set aside by itself with its line', () => {
  const reads = readVoc(
    file(
      [
        `<object><name>cat</name><pose>Left</pose><truncated>1</truncated><difficult>0</difficult><part><name>head</name>${box([0, 0, 1, 1])}</part>${box([1, 2, 4, 8])}</object>`,
        `<object><name>cat</name>${box([1, 'NaN', 4, 8])}</object>`,
        `<object><name>cat</name>${box([9, 2, 4, 8])}</object>`,
        `<object><name> </name>${box([1, 2, 4, 8])}</object>`,
        '<object><name>cat</name></object>',
      ].join('\n'),
      '<size><width>0</width><height>0</height></size>',
    ),
    'a.xml',
    'prediction',
  )
  expect(reads.map((each) => (each.is === 'failure' ? [each.failure.line, each.failure.reason] : each.is))).toEqual([
    [5, 'not-a-number'],
    [6, 'bad-box'],
    [7, 'no-label'],
    [8, 'bad-box'],
    'row',
  ])
  expect(reads.at(-1)).toMatchObject({
    row: {
      case: { key: 'a.jpg', image: { name: 'a.jpg' } },
      prediction: {
        annotations: [
          {
            label: 'cat',
            shape: { kind: 'box', x: 1, y: 2, w: 3, h: 6 },
            marks: ['truncated'],
            attributes: { pose: 'Left' },
          },
        ],
      },
    },
  })
})

test.each([
  ['doctype', '<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]><annotation><filename>&z;</filename></annotation>'],
  ['not-xml', '<annotation><filename>&x;</filename></annotation>'],
  ['too-deep', '<a>'.repeat(100_000)],
  ['not-xml', '<annotation><filename>a.jpg</filename>'],
  ['not-xml', ''],
  ['not-voc', '<html/>'],
  ['bad-image', '<annotation><object/></annotation>'],
])('a file that is hostile or no VOC is set aside whole: %s', (reason, text) => {
  expect(readVoc(text, 'a.xml', 'truth')).toMatchObject([{ is: 'failure', failure: { reason } }])
})
