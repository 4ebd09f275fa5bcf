import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cropOf } from '../../renderer/features/review/labels/example-crop.tsx'
import { matchLabels } from '../../renderer/ui/match-labels.ts'
import { labelTree, nodesThat, openNodes, replacementsOf } from '../../shared/domain/taxonomy/label-tree.ts'
import { LabelId } from '../../shared/model/ids.ts'
import { Label } from '../../shared/model/taxonomy.ts'

const id = (text: string): LabelId =>
  LabelId.parse(`l_${Buffer.from(text).toString('hex').padEnd(16, '0').slice(0, 16)}`)
const label = (name: string, more: Partial<Label> = {}): Label =>
  Label.parse({ id: id(name), name, hue: 0, tone: 0, dash: 0, shapes: [], ...more })
const names = (nodes: readonly { readonly label: Label }[]): readonly string[] => nodes.map((node) => node.label.name)

const FOOD = [
  label('pasta', { parent: id('dry') }),
  label('dry', { parent: id('food') }),
  label('food'),
  label('spaghetti', { parent: id('pasta') }),
  label('crème fraîche', { parent: id('food') }),
  label('bleach'),
]

test('labels stand depth first under their parents, in the taxonomy’s order', () => {
  const tree = labelTree(FOOD)
  expect(tree.map(({ label: { name }, depth }) => `${'  '.repeat(depth)}${name}`)).toEqual([
    'food',
    '  dry',
    '    pasta',
    '      spaghetti',
    '  crème fraîche',
    'bleach',
  ])
  expect(names(openNodes(tree, new Set([id('dry')])))).toEqual(['food', 'dry', 'crème fraîche', 'bleach'])
  expect(names(nodesThat(tree, ({ name }) => name === 'pasta'))).toEqual(['food', 'dry', 'pasta'])
})

test('no label is ever lost or shown twice, whatever the parents say, circles too', () => {
  const ids = ['a', 'b', 'c', 'd', 'e']
  const parents = fc.array(fc.option(fc.constantFrom(...ids, 'gone'), { nil: undefined }), {
    minLength: 5,
    maxLength: 5,
  })
  fc.assert(
    fc.property(parents, (chosen) => {
      const labels = ids.map((name, i) => label(name, chosen[i] === undefined ? {} : { parent: id(chosen[i]) }))
      expect(names(labelTree(labels)).toSorted()).toEqual(ids)
    }),
  )
})

test('a deprecated label leads to what stands for it now, through chains and round circles', () => {
  const old = label('old', { deprecated: true, replacedBy: [id('older'), id('new')] })
  const older = label('older', { deprecated: true, replacedBy: [id('old'), id('newest')] })
  expect(replacementsOf(old, [old, older, label('new'), label('newest')]).map(({ name }) => name)).toEqual([
    'newest',
    'new',
  ])
})

test('typing finds beginnings first, then words, then paths, then what is spelt nearly so', () => {
  const tree = labelTree(FOOD)
  expect(names(matchLabels(tree, 'pa'))[0]).toBe('pasta')
  expect(names(matchLabels(tree, 'Creme'))[0]).toBe('crème fraîche')
  expect(names(matchLabels(tree, 'dry spa'))).toEqual(['spaghetti'])
  expect(names(matchLabels(tree, 'spagetti'))[0]).toBe('spaghetti')
  expect(names(matchLabels(tree, ' '))).toEqual(names(tree))
  expect(matchLabels(tree, 'qqqq')).toEqual([])
})

test('an example’s crop has a little around its box and stays inside the picture', () => {
  const size = { width: 200, height: 100 }
  expect(cropOf(undefined, size)).toEqual([0, 0, 200, 100])
  expect(cropOf([50, 20, 50, 25], size)).toEqual([46, 16, 58, 33])
  expect(cropOf([190, 90, 50, 50], size)).toEqual([186, 86, 14, 14])
})
