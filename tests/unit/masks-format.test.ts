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

const LABELS = ['person', 'cart', 'a b', 'ärmel & <knopf>', '7']

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
