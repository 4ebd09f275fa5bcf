import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCvatReader } from '../../shared/domain/formats/cvat-read.ts'
import { CVAT_END, cvatAnnotations, cvatHead, cvatImage, tallyCvat } from '../../shared/domain/formats/cvat-write.ts'
import { createLossTally } from '../../shared/domain/formats/export-item.ts'
import { nearShape } from '../../shared/domain/formats/near-shape.ts'
import type { Read } from '../../shared/domain/formats/read-row.ts'
import { itemOf } from '../helpers/export-items.ts'
import { annotationsArbitrary, IMAGE } from '../helpers/shape-arbitrary.ts'

/** Reads in chunks of a few characters, as a file may come. */
const readAll = (text: string, chunk = 1000): readonly Read[] => {
  const reader = createCvatReader('truth')
  const reads: Read[] = []
  for (let at = 0; at < text.length; at += chunk) reads.push(...reader.write(text.slice(at, at + chunk)))
  return [...reads, ...reader.end()]
}

test('whatever is drawn reads back as it was announced, and without a loss as it was', () => {
  fc.assert(
    fc.property(annotationsArbitrary, fc.integer({ min: 1, max: 50 }), (annotations, chunk) => {
      const text = `${cvatHead(['a & b'])}${cvatImage(annotations, 0, 'a & b.jpg', IMAGE)}${CVAT_END}`
      const reads = readAll(text, chunk)
      expect(reads).toMatchObject([{ is: 'row', row: { case: { key: 'a & b.jpg', image: IMAGE } } }])
      const read = reads.flatMap((each) => (each.is === 'row' ? (each.row.truth?.annotations ?? []) : []))
      const plain = (all: typeof annotations) => all.map(({ shape, ...rest }) => ({ ...rest, kind: shape.kind }))
      const far = (all: typeof annotations) =>
        read.filter(({ shape }, at) => all[at] && !nearShape(shape, all[at].shape))
      const expected = cvatAnnotations(annotations, IMAGE)
      expect(plain(read)).toEqual(plain(expected))
      expect(far(expected)).toEqual([])
      const item = itemOf({
        case: { kind: 'image', content: { image: { sha256: 'a'.repeat(64), name: 'k1', ...IMAGE } } },
        predicted: null,
        reviewed: annotations,
      })
      const tally = createLossTally()
      tallyCvat(item, tally)
      if (tally.list().length > 0) return
      const meant = annotations.map(({ z, ...rest }) => (z === undefined || z === 0 ? rest : { ...rest, z }))
      expect(plain(read)).toEqual(plain(meant))
      expect(
        read.filter(({ shape }) => shape.kind !== 'ellipse' && far(annotations).some((each) => each.shape === shape)),
      ).toEqual([])
    }),
    { numRuns: 200 },
  )
})

const file = (...objects: readonly string[]) =>
  `<annotations><version>1.1</version>\n<image id="0" name="a.jpg" width="4" height="3">\n${objects.join('\n')}\n</image></annotations>`

test('what CVAT itself writes is read: a turned box, loose points, a mask, a skeleton, a tag', () => {
  const [read] = readAll(
    file(
      '<box label="car" source="manual" occluded="1" xtl="1.00" ytl="1.00" xbr="3.00" ybr="2.00" rotation="90.00" z_order="2" group_id="7"><attribute name="colour">red &amp; blue</attribute></box>',
      '<points label="nose" source="manual" occluded="0" points="1.00,2.00;3.00,0.50" z_order="0"></points>',
      '<mask label="road" source="manual" occluded="0" rle="1, 2, 1" left="1" top="0" width="2" height="2" z_order="0"></mask>',
      '<skeleton label="cat" source="manual" z_order="0"><points label="1" source="manual" outside="0" occluded="1" points="1,2"></points><points label="2" outside="1" occluded="0" points="0,0"></points></skeleton>',
      '<tag label="night" source="manual"></tag>',
    ),
  )
  expect(read?.is === 'row' ? read.row.truth?.annotations : null).toEqual([
    {
      id: 'o1',
      label: 'car',
      shape: { kind: 'rotated-box', cx: 2, cy: 1.5, w: 2, h: 1, angle: 90 },
      attributes: { colour: 'red & blue' },
      marks: ['occluded'],
      group: '7',
      z: 2,
    },
    { id: 'o2', label: 'nose', shape: { kind: 'point', x: 1, y: 2 }, attributes: {} },
    { id: 'o3', label: 'nose', shape: { kind: 'point', x: 3, y: 0.5 }, attributes: {} },
    // Column 1 holds its second row, column 2 its first.
    { id: 'o4', label: 'road', shape: { kind: 'mask', width: 4, height: 3, counts: [4, 1, 1, 1, 5] }, attributes: {} },
    {
      id: 'o5',
      label: 'cat',
      shape: {
        kind: 'skeleton',
        joints: [
          { name: '1', x: 1, y: 2, visibility: 1 },
          { name: '2', x: 0, y: 0, visibility: 0 },
        ],
      },
      attributes: {},
    },
    { id: 'o6', label: 'night', shape: { kind: 'case' }, attributes: {} },
  ])
})

test('an object that is wrong is set aside by itself with its line', () => {
  const reads = readAll(
    file(
      '<box label="a" xtl="NaN" ytl="1" xbr="3" ybr="2"/>',
      '<box label="a" xtl="3" ytl="1" xbr="1" ybr="2"/>',
      '<box xtl="1" ytl="1" xbr="3" ybr="2"/>',
      '<polygon label="a" points="1,1;2,2"/>',
      '<mask label="a" rle="1, 2" left="0" top="0" width="2" height="2"/>',
      '<mask label="a" rle="900000000" left="0" top="0" width="30000" height="30000"/>',
      '<cuboid label="a"/>',
    ),
  )
  expect(reads.map((each) => (each.is === 'failure' ? [each.failure.line, each.failure.reason] : each.is))).toEqual([
    [3, 'not-a-number'],
    [4, 'bad-box'],
    [5, 'no-label'],
    [6, 'bad-shape'],
    [7, 'bad-shape'],
    [8, 'bad-shape'],
    [9, 'unknown-shape'],
    'row',
  ])
})

test.each([
  ['document type', '<!DOCTYPE a [<!ENTITY x "y">]><annotations/>'],
  ['nests', '<a>'.repeat(100_000)],
  ['not XML', '<annotations><image id="0" name="a.jpg">'],
  ['not XML', '<annotations><image name="&bomb;"/></annotations>'],
])('a hostile file is refused where it turns so: %s', (message, text) => {
  expect(() => readAll(text)).toThrow(message)
})
