import { expect, test } from 'vitest'
import { align, distribute } from '../../shared/domain/tools/align.ts'
import { clippingOf, paste, readClipping } from '../../shared/domain/tools/clipboard.ts'
import { groupTogether, ungroup } from '../../shared/domain/tools/groups.ts'
import { handlesOf } from '../../shared/domain/tools/handles.ts'
import { boxesFrom, cycleVisibility, polygonsFrom, toggleMark, turnAll } from '../../shared/domain/tools/shape-edits.ts'
import { restack } from '../../shared/domain/tools/stacking.ts'
import { Annotation } from '../../shared/model/annotation.ts'
import { AnnotationId } from '../../shared/model/ids.ts'
import type { Point, Shape } from '../../shared/model/shape.ts'
import { type Driver, drive } from '../helpers/drive.ts'

const object = (id: string, shape: Shape, more: Partial<Annotation> = {}): Annotation =>
  Annotation.parse({ id, label: 'thing', shape, ...more })
const box = (id: string, x: number, y: number, w: number, h: number, more: Partial<Annotation> = {}) =>
  object(id, { kind: 'box', x, y, w, h }, more)
const ring: readonly Point[] = [
  [20, 20],
  [60, 20],
  [60, 60],
  [20, 60],
]
const polygon = object('ring', { kind: 'polygon', parts: [[[...ring]]] })
const shapes = (driver: Driver) => driver.annotations.map(({ shape }) => shape)
const boxes = (annotations: readonly Annotation[]) =>
  annotations.map(({ shape }) => (shape.kind === 'box' ? [shape.x, shape.y, shape.w, shape.h] : shape.kind))
const labels = (driver: Driver) => driver.commits.map(({ label }) => label)

test('Shift keeps the proportions of a resized box, Alt works from its middle', () => {
  const start = drive('select', { annotations: [box('a', 20, 20, 40, 20)], selection: ['a'] })
  expect([
    boxes(start.down(60, 40).move(70, 42, { shift: true }).up(80, 42, { shift: true }).annotations),
    boxes(start.down(60, 40).move(66, 43, { alt: true }).up(70, 45, { alt: true }).annotations),
  ]).toEqual([[[20, 20, 60, 30]], [[10, 15, 60, 30]]])
})

test('a rotated box grows along its own sides, and turns by its handle in steps of 15° with Shift', () => {
  const turned = object('t', { kind: 'rotated-box', cx: 50, cy: 50, w: 40, h: 20, angle: 90 })
  const start = drive('select', { annotations: [turned], selection: ['t'] })
  const [grown] = shapes(start.down(50, 70).move(50, 75).up(50, 80))
  expect(grown).toMatchObject({ kind: 'rotated-box', w: 50, h: 20, angle: 90 })
  const straight = { ...turned, shape: { ...turned.shape, angle: 0 } } as Annotation
  const turn = handlesOf([straight], 1).find(({ grip }) => grip.on === 'turn')?.point ?? [0, 0]
  const steps = drive('select', { annotations: [straight], selection: ['t'] })
    .down(turn[0], turn[1])
    .move(60, 20, true)
    .up(68, 20, true)
  expect({ angle: shapes(steps)[0], labels: labels(steps) }).toMatchObject({
    angle: { angle: 30 },
    labels: ['turn rotated box'],
  })
})

test('a vertex is moved, one is inserted by pulling an edge, and one is deleted, but never below three', () => {
  const start = drive('select', { annotations: [polygon], selection: ['ring'] })
  const movedTo = start.down(60, 60).move(66, 66).up(70, 70)
  const inserted = start.down(40, 20).move(40, 14).up(40, 10)
  const deleted = start.click(60, 60, { alt: true })
  const triangle = deleted.click(60, 20, { alt: true })
  expect([movedTo, inserted, deleted].map((driver) => shapes(driver)[0])).toEqual([
    { kind: 'polygon', parts: [[[ring[0], ring[1], [70, 70], ring[3]]]] },
    { kind: 'polygon', parts: [[[ring[0], [40, 10], ring[1], ring[2], ring[3]]]] },
    { kind: 'polygon', parts: [[[ring[0], ring[1], ring[3]]]] },
  ])
  expect({ commits: triangle.commits.length, refused: triangle.last.refused }).toEqual({
    commits: 1,
    refused: 'too-few-points',
  })
})

test('a vertex that was clicked is held: arrows move it in one commit, Delete takes it away, Escape lets it go', () => {
  const held = drive('select', { annotations: [polygon], selection: ['ring'] }).click(60, 60)
  expect(held.hand.state.name).toBe('holding')
  const nudged = held.arrow(1, 0).arrow(1, 0).arrow(0, -1).release()
  expect({ shape: shapes(nudged)[0], labels: labels(nudged), state: nudged.hand.state.name }).toEqual({
    shape: { kind: 'polygon', parts: [[[ring[0], ring[1], [62, 59], ring[3]]]] },
    labels: ['move vertex of polygon'],
    state: 'holding',
  })
  expect(labels(held.delete())).toEqual(['delete vertex'])
  expect(labels(held.back())).toEqual(['delete vertex'])
  expect([held.cancel().hand.state.name, held.enter().hand.state.name]).toEqual(['idle', 'idle'])
})

test('a joint is moved by itself, and one that was not labelled is visible once it has a place', () => {
  const bones = object('bones', {
    kind: 'skeleton',
    joints: [
      { name: 'head', x: 40, y: 30, visibility: 0 },
      { name: 'foot', x: 40, y: 70, visibility: 2 },
    ],
  })
  const after = drive('select', { annotations: [bones], selection: ['bones'] })
    .down(40, 30)
    .move(30, 30)
    .up(25, 35)
  expect({ shape: shapes(after)[0], held: after.hand.state.name }).toMatchObject({
    shape: {
      joints: [
        { name: 'head', x: 25, y: 35, visibility: 2 },
        { x: 40, y: 70 },
      ],
    },
    held: 'holding',
  })
  expect(cycleVisibility(bones, 1)?.put[0]?.shape).toMatchObject({ joints: [{ visibility: 0 }, { visibility: 1 }] })
})

test('several shapes are resized together by the rectangle around them', () => {
  const after = drive('select', {
    annotations: [box('a', 10, 10, 10, 10), box('b', 30, 30, 10, 10)],
    selection: ['a', 'b'],
  })
    .down(40, 40)
    .move(50, 50)
    .up(70, 70)
  expect(boxes(after.annotations)).toEqual([
    [10, 10, 20, 20],
    [50, 50, 20, 20],
  ])
  expect(labels(after)).toEqual(['resize 2 shapes'])
})

test('one of a group selects all of it, Alt only itself; a marquee takes groups whole', () => {
  const start = drive('select', {
    annotations: [box('a', 0, 0, 9, 9, { group: 'g' }), box('b', 30, 0, 9, 9, { group: 'g' }), box('c', 60, 0, 9, 9)],
  })
  expect([
    start.click(5, 5).selection,
    start.click(5, 5, { alt: true }).selection,
    start.down(20, 20).move(30, 10).up(35, 5).selection,
    start.click(64, 4).click(5, 5, true).selection,
    start.click(5, 5).click(34, 5, true).selection,
  ]).toEqual([['a', 'b'], ['a'], ['b', 'a'], ['c', 'a', 'b'], []])
  expect(boxes(start.down(5, 5).move(9, 20).up(5, 25).annotations)).toEqual([
    [0, 20, 9, 9],
    [30, 20, 9, 9],
    [60, 0, 9, 9],
  ])
})

test('clicking among shapes on one another says which of how many was chosen', () => {
  const start = drive('select', { annotations: [box('a', 10, 10, 40, 40), box('b', 10, 10, 40, 40)] })
  const once = start.click(30, 30)
  expect([once.last.stack, once.click(30, 30).last.stack, start.click(90, 90).last.stack]).toEqual([
    { place: 1, of: 2 },
    { place: 2, of: 2 },
    null,
  ])
})

test('what is pinned or locked does not move and says so; what is locked is not deleted', () => {
  const ids = (...names: string[]) => new Set(names.map((name) => AnnotationId.parse(name)))
  const annotations = [box('a', 10, 10, 20, 20), box('b', 50, 50, 20, 20)]
  const pinned = drive('select', { annotations, selection: ['a'], context: { pinned: ids('a') } })
  const locked = drive('select', { annotations, selection: ['a', 'b'], context: { locked: ids('a') } })
  expect([
    pinned.down(20, 20).move(30, 30).up().last.refused ?? pinned.down(20, 20).move(30, 30).last.refused,
    pinned.arrow(1, 0).last.refused,
    boxes(locked.delete().annotations),
    boxes(locked.arrow(1, 0).release().annotations),
  ]).toEqual([
    'pinned',
    'pinned',
    [[10, 10, 20, 20]],
    [
      [10, 10, 20, 20],
      [51, 50, 20, 20],
    ],
  ])
})

test('one finger on nothing moves the picture; on a shape it moves the shape', () => {
  const start = drive('select', { annotations: [box('a', 10, 10, 20, 20)] })
  const finger = { pointer: 'touch' as const }
  const panned = start.down(80, 80, finger).move(70, 80, finger).move(60, 75, finger).up(60, 75, finger)
  expect({ panned: panned.panned, commits: panned.commits }).toEqual({ panned: [-20, -5], commits: [] })
  expect(boxes(start.down(20, 20, finger).move(40, 20, finger).up(40, 20, finger).annotations)).toEqual([
    [30, 10, 20, 20],
  ])
})

test('a finger reaches a handle that a mouse at the same place misses', () => {
  const start = drive('select', { annotations: [box('a', 10, 10, 60, 60)], selection: ['a'] })
  const resized = (pointer: 'mouse' | 'touch') =>
    boxes(start.down(60, 60, { pointer }).move(70, 70, { pointer }).up(70, 70, { pointer }).annotations)
  expect([resized('touch'), resized('mouse')]).toEqual([[[10, 10, 70, 70]], [[20, 20, 60, 60]]])
})

test('shapes are aligned within the rectangle around them and spread with equal gaps', () => {
  const three = [box('a', 0, 0, 10, 10), box('b', 20, 5, 20, 10), box('c', 80, 30, 10, 10)]
  const after = (commit: ReturnType<typeof align>) =>
    boxes(three.map((one) => commit?.put.find(({ id }) => id === one.id) ?? one)).map(([x, y]) => [x, y])
  expect([after(align(three, 'left')), after(align(three, 'bottom')), after(align(three, 'centre'))]).toEqual([
    [
      [0, 0],
      [0, 5],
      [0, 30],
    ],
    [
      [0, 30],
      [20, 30],
      [80, 30],
    ],
    [
      [40, 0],
      [35, 5],
      [40, 30],
    ],
  ])
  expect(after(distribute(three, 'across'))).toEqual([
    [0, 0],
    [35, 5],
    [80, 30],
  ])
  expect([align(three.slice(1, 2), 'left'), distribute(three.slice(1), 'down')]).toEqual([null, null])
})

test('shapes are brought forward past what they touch, and to the front past everything', () => {
  const all = [box('a', 0, 0, 20, 20), box('b', 10, 10, 20, 20, { z: 1 }), box('c', 80, 80, 10, 10, { z: 5 })]
  const a = all.slice(0, 1).map(({ id }) => id)
  const height = (commit: ReturnType<typeof restack>) => commit?.put.map(({ z }) => z)
  expect([
    height(restack(all, a, 'forward')),
    height(restack(all, a, 'front')),
    restack(all, a, 'back'),
    height(
      restack(
        all,
        all.slice(2).map(({ id }) => id),
        'back',
      ),
    ),
  ]).toEqual([[2], [6], null, [-1]])
})

test('copies have ids and groups of their own, lose the score, and are cut to the image they come to', () => {
  const image = { width: 100, height: 100 }
  const copied = clippingOf(
    [box('a', 70, 70, 60, 10, { score: 0.5, group: 'g' }), box('b', 0, 0, 9, 9, { group: 'g' })],
    {
      width: 400,
      height: 400,
    },
  )
  const read = readClipping(JSON.stringify(copied))
  let minted = 0
  const commit = paste('paste', read?.annotations ?? [], {
    image,
    by: [5, 5],
    newId: () => AnnotationId.parse(`new-${minted++}`),
  })
  expect(commit?.put).toEqual([
    box('new-0', 75, 75, 25, 10, { group: 'new-1' }),
    box('new-2', 5, 5, 9, 9, { group: 'new-1' }),
  ])
  expect([readClipping('{"secondLook":"shapes","annotations":[]}'), readClipping('hello')]).toEqual([null, null])
})

test('a mask pasted onto an image of another size keeps every pixel in its place', () => {
  const mask = object('m', { kind: 'mask', width: 4, height: 3, counts: [4, 2, 3, 1, 2] })
  const commit = paste('paste', [mask], {
    image: { width: 3, height: 5 },
    by: [9, 9],
    newId: () => AnnotationId.parse('new'),
  })
  // Column 1 has rows 1 and 2 set; column 3 lies beyond the narrower image.
  expect(commit?.put[0]?.shape).toEqual({ kind: 'mask', width: 3, height: 5, counts: [6, 2, 7] })
})

test('a shape becomes the box around it or the polygon along it, and turns together with others on the image', () => {
  expect(boxes(boxesFrom([polygon])?.put ?? [])).toEqual([[20, 20, 40, 40]])
  expect(boxesFrom([box('a', 0, 0, 1, 1)])).toBeNull()
  expect(polygonsFrom([box('a', 1, 2, 3, 4)])?.put[0]?.shape.kind).toBe('polygon')
  expect(turnAll([box('a', 40, 45, 20, 10)], 90, { width: 100, height: 100 })?.put[0]?.shape).toEqual({
    kind: 'rotated-box',
    cx: 50,
    cy: 50,
    w: 20,
    h: 10,
    angle: 90,
  })
  expect(turnAll([box('a', 0, 0, 100, 5)], 90, { width: 100, height: 50 })).toBeNull()
})

test('marks are set on all, then taken off all; grouping and ungrouping are one commit each', () => {
  const two = [box('a', 0, 0, 9, 9, { marks: ['difficult'] }), box('b', 0, 0, 9, 9)]
  const on = toggleMark(two, 'occluded')?.put ?? []
  expect([on.map(({ marks }) => marks), toggleMark(on, 'occluded')?.put.map(({ marks }) => marks)]).toEqual([
    [['occluded', 'difficult'], ['occluded']],
    [['difficult'], undefined],
  ])
  const grouped = groupTogether(two, 'g')?.put ?? []
  expect([grouped.map(({ group }) => group), groupTogether(grouped, 'h'), ungroup(two)]).toEqual([
    ['g', 'g'],
    null,
    null,
  ])
  expect(ungroup(grouped)?.put).toEqual(two)
})
