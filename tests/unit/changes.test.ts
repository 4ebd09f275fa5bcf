import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyChanges, ChangeError, diff, invert, squash } from '../../shared/domain/changes.ts'
import { arrange, sameWork, startWorksheet } from '../../shared/domain/worksheet.ts'
import type { Change, Worksheet } from '../../shared/model/review.ts'
import { ada, box, caseId, prediction, relation, someWorksheet } from '../helpers/objects.ts'

const empty = startWorksheet(caseId, ada, null, null)
const arranged = (worksheet: Worksheet): Worksheet => arrange(worksheet, null)

test('the difference of two worksheets makes one of the other, there and back', () => {
  fc.assert(
    fc.property(someWorksheet, someWorksheet, (before, after) => {
      const changes = diff(before, after)
      expect(arranged(applyChanges(before, changes))).toEqual(after)
      expect(arranged(applyChanges(after, invert(changes)))).toEqual(before)
    }),
  )
})

test('a squashed walk ends where the walk ends, and squashed with its way back comes to nothing', () => {
  fc.assert(
    fc.property(fc.array(someWorksheet, { minLength: 1, maxLength: 6 }), (stops) => {
      const start = stops[0] ?? empty
      const walk = stops.slice(1).flatMap((stop, index) => diff(stops[index] ?? empty, stop))
      expect(arranged(applyChanges(start, squash(walk)))).toEqual(stops.at(-1))
      expect(new Set(squash(walk).map((change) => change.id)).size).toEqual(squash(walk).length)
      expect(squash([...walk, ...invert(walk)])).toEqual([])
    }),
  )
})

test('a change whose before does not hold is refused by name and leaves the worksheet alone', () => {
  const worksheet = { ...empty, annotations: [box('o1', 'dog', [1, 2, 3, 4])] }
  const before = structuredClone(worksheet)
  const moved: Change = {
    id: 'annotation:o1',
    before: JSON.parse(JSON.stringify(box('o1', 'dog', [9, 9, 3, 4]))),
    after: null,
  }
  const refused = (changes: Change[]) => {
    try {
      applyChanges(worksheet, changes)
    } catch (error) {
      return error instanceof ChangeError ? [error.reason, error.changeId] : error
    }
    return 'applied'
  }
  expect(refused([{ id: 'verdict', before: null, after: 'correct' }, moved])).toEqual([
    'before-mismatch',
    'annotation:o1',
  ])
  expect(refused([{ id: 'annotation:o2', before: null, after: { id: 'o3' } }])).toEqual(['invalid', 'annotation:o2'])
  expect(
    refused([{ id: 'annotation:o2', before: null, after: JSON.parse(JSON.stringify(box('o9', 'dog', [0, 0, 1, 1]))) }]),
  ).toEqual(['invalid', 'annotation:o2'])
  expect(refused([{ id: 'verdict', before: null, after: 'splendid' }])).toEqual(['invalid', 'verdict'])
  expect(refused([{ id: 'note', before: '', after: 'x'.repeat(20_001) }])).toEqual(['invalid', 'note'])
  expect(refused([{ id: 'note', before: '', after: 'half \ud83d' }])).toEqual(['invalid', 'note'])
  expect(refused([{ id: 'note', before: '', after: 'NUL \0' }])).toEqual(['invalid', 'note'])
  const attributed = { ...box('n', 'dog', [0, 0, 1, 1]), attributes: { '\udc00': 1 } }
  const added: Change = { id: 'annotation:n', before: null, after: JSON.parse(JSON.stringify(attributed)) }
  expect(refused([added])).toEqual(['invalid', 'annotation:n'])
  expect(worksheet).toEqual(before)
})

test('a before that leaves a default out is the same record', () => {
  const worksheet = { ...empty, annotations: [box('o1', 'dog', [1, 2, 3, 4])] }
  const bare = { id: 'o1', label: 'dog', shape: { kind: 'box', x: 1, y: 2, w: 3, h: 4 } }
  expect(applyChanges(worksheet, [{ id: 'annotation:o1', before: bare, after: null }]).annotations).toEqual([])
})

test('an object taken back from deletion stands where the prediction had it; new ones follow by id', () => {
  const judged = prediction([box('z', 'dog', [0, 0, 1, 1]), box('a', 'cat', [5, 5, 1, 1])], {
    relations: [relation('r2', 'near', 'z', 'a'), relation('r1', 'near', 'a', 'z')],
  })
  const start = startWorksheet(caseId, ada, judged, null)
  const shuffled = {
    ...start,
    annotations: [box('n2', 'dog', [0, 0, 1, 1]), ...start.annotations.toReversed(), box('n1', 'dog', [0, 0, 1, 1])],
    relations: start.relations.toReversed(),
  }
  const lasting = arrange(shuffled, judged)
  expect(lasting.annotations.map((annotation) => annotation.id)).toEqual(['z', 'a', 'n1', 'n2'])
  expect(lasting.relations.map((each) => each.id)).toEqual(['r2', 'r1'])
  expect(sameWork(shuffled, lasting)).toBe(true)
  expect(sameWork(start, lasting)).toBe(false)
})
