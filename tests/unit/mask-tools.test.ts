import fc from 'fast-check'
import { expect, test } from 'vitest'
import { subtract, unite } from '../../shared/domain/geometry/clip.ts'
import { type Gray, liveWire } from '../../shared/domain/geometry/live-wire.ts'
import { areaOfParts, type Parts, toPolygon } from '../../shared/domain/geometry/polygon.ts'
import { distanceToSegment } from '../../shared/domain/geometry/shape.ts'
import { simplifyLine, simplifyParts } from '../../shared/domain/geometry/simplify.ts'
import { asPolygon, isArea } from '../../shared/domain/mask/areas.ts'
import { lossOfParts } from '../../shared/domain/mask/loss.ts'
import { combine, maskOf, pixelsIn, spansOf } from '../../shared/domain/mask/runs.ts'
import { connectedParts, splitArea } from '../../shared/domain/mask/split.ts'
import { strokeSpans } from '../../shared/domain/mask/stroke.ts'
import {
  type AreaContext,
  cutSelected,
  fillSelected,
  mergeSelected,
  partSelected,
} from '../../shared/domain/tools/area-commits.ts'
import { offering, offerOf, withTolerance } from '../../shared/domain/tools/reshape-tool.ts'
import type { Annotation } from '../../shared/model/annotation.ts'
import { AnnotationId } from '../../shared/model/ids.ts'
import type { Point, Shape } from '../../shared/model/shape.ts'
import { applyTo, type Driver, drive } from '../helpers/drive.ts'
import { drawn, shownRows } from '../helpers/masks.ts'

const square = (x: number, y: number, side: number): Point[] => [
  [x, y],
  [x + side, y],
  [x + side, y + side],
  [x, y + side],
]
const thing = (id: string, shape: Shape, more: Partial<Annotation> = {}): Annotation => ({
  id: AnnotationId.parse(id),
  label: 'thing',
  shape,
  attributes: {},
  ...more,
})
const polygon = (...parts: Parts): Shape => toPolygon(parts)
const rows = (annotation: Annotation | undefined, width: number, height: number) =>
  annotation?.shape.kind === 'mask' ? shownRows(spansOf(annotation.shape), width, height) : null
const small = { image: { width: 8, height: 6 }, context: { brush: { tip: 'square', size: 2 } } } as const
const masksOf = (driver: Driver) => driver.annotations.map((one) => rows(one, 8, 6))

test('a stroke makes one mask, the next goes on with it while it is selected, and after Enter another begins', () => {
  const first = drive('brush', small).down(1, 1).move(5, 1).up()
  const second = first.down(5, 1).move(5, 4).up()
  const other = second.enter().click(1, 5)
  expect({
    first: masksOf(first),
    second: masksOf(second),
    other: masksOf(other).slice(1),
    selection: [first.selection, second.selection, other.selection],
    commits: other.commits.map(({ label }) => label),
    draft: other.draft,
    tool: other.hand.tool,
  }).toEqual({
    first: [['######..', '######..', '........', '........', '........', '........']],
    second: [['######..', '######..', '....##..', '....##..', '....##..', '........']],
    other: [['........', '........', '........', '........', '##......', '##......']],
    selection: [['new-0'], ['new-0'], ['new-1']],
    commits: ['paint thing', 'paint thing', 'paint thing'],
    draft: null,
    tool: 'brush',
  })
})

test('the eraser takes from the mask under it, Shift paints with it, and erasing all removes the object', () => {
  const bar = thing('bar', drawn(['........', '.######.', '.######.', '........', '........', '........']))
  const start = { ...small, annotations: [bar] }
  const erased = drive('eraser', start).down(4, 1).move(4, 4).up()
  expect({
    erased: masksOf(erased),
    painted: masksOf(drive('eraser', { ...start, selection: ['bar'] }).click(1, 5, true)),
    gone: masksOf(drive('eraser', start).down(1, 2).move(7, 2).up()),
    nothing: drive('eraser', start).down(1, 5).last.refused,
    dropped: drive('eraser', start).down(4, 1).move(4, 4).abort().up().commits,
  }).toEqual({
    erased: [['........', '.##..##.', '.##..##.', '........', '........', '........']],
    painted: [['........', '.######.', '.######.', '........', '##......', '##......']],
    gone: [],
    nothing: 'no-mask',
    dropped: [],
  })
})

test('a stroke over what is set already, or off the picture, is no gesture; a locked or pinned mask is left alone', () => {
  const bar = thing('bar', drawn(['........', '.######.', '.######.', '........', '........', '........']))
  const on = (more = {}) =>
    drive('brush', { ...small, annotations: [bar], selection: ['bar'], context: { ...small.context, ...more } })
  expect({
    same: on().click(3, 2).commits,
    beside: drive('brush', small).click(-30, -30).commits,
    locked: on({ locked: new Set([bar.id]) }).down(1, 5).last.refused,
    pinned: on({ pinned: new Set([bar.id]) }).down(1, 5).last.refused,
  }).toEqual({ same: [], beside: [], locked: 'locked', pinned: 'pinned' })
})

test('by keyboard: arrows move the tip, with Shift they paint, Enter puts the stroke down, Escape drops it', () => {
  const painted = drive('brush', small).arrow(-2, 0).arrow(2, 0, true).arrow(1, 0, true).enter()
  expect({ masks: masksOf(painted), state: painted.hand.state.name }).toEqual({
    masks: [['........', '........', '...#####', '...#####', '........', '........']],
    state: 'placing',
  })
  const dropped = drive('brush', small).arrow(1, 0).arrow(1, 0, true).cancel()
  expect({ commits: dropped.commits, draft: dropped.draft }).toEqual({ commits: [], draft: null })
  expect(dropped.cancel().hand.tool).toBe('select')
})

test('filling closes the painted ring that was clicked, by pointer or by arrows and Enter; open ground is refused', () => {
  const ring = thing('ring', drawn(['........', '.#####..', '.#...#..', '.#...#..', '.#####..', '........']))
  const start = { ...small, annotations: [ring] }
  const full = ['........', '.#####..', '.#####..', '.#####..', '.#####..', '........']
  expect({
    click: masksOf(drive('fill', start).click(3, 3)),
    keys: masksOf(drive('fill', start).arrow(0, 0).arrow(-1, 0).enter()),
    open: drive('fill', start).down(7, 0).last.refused,
    none: drive('fill', small).down(7, 0).last.refused,
    away: drive('fill', start).arrow(1, 0).cancel().cancel().hand.tool,
  }).toEqual({ click: [full], keys: [full], open: 'not-closed', none: 'no-mask', away: 'select' })
})

test('a line drawn across divides an outline and a mask in two, the larger keeps its identity; what it misses is not cut', () => {
  const block = thing('block', polygon([square(10, 10, 40)]), { fromObjectId: AnnotationId.parse('o1'), score: 0.5 })
  const cut = drive('split', { annotations: [block], selection: ['block'] })
    .down(20, 0)
    .move(20, 30)
    .move(20, 90)
    .up()
  expect(
    cut.annotations.map(({ id, shape, fromObjectId }) => [
      id,
      fromObjectId,
      shape.kind === 'polygon' && Math.round(areaOfParts(shape.parts)),
    ]),
  ).toEqual([
    ['block', 'o1', 1200],
    [cut.annotations[1]?.id, undefined, 400],
  ])
  expect(cut.hand.tool).toBe('select')
  const missed = drive('split', { annotations: [block], selection: ['block'] })
    .down(60, 0)
    .move(60, 90)
    .up()
  expect([missed.commits, missed.last.refused]).toEqual([[], 'not-divided'])
  expect(drive('split').down(60, 0).move(60, 90).up().last.refused).toBe('no-area')
  const keys = drive('split', { annotations: [block] })
    .arrow(0, 0)
    .arrow(-10, 0)
    .arrow(0, 0, true)
    .enter()
  expect(keys.annotations.length).toBe(2)
  expect(drive('split').down(5, 5).up().cancel().hand.tool).toBe('select')
})

test('a line across one arm of a U leaves the other arm, as an outline and as a mask', () => {
  const u: Parts = [
    [
      [
        [0, 0],
        [10, 0],
        [10, 30],
        [30, 30],
        [30, 0],
        [40, 0],
        [40, 40],
        [0, 40],
      ] satisfies Point[],
    ],
  ]
  const outline = splitArea(toPolygon(u), [-5, 12.3], [15, 12.3])
  expect(outline?.map((half) => half.kind === 'polygon' && Math.round(areaOfParts(half.parts)))).toEqual([877, 123])
  const size = { width: 45, height: 45 }
  const pixels = strokeSpans(
    [
      [5, 5],
      [5, 35],
      [35, 35],
      [35, 5],
    ],
    { tip: 'square', size: 6 },
    size,
  )
  const halves = splitArea(maskOf(pixels, size), [-5, 15], [15, 15])
  expect(halves?.map((half) => half.kind === 'mask' && connectedParts(half).length)).toEqual([1, 1])
})

const rect = fc.record({
  x: fc.integer({ min: 0, max: 60 }),
  y: fc.integer({ min: 0, max: 60 }),
  w: fc.integer({ min: 4, max: 40 }),
  h: fc.integer({ min: 4, max: 40 }),
})
const ringOf = ({ x, y, w, h }: { x: number; y: number; w: number; h: number }): Point[] => [
  [x, y],
  [x + w, y],
  [x + w, y + h],
  [x, y + h],
]
const outlines = fc.array(rect, { minLength: 1, maxLength: 4 }).map((all) => unite(all.map((one) => [[ringOf(one)]])))
const lines = fc.tuple(fc.double({ min: -20, max: 120, noNaN: true }), fc.double({ min: -20, max: 120, noNaN: true }))

test('halves of a split never overlap, and their areas add up to the whole; merged again they are the whole', () => {
  fc.assert(
    fc.property(outlines, lines, lines, (parts, from, to) => {
      const whole = toPolygon(parts)
      const halves = splitArea(whole, from, to)
      if (!halves) return
      const [a, b] = halves.map((half) => (half.kind === 'polygon' ? half.parts : []))
      if (!a || !b) throw new Error('an outline stays an outline')
      // What is under a square pixel is dropped, once on each side of each chord.
      const slack = 12
      expect(Math.abs(areaOfParts(a) + areaOfParts(b) - areaOfParts(parts))).toBeLessThan(slack)
      expect(Math.abs(areaOfParts(unite([a, b])) - areaOfParts(parts))).toBeLessThan(slack)
      expect(Math.abs(areaOfParts(subtract(a, [b])) - areaOfParts(a))).toBeLessThan(1)
    }),
  )
})

test('halves of a split mask share no pixel and together are the mask', () => {
  const size = { width: 60, height: 60 }
  const blot = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 })), {
    minLength: 1,
    maxLength: 5,
  })
  fc.assert(
    fc.property(blot, fc.integer({ min: 1, max: 20 }), lines, lines, (path, width, from, to) => {
      const spans = strokeSpans(path, { tip: 'round', size: width }, size)
      const halves = splitArea(maskOf(spans, size), from, to)
      if (!halves) return
      const [a = [], b = []] = halves.map((half) => (half.kind === 'mask' ? spansOf(half) : []))
      expect([combine(a, b, 'intersect'), combine(a, b, 'union')]).toEqual([[], spans])
      expect(pixelsIn(a)).toBeGreaterThanOrEqual(pixelsIn(b))
    }),
  )
})

const context = (annotations: readonly Annotation[], selection: readonly string[]): AreaContext => {
  let minted = 0
  return {
    annotations,
    selection: selection.map((id) => AnnotationId.parse(id)),
    image: { width: 100, height: 100 },
    newId: () => AnnotationId.parse(`new-${minted++}`),
  }
}
const areas = (act: ReturnType<typeof mergeSelected>) =>
  'refused' in act
    ? act.refused
    : {
        put: act.commit.put.map(({ id, shape }) => [
          id,
          shape.kind,
          shape.kind === 'polygon' ? areaOfParts(shape.parts) : shape.kind === 'mask' ? pixelsIn(spansOf(shape)) : null,
        ]),
        remove: act.commit.remove,
        select: act.select,
      }

test('merging makes one object of several: an outline of outlines, a mask where one is a mask; one alone is refused', () => {
  const a = thing('a', polygon([square(0, 0, 10)]))
  const b = thing('b', { kind: 'box', x: 5, y: 0, w: 10, h: 10 })
  const size = { width: 100, height: 100 }
  const c = thing('c', maskOf(strokeSpans([[20, 5]], { tip: 'square', size: 4 }, size), size))
  const all = [a, b, c]
  expect([
    areas(mergeSelected(context(all, ['a', 'b']))),
    areas(mergeSelected(context(all, ['c', 'a', 'b']))),
    areas(mergeSelected(context(all, ['a']))),
  ]).toEqual([
    { put: [['a', 'polygon', 150]], remove: ['b'], select: ['a'] },
    { put: [['c', 'mask', 166]], remove: ['a', 'b'], select: ['c'] },
    'select-two',
  ])
})

test('cutting goes by the painted order: above from the selected, below from it, the selected from what lies below', () => {
  const low = thing('low', polygon([square(0, 0, 20)]))
  const middle = thing('middle', polygon([square(10, 0, 20)]))
  const high = thing('high', { kind: 'box', x: 20, y: 0, w: 20, h: 20 }, { z: 0 })
  const lifted = thing('lifted', polygon([square(0, 10, 20)]), { z: 3 })
  const all = [lifted, low, middle, high]
  expect([
    areas(cutSelected(context(all, ['middle']), 'above-from-selected')),
    areas(cutSelected(context(all, ['middle']), 'below-from-selected')),
    areas(cutSelected(context(all, ['lifted']), 'selected-from-below')),
    areas(cutSelected(context(all, ['high']), 'above-from-selected')),
    areas(
      cutSelected(
        context([low, thing('on', { kind: 'box', x: 0, y: 0, w: 20, h: 20 })], ['low']),
        'above-from-selected',
      ),
    ),
  ]).toEqual([
    { put: [['middle', 'polygon', 100]], remove: [], select: ['middle'] },
    { put: [['middle', 'polygon', 200]], remove: [], select: ['middle'] },
    {
      put: [
        ['low', 'polygon', 200],
        ['middle', 'polygon', 300],
      ],
      remove: [],
      select: ['lifted'],
    },
    'nothing-there',
    { put: [], remove: ['low'], select: [] },
  ])
})

test('an object of several parts becomes several objects, and holes are filled, for outlines and masks alike', () => {
  const two = thing('two', polygon([square(0, 0, 10)], [square(20, 0, 20), square(25, 5, 5)]))
  const ring = thing('ring', { ...drawn(['.....', '.###.', '.#.#.', '.###.', '#....']), kind: 'mask' })
  expect([
    areas(partSelected(context([two], ['two']))),
    areas(partSelected(context([ring], ['ring']))),
    areas(fillSelected(context([two, ring], ['two', 'ring']))),
    areas(partSelected(context([thing('one', polygon([square(0, 0, 10)]))], ['one']))),
  ]).toEqual([
    {
      put: [
        ['two', 'polygon', 375],
        ['new-0', 'polygon', 100],
      ],
      remove: [],
      select: ['two', 'new-0'],
    },
    {
      put: [
        ['ring', 'mask', 8],
        ['new-0', 'mask', 1],
      ],
      remove: [],
      select: ['ring', 'new-0'],
    },
    {
      put: [
        ['two', 'polygon', 500],
        ['ring', 'mask', 10],
      ],
      remove: [],
      select: ['two', 'ring'],
    },
    'not-divided',
  ])
})

test('an offer says what it would lose before it is taken, changes with its tolerance, and commits only on Enter', () => {
  const size = { width: 100, height: 100 }
  const disc = thing('disc', maskOf(strokeSpans([[50, 50]], { tip: 'round', size: 60 }, size), size))
  const offer = offerOf('to-polygon', [disc], size, 1)
  if (!offer) throw new Error('a mask has an outline')
  expect(offer.points.after).toBeLessThan(40)
  expect(offer.loss.iou).toBeGreaterThan(0.97)
  const rough = withTolerance(offer, 8)
  expect(rough.points.after).toBeLessThan(offer.points.after)
  expect(rough.loss.iou).toBeLessThan(offer.loss.iou)
  const exact = withTolerance(offer, 0)
  expect(exact.loss).toEqual({ covered: expect.closeTo(1, 9), iou: expect.closeTo(1, 9) })
  const held = drive('reshape', { annotations: [disc], image: size, hand: offering(offer) })
  expect([held.commits, held.draft?.kind]).toEqual([[], 'shapes'])
  const looser = held.arrow(1, 0)
  expect(looser.hand.tool === 'reshape' && looser.hand.state.name === 'offering' && looser.hand.state.tolerance).toBe(
    1.25,
  )
  const taken = looser.enter()
  expect([taken.annotations[0]?.shape.kind, taken.hand.tool, taken.draft]).toEqual(['polygon', 'select', null])
  expect(looser.cancel().commits).toEqual([])
  const back = offerOf('to-mask', taken.annotations, size, 1)
  expect(back?.loss.iou).toBeGreaterThan(0.97)
  expect(offerOf('simplify', [disc], size, 1)).toBe(null)
})

test('a simplified line keeps within its tolerance, and a simplified outline is valid and no point more', () => {
  const point = fc.tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 99 }))
  fc.assert(
    fc.property(
      fc.array(point, { minLength: 2, maxLength: 40 }),
      fc.double({ min: 0.1, max: 20, noNaN: true }),
      (line, tolerance) => {
        const fewer = simplifyLine(line, tolerance)
        const off = line.map((at) => Math.min(...fewer.map((to, i) => distanceToSegment(at, fewer[i - 1] ?? to, to))))
        expect(Math.max(...off)).toBeLessThanOrEqual(tolerance + 1e-9)
      },
    ),
  )
  fc.assert(
    fc.property(outlines, fc.double({ min: 0.1, max: 6, noNaN: true }), (parts, tolerance) => {
      const fewer = simplifyParts(parts, tolerance)
      const again = unite([fewer])
      expect(Math.abs(areaOfParts(again) - areaOfParts(fewer))).toBeLessThan(1e-6)
      expect(fewer.every((rings) => rings.every((ring) => ring.length >= 3))).toBe(true)
      expect(lossOfParts(parts, fewer).iou).toBeGreaterThan(0)
    }),
  )
})

test('the outline of a mask with a hole keeps the hole', () => {
  const size = { width: 60, height: 60 }
  const ring = combine(
    strokeSpans([[30, 30]], { tip: 'round', size: 50 }, size),
    strokeSpans([[30, 30]], { tip: 'round', size: 20 }, size),
    'subtract',
  )
  const outline = asPolygon(maskOf(ring, size), 1)
  expect(outline && isArea(outline) && outline.parts.map((rings) => rings.length)).toEqual([2])
})

test('a live wire goes round along the edge of a disc, and straight where the picture is flat', () => {
  const [width, height] = [64, 64]
  const data = new Uint8Array(width * height).fill(40)
  const flat: Gray = { width, height, data: data.slice(), x: 0, y: 0, scale: 1 }
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) if (Math.hypot(x + 0.5 - 32, y + 0.5 - 32) < 20) data[y * width + x] = 220
  const wire = liveWire({ width, height, data, x: 100, y: 50, scale: 1 }, [112, 82])
  const path = wire([132, 62])
  const off = path.map(([x, y]) => Math.abs(Math.hypot(x - 132, y - 82) - 20))
  expect(path.length).toBeGreaterThan(15)
  expect(Math.max(...off)).toBeLessThan(2.5)
  expect([path[0], path.at(-1)]).toEqual([
    [112, 82],
    [132, 62],
  ])
  expect(liveWire(flat, [5, 5])([45, 5]).every(([, y]) => Math.abs(y - 5) <= 1)).toBe(true)
})

test('any strokes, erasures and fills, undone one by one, give the records at the start, and redone those at the end', () => {
  const at = fc.tuple(fc.integer({ min: -4, max: 24 }), fc.integer({ min: -4, max: 24 }))
  const gesture = fc.record({
    tool: fc.constantFrom('brush' as const, 'eraser' as const, 'fill' as const),
    from: at,
    to: at,
    keep: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(gesture, { maxLength: 8 }), (gestures) => {
      const start = drive('brush', { image: { width: 20, height: 20 } })
      const end = gestures.reduce((now, { tool, from, to, keep }) => {
        const drawnOn = now
          .use(tool)
          .down(...from)
          .move(...to)
          .up()
        return keep ? drawnOn : drawnOn.enter()
      }, start)
      const commits = end.commits.map(({ changes }) => changes)
      const undone = commits.toReversed().reduce(
        (now, changes) =>
          applyTo(
            now,
            changes.toReversed().map((change) => ({ ...change, before: change.after, after: change.before })),
          ),
        end.annotations,
      )
      const redone = commits.reduce((now, changes) => applyTo(now, changes), undone)
      expect([undone, redone]).toEqual([[], end.annotations])
      const sizes = end.annotations.map(
        ({ shape }) => shape.kind === 'mask' && shape.counts.reduce((sum, run) => sum + run, 0),
      )
      expect(sizes.every((size) => size === 400)).toBe(true)
    }),
  )
})
