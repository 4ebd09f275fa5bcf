import { expect, test } from 'vitest'
import { createLossTally } from '../../shared/domain/formats/export-item.ts'
import { FORMATS } from '../../shared/domain/formats/formats.ts'
import { textRange } from '../../shared/domain/text-offsets.ts'
import { EXPORT_FORMATS, type ExportFormat } from '../../shared/model/format.ts'
import type { Shape } from '../../shared/model/shape.ts'
import { itemOf } from '../helpers/export-items.ts'

const TEXT = 'Kim paid Ada'

/** One plain shape of each kind. */
const SHAPES: { readonly [Kind in Shape['kind']]: Extract<Shape, { kind: Kind }> } = {
  box: { kind: 'box', x: 10, y: 10, w: 20, h: 20 },
  'rotated-box': { kind: 'rotated-box', cx: 30, cy: 30, w: 20, h: 10, angle: 30 },
  ellipse: { kind: 'ellipse', cx: 30, cy: 30, rx: 10, ry: 5, angle: 30 },
  polygon: {
    kind: 'polygon',
    parts: [
      [
        [
          [10, 10],
          [30, 10],
          [10, 30],
        ],
      ],
    ],
  },
  polyline: {
    kind: 'polyline',
    points: [
      [10, 10],
      [30, 30],
    ],
  },
  point: { kind: 'point', x: 10, y: 10 },
  skeleton: {
    kind: 'skeleton',
    joints: [
      { name: 'a', x: 10, y: 10, visibility: 2 },
      { name: 'b', x: 20, y: 30, visibility: 2 },
    ],
  },
  mask: { kind: 'mask', width: 64, height: 48, counts: [100, 10, 64 * 48 - 110] },
  span: { kind: 'span', ranges: [textRange(TEXT, 0, 3)] },
  field: { kind: 'field', value: '12' },
  item: { kind: 'item', itemId: 'a', rank: 0 },
  case: { kind: 'case' },
}

/** What the format says is lost of a case that has text, an image and this shape or none. */
const lossesWith = (format: ExportFormat, shape: Shape | null): Readonly<Record<string, number>> => {
  const tally = createLossTally()
  const item = itemOf({
    case: {
      kind: 'image',
      content: { text: TEXT, image: { sha256: 'a'.repeat(64), name: 'a.jpg', width: 64, height: 48 } },
    },
    predicted: null,
    reviewed: shape === null ? [] : [{ id: 'o1', label: 'thing', shape, attributes: {} }],
  })
  FORMATS[format].tally(item, tally, { format, tags: 'bio' })
  return Object.fromEntries(tally.list().map(({ what, count }) => [what, count]))
}

test.each(EXPORT_FORMATS)(
  '%s: a kind of shape is said to be lost or changed exactly where the table says so',
  (format) => {
    const without = lossesWith(format, null)
    const kept = Object.values(SHAPES).filter((shape) => {
      const losses = lossesWith(format, shape)
      return JSON.stringify(losses) === JSON.stringify(without)
    })
    const said = Object.entries(FORMATS[format].carries).filter(([, how]) => how !== 'converted')
    expect(kept.map(({ kind }) => kind).sort()).toEqual(said.map(([kind]) => kind).sort())
  },
)

test.each(['voc', 'label-studio'] as const)('%s: an attribute without a name is said to be lost', (format) => {
  const tally = createLossTally()
  const item = itemOf({
    case: { kind: 'image', content: { image: { sha256: 'a'.repeat(64), name: 'k1', width: 64, height: 48 } } },
    predicted: null,
    reviewed: [{ id: 'o1', label: 'thing', shape: SHAPES.box, attributes: { '': 'left' } }],
  })
  FORMATS[format].tally(item, tally, { format, tags: 'bio' })
  expect(tally.list().filter(({ beside }) => beside !== true)).toEqual([
    { what: 'attributes without a name', count: 1, example: 'k1' },
  ])
})
