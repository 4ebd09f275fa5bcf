import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cocoCategory, createCategoryCollector } from '../../shared/domain/formats/coco-categories.ts'
import { tallyCoco } from '../../shared/domain/formats/coco-losses.ts'
import { readCoco } from '../../shared/domain/formats/coco-read.ts'
import {
  carriedBy,
  cocoAnnotations,
  cocoCrowd,
  cocoImage,
  cocoImages,
  cocoShapesAsRead,
} from '../../shared/domain/formats/coco-write.ts'
import { createLossTally, type ExportItem } from '../../shared/domain/formats/export-item.ts'
import type { Annotation } from '../../shared/model/annotation.ts'
import { ImageRef } from '../../shared/model/case.ts'
import { AnnotationId } from '../../shared/model/ids.ts'
import { SkeletonTemplate } from '../../shared/model/taxonomy.ts'
import { itemOf } from '../helpers/export-items.ts'
import { annotationsArbitrary, IMAGE } from '../helpers/shape-arbitrary.ts'

const image = ImageRef.parse({ sha256: 'a'.repeat(64), name: 'shelf/1.jpg', width: 100, height: 80 })

const annotated = (shapes: readonly unknown[], one: Record<string, unknown> = {}): ExportItem =>
  itemOf({
    case: { kind: 'image', content: { image }, ...one },
    predicted: null,
    reviewed: shapes.map((shape, index) => ({ id: `a${index}`, label: 'thing', shape, attributes: {} })),
  })

const template = SkeletonTemplate.parse({
  joints: ['tail', 'nose', 'ear'].map((name) => ({ name, x: 0, y: 0 })),
  edges: [
    ['nose', 'tail'],
    ['nose', 'ear'],
  ],
})

const written = (item: ExportItem, page: number | null = null) => {
  const collector = createCategoryCollector()
  collector.add(item.review.annotations, item.case.key)
  const categories = collector.list([{ name: 'other' }, { name: 'thing', skeleton: template }])
  const entries = cocoAnnotations(
    item,
    { id: 7, fileName: 'shelf/1.jpg', image: item.case.content.image ?? image, page },
    new Map(categories.map((category) => [category.name, category])),
  )
  return { categories: categories.map(cocoCategory), entries }
}

const plain = { image_id: 7, category_id: 2, iscrowd: 0 }

test('boxes, outlines and masks have the bounding box and the area that COCO means', () => {
  const square = [
    [10, 10],
    [30, 10],
    [30, 30],
    [10, 30],
  ]
  const { entries } = written(
    annotated([
      { kind: 'box', x: 1.5, y: 2.25, w: 10, h: 4 },
      {
        kind: 'polygon',
        parts: [
          [square],
          [
            [
              [50, 50],
              [60, 50],
              [60, 60],
            ],
          ],
        ],
      },
      { kind: 'rotated-box', cx: 20, cy: 20, w: 10, h: 4, angle: 90 },
      { kind: 'mask', width: 4, height: 3, counts: [4, 2, 1, 1, 4] },
    ]),
  )
  const [box, polygon, rotated, mask] = entries
  expect([box, polygon, mask]).toEqual([
    { ...plain, bbox: [1.5, 2.25, 10, 4], area: 40, segmentation: [] },
    {
      ...plain,
      bbox: [10, 10, 50, 50],
      area: 450,
      segmentation: [
        [10, 10, 30, 10, 30, 30, 10, 30],
        [50, 50, 60, 50, 60, 60],
      ],
    },
    { ...plain, bbox: [1, 1, 2, 2], area: 3, segmentation: { size: [3, 4], counts: [4, 2, 1, 1, 4] } },
  ])
  const corners = [22, 15, 22, 25, 18, 25, 18, 15]
  expect(rotated?.area).toBeCloseTo(40)
  expect([rotated?.segmentation].flat(2)).toEqual(corners.map((value) => expect.closeTo(value)))
})

test('a polygon with a hole becomes the run lengths of the pixels whose centre lies in it', () => {
  const square = [
    [10, 10],
    [30, 10],
    [30, 30],
    [10, 30],
  ]
  const hole = [
    [15, 15],
    [25, 15],
    [25, 20],
    [15, 20],
  ]
  const { entries } = written(annotated([{ kind: 'polygon', parts: [[square, hole]] }]))
  // Image columns of 80 pixels: five whole ones of 20 rows, ten with a gap of 5, five whole ones.
  const [whole, gap] = [
    [60, 20],
    [60, 5, 5, 10],
  ]
  const runs = [...Array(5).fill(whole), ...Array(10).fill(gap), ...Array(5).fill(whole)].flat()
  const counts = [800 + 10, ...runs.slice(1), 80 - 30 + 70 * 80]
  expect(entries).toEqual([{ ...plain, bbox: [10, 10, 20, 20], area: 350, segmentation: { size: [80, 100], counts } }])
})

test('the category of a label keeps its number while the taxonomy grows, and knows its joints', () => {
  const joints = [
    { name: 'nose', x: 5, y: 6, visibility: 2 },
    { name: 'tail', x: 9, y: 10, visibility: 0 },
  ]
  const { categories, entries } = written(annotated([{ kind: 'skeleton', joints }]))
  expect(categories).toEqual([
    { id: 1, name: 'other' },
    { id: 2, name: 'thing', keypoints: ['nose', 'tail'], skeleton: [[1, 2]] },
  ])
  expect(entries).toEqual([
    { ...plain, bbox: [5, 6, 0, 0], area: 0, segmentation: [], keypoints: [5, 6, 2, 9, 10, 0], num_keypoints: 1 },
  ])
})

test('joints stand in the order of their label’s template, whichever is seen first, and what is filled up is said', () => {
  const template = {
    name: 'person',
    skeleton: { joints: ['head', 'hip', 'toe'].map((name) => ({ name, x: 0, y: 0 })), edges: [] },
  }
  const collector = createCategoryCollector([template])
  const pose = (id: string, names: readonly string[]): Annotation => ({
    id: AnnotationId.parse(id),
    label: 'person',
    shape: { kind: 'skeleton', joints: names.map((name) => ({ name, x: 1, y: 2, visibility: 2 })) },
    attributes: {},
  })
  collector.add([pose('o1', ['tail', 'toe']), pose('o2', ['head', 'hip', 'toe', 'tail'])], 'k1')
  const tally = createLossTally()
  collector.tally(tally)
  expect(collector.list([template]).map(({ keypoints }) => keypoints)).toEqual([['head', 'hip', 'toe', 'tail']])
  expect(tally.list().map(({ count }) => count)).toEqual([1])
})

test('an object read from COCO with keypoints goes back into one entry', () => {
  const item = itemOf({
    case: { kind: 'image', content: { image } },
    predicted: null,
    reviewed: [
      {
        id: '5',
        label: 'thing',
        shape: { kind: 'box', x: 1, y: 1, w: 9, h: 9 },
        attributes: { iscrowd: 1, pose: 'left' },
      },
      {
        id: '5-keypoints',
        label: 'thing',
        shape: { kind: 'skeleton', joints: [{ name: 'nose', x: 5, y: 6, visibility: 2 }] },
        attributes: {},
      },
    ],
  })
  expect(written(item).entries).toEqual([
    {
      ...plain,
      bbox: [1, 1, 9, 9],
      area: 81,
      segmentation: [],
      iscrowd: 1,
      keypoints: [5, 6, 2],
      num_keypoints: 1,
      attributes: { pose: 'left' },
    },
  ])
})

test("an image keeps its name and what its source's entry said of it", () => {
  const item = annotated([], { meta: { coco_id: 42, license: 3, width: 'wide' } })
  expect(cocoImage(item, { id: 42, fileName: 'shelf/1.jpg', image, page: null })).toEqual({
    id: 42,
    file_name: 'shelf/1.jpg',
    width: 100,
    height: 80,
    license: 3,
  })
})

test("a document's pages are images of their own, each with the shapes that lie on it", () => {
  const onPage = (page: number) => ({ kind: 'box', x: page, y: 0, w: 1, h: 1, page })
  const item = itemOf({
    case: { kind: 'document', content: { pages: [image, image] } },
    predicted: null,
    reviewed: [onPage(0), onPage(1)].map((shape, index) => ({
      id: `a${index}`,
      label: 'thing',
      shape,
      attributes: {},
    })),
  })
  expect(cocoImages(item).map(({ page }) => page)).toEqual([0, 1])
  expect(written(item, 1).entries).toEqual([{ ...plain, bbox: [1, 0, 1, 1], area: 1, segmentation: [] }])
})

test('what COCO cannot carry is said; a case without an image is left out', () => {
  const tally = createLossTally()
  const ring = [
    [0, 0],
    [9, 0],
    [9, 9],
  ]
  const shapes = [{ kind: 'point', x: 1, y: 1 }, { kind: 'case' }, { kind: 'polygon', parts: [[ring, ring]] }]
  expect(tallyCoco(annotated(shapes, { source: 'cam2' }), tally)).toBe(true)
  expect(
    tallyCoco(itemOf({ case: { kind: 'text', content: { text: 'x' } }, predicted: null, reviewed: [] }), tally),
  ).toBe(false)
  expect(Object.fromEntries(tally.list().map(({ what, count }) => [what, count]))).toEqual({
    'cases without an image': 1,
    'classes of the whole case': 1,
    'keys that are not the image’s name': 1,
    'polygons with holes (written as masks)': 1,
    points: 1,
    'sources, groups, times, flags and outcomes': 1,
  })
})

test('marks, groups, layers and evidence are said to be lost, and so are joints that are filled up', () => {
  const joints = ['head', 'tail'].map((name) => ({ name, x: 1, y: 1, visibility: 2 }))
  const item = itemOf({
    case: { kind: 'image', key: 'shelf/1.jpg', content: { image } },
    predicted: null,
    reviewed: [
      {
        id: '1',
        label: 'thing',
        shape: { kind: 'box', x: 1, y: 1, w: 9, h: 9 },
        attributes: { colour: 'red' },
        marks: ['occluded', 'difficult'],
        group: 'pair',
        z: 3,
        evidence: { colour: ['2'] },
      },
      { id: '1-keypoints', label: 'thing', shape: { kind: 'skeleton', joints }, attributes: { colour: 'red' } },
      { id: '2', label: 'thing', shape: { kind: 'skeleton', joints: joints.slice(0, 1) }, attributes: {} },
    ],
  })
  const [tally, collector] = [createLossTally(), createCategoryCollector()]
  tallyCoco(item, tally)
  collector.add(item.review.annotations, item.case.key)
  collector.tally(tally)
  expect(tally.list().map(({ what }) => what)).toEqual([
    'difficult marks',
    'evidence of attributes',
    'groups of objects',
    'layers of objects',
    'occluded marks',
    'skeletons without a box (one around them is added)',
    'skeletons without all joints of their label, or in another order (filled up)',
    'what is said of keypoints and not of their object',
  ])
})

test('whatever is drawn reads back as it was announced, and without a loss as it was', () => {
  fc.assert(
    fc.property(annotationsArbitrary, (annotations) => {
      const item = itemOf({
        case: { kind: 'image', key: 'k1', content: { image: { sha256: 'a'.repeat(64), name: 'k1', ...IMAGE } } },
        predicted: null,
        reviewed: annotations,
      })
      const [tally, collector] = [createLossTally(), createCategoryCollector()]
      tallyCoco(item, tally)
      collector.add(annotations, 'k1')
      collector.tally(tally)
      const categories = new Map(collector.list([]).map((category) => [category.name, category]))
      const ref = ImageRef.parse(item.case.content.image)
      const entries = cocoAnnotations(item, { id: 1, fileName: 'k1', image: ref, page: null }, categories)
      const instances = {
        images: [{ id: 1, file_name: 'k1', ...IMAGE }],
        categories: [...categories.values()].map(cocoCategory),
        annotations: entries.map((entry, index) => ({ id: index + 1, ...entry })),
      }
      // As a file holds it: numbers as text and back.
      const reads = [
        ...readCoco({ instances: JSON.parse(JSON.stringify(instances)), results: null, role: 'truth' }),
      ].filter(({ is }) => is !== 'skeleton')
      const read = reads.flatMap((each) => (each.is === 'row' ? (each.row.truth?.annotations ?? []) : []))
      expect(reads.length).toBe(1)
      const said = (all: typeof annotations) =>
        all.map(({ label, shape, attributes }) => ({ label, shape, attributes }))
      const expected = carriedBy(item, null).flatMap(({ annotation, skeleton }) => {
        const category = categories.get(annotation.label)
        if (category === undefined) throw new Error('every label has a category')
        const { iscrowd, attributes } = cocoCrowd(annotation)
        const own = iscrowd === 1 ? { ...attributes, iscrowd } : attributes
        const shapes = cocoShapesAsRead(annotation.shape, skeleton?.shape, category, ref)
        return shapes.map((shape) => ({ label: annotation.label, shape, attributes: own }))
      })
      const plainly = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
      expect(said(read)).toEqual(plainly(expected))
      if (tally.list().length === 0) expect(said(read)).toEqual(plainly(said(annotations)))
    }),
    { numRuns: 200 },
  )
})
