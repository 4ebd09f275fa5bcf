import fc from 'fast-check'
import { expect, test } from 'vitest'
import { png } from '../../electron/backend/files/png.ts'
import { canonicalJson } from '../../shared/domain/canonical-json.ts'
import { createLossTally } from '../../shared/domain/formats/export-item.ts'
import { readLabelme } from '../../shared/domain/formats/labelme-read.ts'
import { labelmeAnnotations, labelmeText, tallyLabelme } from '../../shared/domain/formats/labelme-write.ts'
import { nearShape } from '../../shared/domain/formats/near-shape.ts'
import { itemOf } from '../helpers/export-items.ts'
import { annotationsArbitrary, IMAGE } from '../helpers/shape-arbitrary.ts'

test('whatever is drawn reads back as it was announced, and without a loss as it was', () => {
  fc.assert(
    fc.property(annotationsArbitrary, (annotations) => {
      const reads = readLabelme(labelmeText(annotations, 'a.jpg', IMAGE, png), 'labelme/x/a.json', 'truth', png)
      expect(reads).toMatchObject([
        { is: 'row', row: { case: { key: 'x/a.jpg', image: { name: 'x/a.jpg', ...IMAGE } } } },
      ])
      const read = reads.flatMap((each) => (each.is === 'row' ? (each.row.truth?.annotations ?? []) : []))
      const plain = (all: typeof annotations) => all.map(({ shape, ...rest }) => ({ ...rest, kind: shape.kind }))
      const expected = labelmeAnnotations(annotations, IMAGE)
      expect(plain(read)).toEqual(plain(expected))
      expect(read.filter(({ shape }, at) => expected[at] && !nearShape(shape, expected[at].shape))).toEqual([])
      const item = itemOf({
        case: { kind: 'image', content: { image: { sha256: 'a'.repeat(64), name: 'k1', ...IMAGE } } },
        predicted: null,
        reviewed: annotations,
      })
      const tally = createLossTally()
      tallyLabelme(item, tally)
      if (tally.list().length > 0) return
      // Classes stand behind the objects, and all of them are numbered anew.
      const said = (all: typeof annotations) =>
        all.map(({ id: _, shape, ...rest }) => canonicalJson({ ...rest, kind: shape.kind })).sort()
      expect(said(read)).toEqual(said(annotations))
    }),
    { numRuns: 300 },
  )
})

const file = (shapes: readonly unknown[], more: object = {}) =>
  JSON.stringify({
    version: '5.4.1',
    flags: {},
    shapes,
    imagePath: 'a.jpg',
    imageData: 'x',
    imageHeight: 3,
    imageWidth: 4,
    ...more,
  })

test('what labelme itself writes is read: every shape, flags, groups, descriptions, a mask cut to its bounds', () => {
  const bits = png.encode({ width: 2, height: 2, is: 'grey', palette: [], values: Uint8Array.of(0, 1, 1, 0) })
  const [read] = readLabelme(
    file(
      [
        {
          label: 'car',
          points: [
            [3, 2],
            [1, 1],
          ],
          group_id: 7,
          shape_type: 'rectangle',
          flags: { parked: true, lit: false },
          description: 'red',
        },
        {
          label: 'hole',
          points: [
            [1, 1],
            [1, 3],
          ],
          group_id: null,
          shape_type: 'circle',
          flags: {},
        },
        {
          label: 'nose',
          points: [
            [1, 2],
            [3, 0.5],
          ],
          shape_type: 'points',
        },
        {
          label: 'road',
          points: [
            [1, 0],
            [2, 1],
          ],
          shape_type: 'mask',
          mask: Buffer.from(bits).toString('base64'),
        },
        {
          label: 'edge',
          points: [
            [0, 0],
            [4, 3],
          ],
          shape_type: 'line',
        },
        {
          label: 'roof',
          points: [
            [0, 0],
            [4, 0],
            [4, 3],
          ],
        },
      ],
      { flags: { night: true, rain: false } },
    ),
    'a.json',
    'truth',
    png,
  )
  const plain = { attributes: {} }
  expect(read?.is === 'row' ? read.row.truth?.annotations : null).toEqual([
    {
      id: 'o1',
      label: 'car',
      shape: { kind: 'box', x: 1, y: 1, w: 2, h: 1 },
      attributes: { parked: true, lit: false, description: 'red' },
      group: '7',
    },
    { id: 'o2', label: 'hole', shape: { kind: 'ellipse', cx: 1, cy: 1, rx: 2, ry: 2, angle: 0 }, ...plain },
    { id: 'o3', label: 'nose', shape: { kind: 'point', x: 1, y: 2 }, ...plain },
    { id: 'o4', label: 'nose', shape: { kind: 'point', x: 3, y: 0.5 }, ...plain },
    // Column 1 holds its second row, column 2 its first.
    { id: 'o5', label: 'road', shape: { kind: 'mask', width: 4, height: 3, counts: [4, 1, 1, 1, 5] }, ...plain },
    {
      id: 'o6',
      label: 'edge',
      shape: {
        kind: 'polyline',
        points: [
          [0, 0],
          [4, 3],
        ],
      },
      ...plain,
    },
    {
      id: 'o7',
      label: 'roof',
      shape: {
        kind: 'polygon',
        parts: [
          [
            [
              [0, 0],
              [4, 0],
              [4, 3],
            ],
          ],
        ],
      },
      ...plain,
    },
    { id: 'o8', label: 'night', shape: { kind: 'case' }, ...plain },
  ])
})

/** A PNG whose header says another size than it has. */
const claiming = (width: number, height: number): string => {
  const bytes = Buffer.from(png.encode({ width: 1, height: 1, is: 'grey', palette: [], values: Uint8Array.of(1) }))
  bytes.writeUInt32BE(width, 16)
  bytes.writeUInt32BE(height, 20)
  return bytes.toString('base64')
}

test('a shape that is wrong is set aside by itself, with which one it is', () => {
  const mask = (points: readonly (readonly number[])[], given: unknown) => ({
    label: 'a',
    points,
    shape_type: 'mask',
    mask: given,
  })
  const reads = readLabelme(
    file([
      {
        label: 'a',
        points: [
          [null, 1],
          [2, 2],
        ],
        shape_type: 'rectangle',
      },
      {
        label: ' ',
        points: [
          [1, 1],
          [2, 2],
        ],
        shape_type: 'rectangle',
      },
      {
        label: 'a',
        points: [
          [1, 1],
          [2, 2],
        ],
      },
      {
        label: 'a',
        points: [
          [0, 0],
          [1, 1],
          [2, 2],
          [3, 3],
        ],
        shape_type: 'rectangle',
      },
      {
        label: 'a',
        points: [
          [1, 1],
          [2, 2],
        ],
        shape_type: 'rectangle',
        score: 1.5,
      },
      { label: 'a', points: [], shape_type: 'cuboid' },
      mask(
        [
          [0, 0],
          [29_999, 29_999],
        ],
        claiming(30_000, 30_000),
      ),
      mask(
        [
          [0, 0],
          [3, 2],
        ],
        claiming(4, 3),
      ),
      mask(
        [
          [0, 0],
          [0, 0],
        ],
        '%%%',
      ),
      mask(
        [
          [9, 9],
          [9, 9],
        ],
        claiming(1, 1),
      ),
      'a',
    ]),
    'a.json',
    'prediction',
    png,
  )
  expect(
    reads.map((each) => (each.is === 'failure' ? [each.failure.message.split(':')[0], each.failure.reason] : each.is)),
  ).toEqual([
    ['Shape 1', 'bad-shape'],
    ['Shape 2', 'no-label'],
    ['Shape 3', 'bad-shape'],
    ['Shape 4', 'bad-shape'],
    ['Shape 5', 'score-out-of-range'],
    ['Shape 6', 'unknown-shape'],
    ['Shape 7', 'image-too-large'],
    ['Shape 8', 'broken-image'],
    ['Shape 9', 'bad-shape'],
    ['Shape 10', 'bad-shape'],
    ['Shape 11', 'not-an-object'],
    'row',
  ])
})

test.each([
  ['../images/b.jpg', 'images/b.jpg'],
  ['..\\images\\b.jpg', 'images/b.jpg'],
  ['./b.jpg', 'labels/b.jpg'],
  // Refused when the image is looked up.
  ['../../../etc/passwd', '../../etc/passwd'],
  ['/etc/passwd', '/etc/passwd'],
])('imagePath %s of labels/b.json is %s', (imagePath, key) => {
  const [read] = readLabelme(file([], { imagePath }), 'labels/b.json', 'truth', png)
  expect(read?.is === 'row' ? read.row.case.key : null).toBe(key)
})

test.each([
  ['not-a-number', '{"shapes":[NaN]}'],
  ['not-json', '{"shapes":['],
  ['not-labelme', '{"version":"5"}'],
  ['bad-image', '{"shapes":[]}'],
  ['reserved-key', '{"shapes":[{"flags":{"__proto__":true}}],"imagePath":"a"}'],
])('a file that is hostile or no labelme is set aside whole: %s', (reason, text) => {
  expect(readLabelme(text, 'a.json', 'truth', png)).toMatchObject([{ is: 'failure', failure: { reason } }])
})
