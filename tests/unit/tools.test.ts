import { expect, test } from 'vitest'
import { relabel } from '../../shared/domain/tools/commits.ts'
import type { Annotation } from '../../shared/model/annotation.ts'
import { AnnotationId } from '../../shared/model/ids.ts'
import { type Driver, drive } from '../helpers/drive.ts'

const box = (id: string, x: number, y: number, w: number, h: number): Annotation => ({
  id: AnnotationId.parse(id),
  label: 'thing',
  shape: { kind: 'box', x, y, w, h },
  attributes: {},
})
const shapes = (driver: Driver) => driver.annotations.map(({ id, shape }) => ({ id, ...shape }))
const outer = box('outer', 10, 10, 60, 60)
const inner = box('inner', 20, 20, 12, 12)

test('pressing, dragging and letting go draws one box, selects it and goes back to selecting', () => {
  const after = drive('box').down(5, 6).move(20, 30).up()
  expect({ shapes: shapes(after), selection: after.selection, tool: after.hand.tool, draft: after.draft }).toEqual({
    shapes: [{ id: 'new-0', kind: 'box', x: 5, y: 6, w: 15, h: 24 }],
    selection: ['new-0'],
    tool: 'select',
    draft: null,
  })
  expect(after.commits.map((commit) => commit.label)).toEqual(['draw thing'])
})

test('a box drawn from bottom right to top left is the same box, and one drawn beyond the image ends at its edge', () => {
  expect(shapes(drive('box').down(90, 90).move(40, 200).up(150, 50))).toEqual([
    { id: 'new-0', kind: 'box', x: 90, y: 50, w: 10, h: 40 },
  ])
})

test('a click with the box tool draws nothing, and Escape drops what is being drawn', () => {
  expect(drive('box').click(5, 5).commits).toEqual([])
  const dropped = drive('box').down(5, 5).move(50, 50).cancel().up(60, 60)
  expect({ commits: dropped.commits, draft: dropped.draft }).toEqual({ commits: [], draft: null })
})

test('a box is placed by keyboard alone: arrows move it, with size they move its corner, Enter puts it down', () => {
  const after = drive('box').arrow(1, 0).arrow(-10, 5).arrow(4, 6, true).enter()
  expect(shapes(after)).toEqual([{ id: 'new-0', kind: 'box', x: 30, y: 45, w: 24, h: 26 }])
})

test('clicking selects the smallest shape under the pointer, and clicking again the one behind it', () => {
  const start = drive('select', { annotations: [outer, inner] })
  const once = start.click(25, 25)
  const twice = once.click(25, 25)
  expect([once.selection, twice.selection, twice.click(25, 25).selection, twice.click(90, 90).selection]).toEqual([
    ['inner'],
    ['outer'],
    ['inner'],
    [],
  ])
})

test('dragging moves the shape under the pointer by one commit and never out of the image', () => {
  const after = drive('select', { annotations: [outer, inner] })
    .down(25, 25)
    .move(40, 30)
    .move(200, 30)
    .up()
  expect(shapes(after)).toEqual([
    { id: 'outer', kind: 'box', x: 10, y: 10, w: 60, h: 60 },
    { id: 'inner', kind: 'box', x: 88, y: 25, w: 12, h: 12 },
  ])
  expect(after.commits.map((commit) => commit.label)).toEqual(['move box'])
})

test('a press that wanders less than a click allows moves nothing', () => {
  const after = drive('select', { annotations: [inner] })
    .down(25, 25)
    .move(27, 25)
    .up()
  expect({ commits: after.commits, selection: after.selection }).toEqual({ commits: [], selection: ['inner'] })
})

test.each([
  ['nw', 10, 10, { x: 4, y: 6, w: 66, h: 64 }],
  ['n', 40, 10, { x: 10, y: 6, w: 60, h: 64 }],
  ['ne', 70, 10, { x: 10, y: 6, w: 54, h: 64 }],
  ['e', 70, 40, { x: 10, y: 10, w: 54, h: 60 }],
  ['se', 70, 70, { x: 10, y: 10, w: 54, h: 56 }],
  ['s', 40, 70, { x: 10, y: 10, w: 60, h: 56 }],
  ['sw', 10, 70, { x: 4, y: 10, w: 66, h: 56 }],
  ['w', 10, 40, { x: 4, y: 10, w: 66, h: 60 }],
] as const)('the %s handle moves only its own sides', (_name, x, y, expected) => {
  const after = drive('select', { annotations: [outer], selection: ['outer'] })
    .down(x, y)
    .move(x - 6, y - 4)
    .up()
  expect(shapes(after)).toEqual([{ id: 'outer', kind: 'box', ...expected }])
})

test('a handle dragged across the opposite side turns the box over', () => {
  const after = drive('select', { annotations: [inner], selection: ['inner'] })
    .down(32, 26)
    .move(5, 26)
    .up()
  expect(shapes(after)).toEqual([{ id: 'inner', kind: 'box', x: 5, y: 20, w: 15, h: 12 }])
})

test('a selection rectangle takes what it touches, Shift adds to what is selected, Delete takes all of it away', () => {
  const after = drive('select', { annotations: [box('a', 0, 0, 9, 9), box('b', 30, 0, 9, 9), box('c', 60, 0, 9, 9)] })
    .click(5, 5)
    .down(25, 20, true)
    .move(35, 5, true)
    .up(35, 5, true)
  expect(after.selection).toEqual(['a', 'b'])
  const gone = after.delete()
  expect({ left: gone.annotations.map(({ id }) => id), commits: gone.commits.map(({ label }) => label) }).toEqual({
    left: ['c'],
    commits: ['delete 2 shapes'],
  })
})

test('arrows held down nudge the selection and become one commit when they are let go', () => {
  const held = drive('select', { annotations: [inner], selection: ['inner'] })
    .arrow(1, 0)
    .arrow(1, 0)
    .arrow(0, 1)
  expect(held.commits).toEqual([])
  expect(shapes(held.release())).toEqual([{ id: 'inner', kind: 'box', x: 22, y: 21, w: 12, h: 12 }])
  expect(held.release().commits.length).toBe(1)
})

test('a box that left its image on import keeps its place until moved, and its flag goes with its old shape', () => {
  const stray: Annotation = { ...box('stray', -20, 10, 30, 30), flags: ['leaves-image'] }
  const after = drive('select', { annotations: [stray] })
    .down(5, 20)
    .move(25, 20)
    .up()
  expect(after.annotations).toEqual([{ ...box('stray', 0, 10, 30, 30) }])
})

test('panning speaks stage pixels and commits nothing', () => {
  const after = drive('pan', { pixel: 4 }).down(40, 40).move(80, 40).move(80, 60).up()
  expect({ panned: after.panned, commits: after.commits }).toEqual({ panned: [10, 5], commits: [] })
})

test('relabelling names only what changes', () => {
  const ids = [inner.id, outer.id]
  expect(relabel([inner, { ...outer, label: 'person' }], ids, 'person')).toEqual({
    label: 'label person',
    put: [{ ...inner, label: 'person' }],
    remove: [],
  })
  expect(relabel([inner], ids, 'thing')).toBeNull()
})
