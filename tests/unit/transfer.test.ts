import { expect, test } from 'vitest'
import { planTransfer, transferTo } from '../../shared/domain/transfer.ts'
import { box, prediction, whole } from '../helpers/objects.ts'

const at = (x: number): [number, number, number, number] => [x, 0, 10, 10]

test('what was done to every object of a label can be done elsewhere; places and single objects stay', () => {
  const judged = prediction([
    whole('c', 'busy'),
    box('a', 'dog', at(0)),
    box('b', 'dog', at(20)),
    box('d', 'cat', at(40)),
    box('e', 'cat', at(60)),
    box('f', 'cow', at(80)),
  ])
  const plan = planTransfer(judged, {
    annotations: [
      { ...whole('c', 'calm'), attributes: { why: 'queue' } },
      box('a', 'wolf', at(0), { fromObjectId: 'a', attributes: { wild: 'yes' } }),
      box('b', 'wolf', at(20), { fromObjectId: 'b', attributes: { wild: 'yes' } }),
      box('d', 'lynx', at(40), { fromObjectId: 'd' }),
      box('e', 'cat', at(60), { fromObjectId: 'e' }),
      box('f', 'cow', at(85), { fromObjectId: 'f' }),
      box('n', 'bird', at(99)),
    ],
    relations: [],
  })
  expect(plan).toEqual({
    transfers: [
      { what: 'class', from: 'busy', to: 'calm' },
      { what: 'attribute', on: 'class', label: 'calm', name: 'why', value: 'queue' },
      { what: 'label', from: 'dog', to: 'wolf' },
      { what: 'attribute', on: 'label', label: 'wolf', name: 'wild', value: 'yes' },
    ],
    // The one cat that became a lynx, the moved cow, the added bird.
    left: 3,
  })
  const other = [whole('k', 'busy', { score: 0.4 }), box('x', 'dog', at(5), { score: 0.7 }), box('y', 'cat', at(50))]
  expect(transferTo(other, plan)).toEqual({
    annotations: [
      { ...whole('k', 'calm'), attributes: { why: 'queue' } },
      box('x', 'wolf', at(5), { attributes: { wild: 'yes' } }),
      other[2],
    ],
    done: plan.transfers.map((transfer) => ({ transfer, count: 1 })),
  })
  expect(transferTo([box('z', 'cow', at(0))], plan).done).toEqual([])
})
