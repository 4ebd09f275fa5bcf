import fc from 'fast-check'
import { expect, test } from 'vitest'
import { png } from '../../electron/backend/files/png.ts'
import { createLossTally } from '../../shared/domain/formats/export-item.ts'
import { colourOfNumber, numberOfColour } from '../../shared/domain/formats/mask-colours.ts'
import { readFlatMasks, readMaskLabels, readObjectMasks } from '../../shared/domain/formats/masks-read.ts'
import {
  flatMasks,
  labelMap,
  type MaskLayout,
  maskAnnotations,
  objectMask,
  tallyMasks,
} from '../../shared/domain/formats/masks-write.ts'
import type { Read } from '../../shared/domain/formats/read-row.ts'
import type { PixelImage } from '../../shared/domain/mask/pixel-image.ts'
import type { Annotation } from '../../shared/model/annotation.ts'
import { itemOf } from '../helpers/export-items.ts'
import { deepGrey, ramp, rampImage } from '../helpers/image-files.ts'
import { annotationsArbitrary, IMAGE } from '../helpers/shape-arbitrary.ts'

const asStored = (image: PixelImage): PixelImage => png.decode(png.encode(image), 'a.png')

const READ: Record<MaskLayout, (annotations: readonly Annotation[], labels: readonly string[]) => readonly Read[]> = {
  flat: (annotations, labels) => {
    const { classes, objects } = flatMasks(annotations, IMAGE, labels)
    const masks = { classes: asStored(classes), objects: asStored(objects) }
    return readFlatMasks('a.jpg', masks, readMaskLabels(labelMap(labels)), 'truth')
  },
  objects: (annotations) =>
    readObjectMasks(
      'a.jpg',
      maskAnnotations(annotations, IMAGE, 'objects').map((each) => ({
        label: each.label,
        name: 'a.png',
        decode: () =>
          asStored(objectMask(each, IMAGE) ?? { ...IMAGE, is: 'grey', palette: [], values: new Uint8Array() }),
      })),
      'truth',
    ),
}

const LABELS = ['person', 'cart', 'a b', 'ärmel & <knopf>', '7', '\ufeffmark']

test.each([
  ['flat', LABELS],
  // More than a palette holds: the same colours without one.
  ['flat', [...Array.from({ length: 300 }, (_, index) => `other ${index}`), ...LABELS]],
  ['objects', LABELS],
] as const)(
  '%s: whatever is drawn reads back as it was announced, and without a loss as it was (%#)',
  (layout, labels) => {
    fc.assert(
      fc.property(annotationsArbitrary, (annotations) => {
        const reads = READ[layout](annotations, labels)
        expect(reads.length).toBe(1)
        const read = reads.flatMap((each) => (each.is === 'row' ? (each.row.truth?.annotations ?? []) : []))
        expect(read).toEqual(maskAnnotations(annotations, IMAGE, layout))
        const item = itemOf({
          case: { kind: 'image', content: { image: { sha256: 'a'.repeat(64), name: 'k1', ...IMAGE } } },
          predicted: null,
          reviewed: annotations,
        })
        const tally = createLossTally()
        tallyMasks(item, layout, tally)
        if (tally.list().length === 0)
          expect(read).toEqual(annotations.map(({ z: _, ...each }, index) => ({ ...each, id: `o${index + 1}` })))
      }),
      { numRuns: 100 },
    )
  },
)

test('colours are those of Pascal VOC, one for each number', () => {
  // The first of its list, and the one it draws around objects.
  expect([0, 1, 2, 3, 4, 15, 20, 255].map((number) => colourOfNumber(number).toString(16).padStart(6, '0'))).toEqual([
    '000000',
    '800000',
    '008000',
    '808000',
    '000080',
    'c08080',
    '004080',
    'e0e0c0',
  ])
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 ** 24 - 1 }),
      (number) => numberOfColour(colourOfNumber(number)) === number,
    ),
  )
})

const grey = (values: readonly number[], width = 2): PixelImage => ({
  width,
  height: values.length / width,
  is: 'palette',
  palette: Array.from({ length: 256 }, (_, number) => colourOfNumber(number)),
  values: Uint8Array.from(values),
})

test('masks of others are read: by colour or by number, with what is nobody’s, and what has no name set aside', () => {
  const classes = grey([1, 1, 255, 2, 7, 0])
  const objects = grey([1, 2, 255, 2, 3, 0])
  const said = (reads: readonly Read[]) =>
    reads.map((each) =>
      each.is === 'failure'
        ? each.failure.reason
        : each.is === 'row' &&
          each.row.truth?.annotations.map(({ label, shape }) => [label, shape.kind === 'mask' && shape.counts]),
    )
  const map = readMaskLabels('# label:color_rgb:parts:actions\nbackground:0,0,0::\ncar:128,0,0::\na:b:0,128,0::\n')
  const list = readMaskLabels('__ignore__\n_background_\ncar\na:b\n')
  const expected = [
    'unknown-class',
    [
      ['car', [0, 1, 5]],
      ['car', [3, 1, 2]],
      ['a:b', [4, 1, 1]],
    ],
  ]
  expect(said(readFlatMasks('a', { classes, objects }, map, 'truth'))).toEqual(expected)
  expect(said(readFlatMasks('a', { classes, objects }, list, 'truth'))).toEqual(expected)
  expect(said(readFlatMasks('a', { classes, objects: null }, map, 'truth'))).toEqual([
    'unknown-class',
    [
      ['car', [0, 1, 2, 1, 2]],
      ['a:b', [4, 1, 1]],
    ],
  ])
  expect(() => readFlatMasks('a', { classes, objects: grey([1, 1]) }, map, 'truth')).toThrow('differ in size')
  expect(() => readMaskLabels('a:1,2,3::\nb:1,2,3::')).toThrow('second label')
  expect(() => readMaskLabels('a:1,2,300::')).toThrow('above 255')
})

test('a picture that is not what its header says is refused, and its pixels are not unpacked before', () => {
  const good = Buffer.from(png.encode(grey([1, 2, 3, 4])))
  const changed = (at: number, value: number): Buffer => {
    const bytes = Buffer.from(good)
    bytes.writeUInt32BE(value, at)
    return bytes
  }
  const reason = (bytes: Uint8Array): unknown => {
    try {
      return png.decode(bytes, 'a.png').values.length
    } catch (error) {
      return error instanceof Error ? Reflect.get(error, 'reason') : error
    }
  }
  expect(reason(good)).toBe(4)
  expect(reason(changed(16, 60_000).fill(255, 22, 23))).toBe('image-too-large')
  expect(reason(changed(16, 3))).toBe('broken-image')
  expect(reason(changed(16, 0))).toBe('broken-image')
  expect(reason(good.subarray(0, good.length - 20))).toBe('broken-image')
  expect(reason(Buffer.from('no png'))).toBe('broken-image')
})

test('pictures of other writers are read number by number: colours, 16-bit greys, every filter', async () => {
  const [width, height] = [37, 29]
  const rgb = ramp(width, height)
  const filtered = rampImage(width, height).png({ adaptiveFiltering: true, progressive: false })
  const colours = png.decode(await filtered.toBuffer(), 'a.png')
  expect([colours.is, ...colours.values]).toEqual([
    'colour',
    ...Array.from({ length: width * height }, (_, at) => Buffer.from(rgb).readUIntBE(at * 3, 3)),
  ])
  const seen = png.decode(await filtered.clone().ensureAlpha().toBuffer(), 'a.png')
  expect(seen.values).toEqual(colours.values)
  const deep = png.decode(await deepGrey(width, height, (x, y) => x * 1000 + y, 'png'), 'a.png')
  expect([...deep.values]).toEqual(
    Array.from({ length: width * height }, (_, at) => (at % width) * 1000 + Math.floor(at / width)),
  )
  const interlaced = await filtered.clone().png({ progressive: true }).toBuffer()
  expect(() => png.decode(interlaced, 'a.png')).toThrow('interlaced')
})

test('what masks lose is said: hidden pixels, hidden objects, what covers none, attributes, images that are too large', () => {
  const box = (id: string, [x, y, w, h]: readonly number[], more: object = {}) => ({
    id,
    label: 'cart',
    shape: { kind: 'box', x, y, w, h },
    attributes: {},
    ...more,
  })
  const item = (size: object, reviewed: readonly unknown[]) =>
    itemOf({
      case: { kind: 'image', content: { image: { sha256: 'a'.repeat(64), name: 'k1', ...size } } },
      predicted: null,
      reviewed,
    })
  const lost = (of: ReturnType<typeof item>, layout: MaskLayout) => {
    const tally = createLossTally()
    tallyMasks(of, layout, tally)
    return Object.fromEntries(tally.list().map(({ what, count }) => [what, count]))
  }
  const objects = item(IMAGE, [
    box('o1', [0, 0, 10, 10], { z: 1 }),
    box('o2', [5, 5, 10, 10]),
    box('o3', [2, 2, 3, 3]),
    box('o4', [0.6, 0, 0.3, 9]),
    box('o5', [40, 40, 4, 4], { attributes: { full: true }, marks: ['occluded'] }),
    { ...box('o6', [0, 0, 1, 1]), shape: { kind: 'point', x: 1, y: 1 } },
  ])
  const both = {
    attributes: 1,
    'layers of objects': 1,
    'objects that cover no pixel of their image': 1,
    'occluded marks': 1,
    points: 1,
  }
  expect(lost(objects, 'flat')).toEqual({
    ...both,
    'boxes (written as their pixels)': 3,
    'objects wholly below others': 1,
    'pixels of objects below others (the upper one keeps them)': 1,
  })
  expect(lost(objects, 'objects')).toEqual({ ...both, 'boxes (written as their pixels)': 4 })
  expect(lost(item({ width: 20_000, height: 6000 }, []), 'flat')).toEqual({
    'images above 100 megapixels (left out)': 1,
  })
})
