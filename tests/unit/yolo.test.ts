import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { createCategoryCollector } from '../../shared/domain/formats/coco-categories.ts'
import { createLossTally } from '../../shared/domain/formats/export-item.ts'
import { nearShape } from '../../shared/domain/formats/near-shape.ts'
import { readYoloData, readYoloImage } from '../../shared/domain/formats/yolo-read.ts'
import { YOLO_TASKS, type YoloTask, yoloImage } from '../../shared/domain/formats/yolo-shape.ts'
import { tallyYolo, yoloAnnotations, yoloData, yoloLabels } from '../../shared/domain/formats/yolo-write.ts'
import type { Annotation } from '../../shared/model/annotation.ts'
import { itemOf } from '../helpers/export-items.ts'
import { annotationsArbitrary, IMAGE } from '../helpers/shape-arbitrary.ts'

const size = IMAGE

/** Writes annotations and reads them again. */
const tripped = (annotations: readonly Annotation[], task: YoloTask) => {
  const collector = createCategoryCollector()
  collector.add(annotations, 'k1')
  const classes = collector.list([{ name: 'other' }])
  const { objects, losses } = yoloImage(annotations, size, task)
  const labels = { name: 'labels/a.txt', text: yoloLabels(objects, size, classes, task) }
  const data = readYoloData(yoloData(classes, task, 'b1'))
  const reads = readYoloImage({ data, image: 'a.jpg', labels, size, role: 'truth' })
  const read = reads.flatMap((each) => (each.is === 'row' ? (each.row.truth?.annotations ?? []) : []))
  return { reads, read, expected: yoloAnnotations(objects, classes), losses }
}

const WHOLE: Readonly<Record<YoloTask, readonly Annotation['shape']['kind'][]>> = {
  detect: ['box'],
  segment: ['polygon'],
  obb: ['rotated-box'],
  pose: ['box'],
}

test.each(YOLO_TASKS)('%s: whatever is drawn reads back as it was announced, and without a loss as it was', (task) => {
  fc.assert(
    fc.property(annotationsArbitrary, (annotations) => {
      const { reads, read, expected, losses } = tripped(annotations, task)
      expect(reads.map(({ is }) => is)).toEqual(['row'])
      expect(read.map(({ id, label, shape }) => [id, label, shape.kind])).toEqual(
        expected.map(({ id, label, shape }) => [id, label, shape.kind]),
      )
      expect(read.filter(({ shape }, at) => expected[at] && !nearShape(shape, expected[at].shape))).toEqual([])
      const unharmed = losses.length === 0 ? annotations : []
      expect(unharmed.filter(({ shape }, at) => read[at] && !nearShape(shape, read[at].shape))).toEqual([])
      expect(unharmed.filter(({ shape }) => !WHOLE[task].includes(shape.kind))).toEqual([])
    }),
    { numRuns: 200 },
  )
})

const read = (lines: string, yaml = 'names: [cat, dog]') => {
  const labels = { name: 'labels/a.txt', text: lines }
  return readYoloImage({
    data: readYoloData(yaml),
    image: 'a.jpg',
    labels,
    size: { width: 100, height: 50 },
    role: 'prediction',
  })
}
const objectsOf = (lines: string, yaml?: string) =>
  read(lines, yaml).flatMap((each) =>
    each.is === 'row'
      ? (each.row.prediction?.annotations ?? []).map(({ label, shape, score }) => ({ label, shape, score }))
      : [],
  )

test('boxes, scores, outlines, corners of rotated boxes and keypoints are told by their columns', () => {
  expect(objectsOf('1 0.5 0.5 0.2 0.4\r\n0 0.5 0.5 0.2 0.4 0.75\n\n')).toEqual([
    { label: 'dog', shape: { kind: 'box', x: 40, y: 15, w: 20, h: 20 }, score: undefined },
    { label: 'cat', shape: { kind: 'box', x: 40, y: 15, w: 20, h: 20 }, score: 0.75 },
  ])
  expect(objectsOf('0 0 0 1 0 1 1')).toEqual([
    {
      label: 'cat',
      shape: {
        kind: 'polygon',
        parts: [
          [
            [
              [0, 0],
              [100, 0],
              [100, 50],
            ],
          ],
        ],
      },
      score: undefined,
    },
  ])
  expect(objectsOf('0 0.1 0.2 0.3 0.2 0.3 0.8 0.1 0.8')).toMatchObject([
    { shape: { kind: 'rotated-box', cx: 20, cy: 25 } },
  ])
  const corners = '0 0.1 0.2 0.3 0.2 0.3 0.8 0.1 0.8'
  expect(objectsOf(corners, 'names: [cat]\ntask: segment')).toMatchObject([{ shape: { kind: 'polygon' } }])
  expect(objectsOf('0 0.5 0.5 0.2 0.4 0.1 0.2 2 0 0 0', 'names: {0: cat}\nkpt_shape: [2, 3]')).toEqual([
    { label: 'cat', shape: { kind: 'box', x: 40, y: 15, w: 20, h: 20 }, score: undefined },
    {
      label: 'cat',
      shape: {
        kind: 'skeleton',
        joints: [
          { name: 'joint 1', x: 10, y: 10, visibility: 2 },
          { name: 'joint 2', x: 0, y: 0, visibility: 0 },
        ],
      },
      score: undefined,
    },
  ])
})

test('a line that is wrong is set aside by itself, with its file and line', () => {
  const reads = read(
    '0 0.5 0.5 0.2 0.4\n5 0.5 0.5 0.2 0.4\n0 nan 0.5 0.2 0.4\n0 320 200 40 30\n0 0.5 0.5 0.2\n0 0.5 0.5 -0.2 0.4\n',
  )
  expect(reads.map((each) => (each.is === 'failure' ? [each.failure.line, each.failure.reason] : each.is))).toEqual([
    [2, 'unknown-class'],
    [3, 'not-a-number'],
    [4, 'not-normalised'],
    [5, 'bad-columns'],
    [6, 'bad-box'],
    'row',
  ])
  expect(reads[0]).toMatchObject({ failure: { message: 'labels/a.txt: data.yaml names no class 5.' } })
})

test.each([
  ['names: []', 'The file names no classes.'],
  ['names: {a: cat}', 'Class NaN has no whole number from 0.'],
  ['- 1', 'The file holds no members.'],
  ['names: [cat]\nkpt_shape: [1e9, 3]', 'kpt_shape is not [number of keypoints, 2 or 3].'],
  ['a: &a [x, x]\nb: &b [*a, *a]\nnames: *b', 'The file is not YAML: Alias resolution is disabled'],
])('data.yaml that says %j is refused', (yaml, message) => {
  expect(() => readYoloData(yaml)).toThrow(message)
})

/** What older readers of YAML take for something else than a text, or for the end of a line. */
const TREACHEROUS = ['no', 'on', 'y', '12:30:45', '2020-01-01', '1_000', '=', 'a\tb', 'a\u2028b', 'a\u0085b', '\ufeffa']

test('names of classes are names to readers of YAML 1.1 too, which trainers have', () => {
  const classes = TREACHEROUS.map((name, id) => ({ id, name, keypoints: ['yes', name], edges: [] }))
  const text = yoloData(classes, 'pose', 'b1')
  const old: unknown = parse(text, { version: '1.1' })
  expect(old).toMatchObject({
    names: Object.fromEntries(TREACHEROUS.map((name, number) => [number, name])),
    kpt_names: Object.fromEntries(TREACHEROUS.map((name, number) => [number, ['yes', name]])),
  })
  expect(text).not.toMatch(/[^\n\P{Cc}]|[\u2028\u2029\ufeff]/u)
  expect([...readYoloData(text).names.values()]).toEqual(TREACHEROUS)
})

test('a class without a name sets aside the objects of it, and nothing else', () => {
  const data = readYoloData('names: [cat, " "]')
  const labels = { name: 'labels/a.txt', text: '0 0.5 0.5 0.2 0.4\n1 0.5 0.5 0.2 0.4\n' }
  const reads = readYoloImage({ data, image: 'a.jpg', labels, size, role: 'truth' })
  expect(reads.map((each) => (each.is === 'failure' ? [each.failure.line, each.failure.reason] : each.is))).toEqual([
    [2, 'no-label'],
    'row',
  ])
})

test('losses are said with their counts and an example', () => {
  const item = itemOf({
    case: { kind: 'image', content: { image: { sha256: 'a'.repeat(64), name: 'a.jpg', ...size } }, meta: { site: 1 } },
    predicted: null,
    reviewed: [
      { id: 'o1', label: 'a', shape: { kind: 'box', x: -5, y: 1, w: 10, h: 4 }, attributes: { colour: 'red' }, z: 2 },
      { id: 'o2', label: 'a', shape: { kind: 'ellipse', cx: 20, cy: 20, rx: 5, ry: 3, angle: 0 }, marks: ['occluded'] },
      { id: 'o3', label: 'b', shape: { kind: 'case' } },
    ],
  })
  const tally = createLossTally()
  expect(tallyYolo(item, 'detect', tally)).toBe(true)
  expect(tally.list().map(({ what, count }) => [what, count])).toEqual([
    ['attributes', 1],
    ['classes of the whole case', 1],
    ['ellipses (written as the boxes around them)', 1],
    ['keys that are not the image’s name', 1],
    ['layers of objects', 1],
    ['metadata', 1],
    ['occluded marks', 1],
    ['parts of shapes outside their image (cut off)', 1],
  ])
})
