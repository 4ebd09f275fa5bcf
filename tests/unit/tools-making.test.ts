import { expect, test } from 'vitest'
import { toolForLabel } from '../../shared/domain/tools/tool-for-label.ts'
import type { Annotation } from '../../shared/model/annotation.ts'
import { AnnotationId } from '../../shared/model/ids.ts'
import type { Point } from '../../shared/model/shape.ts'
import { type Driver, drive } from '../helpers/drive.ts'

const made = (driver: Driver) => driver.annotations.map(({ shape }) => shape)
const polygon = (...points: readonly Point[]) => ({ kind: 'polygon', parts: [[points]] })
const neighbour: Annotation = {
  id: AnnotationId.parse('neighbour'),
  label: 'thing',
  shape: { kind: 'box', x: 50, y: 50, w: 30, h: 30 },
  attributes: {},
}

test('four clicks on the outermost points of an object, in any order, are its box', () => {
  const three = drive('extreme-box').click(30, 5).click(10, 20).click(28, 44)
  expect(three.hand.state.name).toBe('aiming')
  const after = three.click(50, 22)
  expect({ made: made(after), tool: after.hand.tool, commits: after.commits.length }).toEqual({
    made: [{ kind: 'box', x: 10, y: 5, w: 40, h: 39 }],
    tool: 'select',
    commits: 1,
  })
})

test('a rotated box is two points for one side and a third for its depth, no deeper than the image', () => {
  expect(made(drive('rotated-box').click(20, 20).click(60, 20).click(40, 50))).toEqual([
    { kind: 'rotated-box', cx: 40, cy: 35, w: 40, h: 30, angle: 0 },
  ])
  const [steep] = made(drive('rotated-box').click(20, 40).click(40, 20).click(55, 55))
  expect(steep).toMatchObject({ kind: 'rotated-box', angle: -45 })
  const [cut] = made(drive('rotated-box').click(20, 80).click(60, 80).click(40, 99).cancel().click(0, 60))
  expect(cut).toMatchObject({ cy: 89.5, h: 19 })
})

test('a rotated box may be dragged straight, to be turned afterwards', () => {
  expect(made(drive('rotated-box').down(10, 10).move(30, 20).move(50, 40).up())).toEqual([
    { kind: 'rotated-box', cx: 30, cy: 25, w: 40, h: 30, angle: 0 },
  ])
})

test('an ellipse fills the dragged rectangle; Ctrl makes it round, Alt draws it from its middle', () => {
  expect(made(drive('ellipse').down(10, 10).move(30, 20).up(50, 30))).toEqual([
    { kind: 'ellipse', cx: 30, cy: 20, rx: 20, ry: 10, angle: 0 },
  ])
  const keys = { mod: true, alt: true }
  expect(made(drive('ellipse').down(50, 50, keys).move(60, 60, keys).up(70, 60, keys))).toEqual([
    { kind: 'ellipse', cx: 50, cy: 50, rx: 10, ry: 10, angle: 0 },
  ])
})

test('a polygon closes by a click on its first corner, by a double click and by Enter', () => {
  const open = drive('polygon').click(10, 10).click(40, 10).click(40, 40)
  const expected = [polygon([10, 10], [40, 10], [40, 40])]
  expect([made(open.click(11, 12)), made(open.click(40, 40)), made(open.hover(90, 90).enter())]).toEqual([
    expected,
    expected,
    expected,
  ])
})

test('Backspace takes the last corner back, and the last of all puts the hand at rest', () => {
  const two = drive('polygon').click(10, 10).click(40, 10).click(90, 90).back()
  expect(made(two.click(40, 40).enter())).toEqual([polygon([10, 10], [40, 10], [40, 40])])
  expect(two.back().back().hand.state.name).toBe('idle')
})

test('a polygon that has too few corners is told so and stays in the hand', () => {
  const two = drive('polygon').click(10, 10).click(40, 10).enter()
  expect({ refused: two.last.refused, state: two.hand.state.name, commits: two.commits }).toEqual({
    refused: 'too-few-points',
    state: 'aiming',
    commits: [],
  })
  expect(drive('polygon').click(10, 10).click(40, 10).click(80, 10).enter().last.refused).toBe('too-small')
})

test('a drag draws free-hand and keeps only the points that shape the line; clicks may go on from there', () => {
  let driver = drive('polygon').down(10, 10)
  for (let x = 12; x <= 60; x += 2) driver = driver.move(x, 10)
  driver = driver.up(60, 10)
  expect(driver.hand.state.name).toBe('aiming')
  expect(made(driver.click(60, 60).enter())).toEqual([polygon([10, 10], [60, 10], [60, 60])])
  expect(driver.back().hand.state.name).toBe('idle')
})

test('corners keep to the vertices and edges of neighbours, unless Ctrl is held', () => {
  const start = drive('polygon', { annotations: [neighbour] })
  const hovering = start.click(10, 10).hover(53, 48)
  expect(hovering.draft).toMatchObject({
    marks: [
      { kind: 'first', point: [10, 10] },
      { kind: 'snap', point: [50, 50] },
    ],
  })
  const snapped = hovering.click(53, 48).click(47, 65).enter()
  expect(made(snapped)[1]).toEqual(polygon([10, 10], [50, 50], [50, 65]))
  const free = start.click(10, 10).click(53, 48, { mod: true }).click(47, 65, { mod: true }).enter()
  expect(made(free)[1]).toEqual(polygon([10, 10], [53, 48], [47, 65]))
})

test('with Alt, or while outlines follow the picture, a corner is reached along the edge of the picture', () => {
  const contour = (from: Point, to: Point): readonly Point[] => [from, [from[0], to[1]], to]
  const along = drive('polygon', { context: { contour } }).click(10, 10).click(60, 60, { alt: true }).enter()
  expect(made(along)).toEqual([polygon([10, 10], [10, 60], [60, 60])])
  // The side that closes the outline follows it, too.
  const round = drive('polygon', { context: { contour } })
    .click(10, 10)
    .click(60, 60)
    .click(30, 40)
    .click(11, 11, { alt: true })
  expect(made(round)).toEqual([polygon([10, 10], [60, 60], [30, 40], [30, 10])])
  const following = drive('polyline', { context: { contour, following: true } })
    .click(10, 10)
    .click(60, 60)
  expect(made(following.enter())).toEqual([
    {
      kind: 'polyline',
      points: [
        [10, 10],
        [10, 60],
        [60, 60],
      ],
    },
  ])
  expect(made(following.back().back().enter().enter())).toEqual([])
})

test('a line ends by a double click, a point is set by one click, and Shift keeps the tool in the hand', () => {
  expect(made(drive('polyline').click(10, 10).click(40, 10).click(40, 10))).toEqual([
    {
      kind: 'polyline',
      points: [
        [10, 10],
        [40, 10],
      ],
    },
  ])
  const point = drive('point').click(33, 44, true)
  expect({ made: made(point), tool: point.hand.tool }).toEqual({
    made: [{ kind: 'point', x: 33, y: 44 }],
    tool: 'point',
  })
})

test('a skeleton stands in the dragged rectangle as its template says; a label without one refuses', () => {
  const skeleton = {
    joints: [
      { name: 'head', x: 0.5, y: 0 },
      { name: 'foot', x: 0, y: 1 },
    ],
    edges: [],
  }
  const after = drive('skeleton', { context: { skeleton } }).down(10, 10).move(20, 20).up(50, 90)
  expect(made(after)).toEqual([
    {
      kind: 'skeleton',
      joints: [
        { name: 'head', x: 30, y: 10, visibility: 2 },
        { name: 'foot', x: 10, y: 90, visibility: 2 },
      ],
    },
  ])
  const refused = drive('skeleton').down(10, 10).move(20, 20).up(50, 90)
  expect({ made: made(refused), refused: drive('skeleton').enter().last.refused }).toEqual({
    made: [],
    refused: 'no-template',
  })
})

test('every point tool draws by keyboard: arrows move the hand, Enter sets a point, Enter again finishes', () => {
  const line = drive('polyline').enter().enter().arrow(20, 0).enter().enter()
  expect(made(line)).toEqual([
    {
      kind: 'polyline',
      points: [
        [50, 50],
        [70, 50],
      ],
    },
  ])
  expect(made(drive('point').arrow(0, 0).arrow(-5, 5).enter())).toEqual([{ kind: 'point', x: 45, y: 55 }])
  expect(made(drive('polygon').enter().enter().arrow(20, 0).enter().arrow(0, 20).enter().enter())).toEqual([
    polygon([50, 50], [70, 50], [70, 70]),
  ])
})

test('a press that comes to nothing (a second finger) leaves what was set before', () => {
  const two = drive('polygon').click(10, 10).click(40, 10)
  const aborted = two.down(70, 70).move(80, 80).abort()
  expect(made(aborted.click(40, 40).enter())).toEqual([polygon([10, 10], [40, 10], [40, 40])])
  expect(drive('polygon').down(70, 70).abort().hand.state.name).toBe('idle')
  expect(drive('box').down(10, 10).move(50, 50).abort().draft).toBeNull()
})

test('a label is drawn with the last tool where it is meant for that, else with the first that fits', () => {
  expect([
    toolForLabel(['box', 'polygon'], 'polygon'),
    toolForLabel(['polygon'], 'box'),
    toolForLabel(['box'], 'extreme-box'),
    toolForLabel(['case'], 'ellipse'),
    toolForLabel([], 'point'),
  ]).toEqual(['polygon', 'polygon', 'extreme-box', 'ellipse', 'point'])
})
