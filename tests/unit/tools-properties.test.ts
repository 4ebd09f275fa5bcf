import fc from 'fast-check'
import { expect, test } from 'vitest'
import { invert } from '../../shared/domain/changes.ts'
import { boundsOf } from '../../shared/domain/geometry/shape.ts'
import { isFlat } from '../../shared/domain/geometry/transform.ts'
import { TOOLS, type ToolName } from '../../shared/domain/tools/tools.ts'
import { Annotation } from '../../shared/model/annotation.ts'
import type { Shape } from '../../shared/model/shape.ts'
import { applyTo, type Driver, drive } from '../helpers/drive.ts'

const object = (id: string, shape: Shape, more: Partial<Annotation> = {}): Annotation =>
  Annotation.parse({ id, label: 'thing', shape, ...more })

const start = [
  object('outer', { kind: 'box', x: 10, y: 10, w: 60, h: 60 }),
  object('inner', { kind: 'box', x: 20, y: 20, w: 12, h: 12 }, { group: 'pair' }),
  object('c', { kind: 'box', x: 60, y: 60, w: 30, h: 30 }, { group: 'pair' }),
  object('turned', { kind: 'rotated-box', cx: 70, cy: 30, w: 30, h: 10, angle: 30 }),
  object('round', { kind: 'ellipse', cx: 30, cy: 70, rx: 15, ry: 8, angle: -20 }),
  object('ring', {
    kind: 'polygon',
    parts: [
      [
        [
          [5, 5],
          [45, 8],
          [40, 48],
          [8, 40],
        ],
        [
          [15, 15],
          [25, 15],
          [20, 25],
        ],
      ],
    ],
  }),
  object('line', {
    kind: 'polyline',
    points: [
      [50, 5],
      [90, 20],
      [60, 50],
    ],
  }),
  object('spot', { kind: 'point', x: 80, y: 80 }),
  object('bones', {
    kind: 'skeleton',
    joints: [
      { name: 'head', x: 20, y: 60, visibility: 2 },
      { name: 'hand', x: 40, y: 80, visibility: 1 },
      { name: 'foot', x: 20, y: 90, visibility: 0 },
    ],
  }),
]
const skeleton = {
  joints: [
    { name: 'head', x: 0.5, y: 0 },
    { name: 'foot', x: 0.5, y: 1 },
  ],
  edges: [['head', 'foot'] as [string, string]],
}

type Move = (driver: Driver) => Driver
const place = fc.integer({ min: -20, max: 120 })
const held = fc.record({
  shift: fc.boolean(),
  alt: fc.boolean(),
  mod: fc.boolean(),
  pointer: fc.constantFrom('mouse' as const, 'touch' as const, 'pen' as const),
})
const names = Object.keys(TOOLS) as ToolName[]

/** Most gestures begin where something is: near the handles and lines of the shapes of the start. */
const spots = start.flatMap(({ shape }) => {
  const bounds = boundsOf(shape)
  return bounds
    ? ([
        [bounds.x, bounds.y],
        [bounds.x + bounds.w, bounds.y + bounds.h],
        [bounds.x + bounds.w / 2, bounds.y + bounds.h / 2],
      ] as const)
    : []
})
const target = fc.oneof(fc.tuple(place, place), fc.constantFrom(...spots))
const moves: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(target, target, held).map(
      ([[x, y], [toX, toY], keys]): Move =>
        (driver) =>
          driver
            .down(x, y, keys)
            .move((x + toX) / 2, (y + toY) / 2, keys)
            .move(toX, toY, keys)
            .up(toX, toY, keys),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(target, held).map(
      ([[x, y], keys]): Move =>
        (driver) =>
          driver.click(x, y, keys),
    ),
  },
  fc.tuple(fc.constantFrom('down', 'move', 'up', 'hover'), target, held).map(
    ([type, [x, y], keys]): Move =>
      (driver) =>
        driver[type](x, y, keys),
  ),
  fc.tuple(place, place, fc.boolean()).map(
    ([x, y, size]): Move =>
      (driver) =>
        driver.arrow(x - 50, y - 50, size),
  ),
  fc.constantFrom<Move>(
    (driver) => driver.release(),
    (driver) => driver.enter(),
    (driver) => driver.back(),
    (driver) => driver.delete(),
    (driver) => driver.abort(),
    (driver) => driver.cancel(),
  ),
  {
    weight: 2,
    arbitrary: fc.constantFrom(...names).map(
      (name): Move =>
        (driver) =>
          driver.use(name),
    ),
  },
)

const run = (sequence: readonly Move[]): Driver =>
  sequence.reduce<Driver>((driver, act) => act(driver), drive('select', { annotations: start, context: { skeleton } }))
const byId = (annotations: readonly Annotation[]) => [...annotations].sort((a, b) => (a.id < b.id ? -1 : 1))

test('after any inputs to any tools, undoing all gives the starting records and redoing all the final ones', () => {
  const labels = new Set<string>()
  fc.assert(
    fc.property(fc.array(moves, { maxLength: 60 }), (sequence) => {
      const end = run(sequence)
      for (const commit of end.commits) labels.add(commit.label.split(' ')[0] ?? '')
      const forward = end.commits.flatMap((commit) => commit.changes)
      const undone = applyTo(end.annotations, invert(forward))
      expect(byId(undone)).toEqual(byId(start))
      expect(byId(applyTo(undone, forward))).toEqual(byId(end.annotations))
    }),
    { numRuns: 400 },
  )
  expect([...labels]).toEqual(expect.arrayContaining(['draw', 'move', 'resize', 'delete']))
})

test('every commit of every tool is taken back by its inverse alone', () => {
  fc.assert(
    fc.property(fc.array(moves, { maxLength: 40 }), (sequence) => {
      let driver = run([])
      for (const act of sequence) {
        const after = act(driver)
        const fresh = after.commits.slice(driver.commits.length).flatMap((commit) => commit.changes)
        expect(byId(applyTo(after.annotations, invert(fresh)))).toEqual(byId(driver.annotations))
        driver = after
      }
    }),
    { numRuns: 150 },
  )
})

test('no input leaves a record that is none, a shape of no size, or one off the image', () => {
  fc.assert(
    fc.property(fc.array(moves, { maxLength: 60 }), (sequence) => {
      for (const annotation of run(sequence).annotations) {
        expect(Annotation.safeParse(annotation).success).toBe(true)
        expect(isFlat(annotation.shape)).toBe(false)
        const { x, y, w, h } = boundsOf(annotation.shape) ?? { x: 0, y: 0, w: 0, h: 0 }
        expect([x, y, w, h].every(Number.isFinite)).toBe(true)
        const off = Math.max(-x, -y, x + w - 100, y + h - 100)
        expect(off).toBeLessThan(1e-6)
      }
    }),
    { numRuns: 400 },
  )
})

test('whatever a hand was doing, Escape twice empties it', () => {
  fc.assert(
    fc.property(fc.array(moves, { maxLength: 30 }), (sequence) => {
      const after = run(sequence).cancel().cancel()
      expect({ tool: after.hand.tool, state: after.hand.state.name, draft: after.draft }).toEqual({
        tool: 'select',
        state: 'idle',
        draft: null,
      })
    }),
    { numRuns: 300 },
  )
})
