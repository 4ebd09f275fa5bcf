import { expect, test } from 'vitest'
import { sha256 } from '../../electron/backend/files/sha256.ts'
import { labelId, newLabelId } from '../../shared/domain/content-id.ts'
import { migrationSteps } from '../../shared/domain/taxonomy/migration.ts'
import { createReading } from '../../shared/domain/taxonomy/reading.ts'
import { nameSimilarity, similarLabels } from '../../shared/domain/taxonomy/similar-names.ts'
import { withoutVersion } from '../../shared/domain/taxonomy/version-line.ts'
import { Annotation, Relation } from '../../shared/model/annotation.ts'
import { Taxonomy } from '../../shared/model/taxonomy.ts'
import { box, l, label, versions } from '../helpers/taxonomy-versions.ts'

const speaker = (from: number, metadata = {}) => ({ from, model: null, truth: false, metadata: () => metadata })

/** Labels as they read, and what is asked in short. */
const read = (
  all: Taxonomy[],
  annotations: readonly Annotation[],
  { from = 1, to = all.length, metadata = {}, relations = [] as readonly Relation[] } = {},
) => {
  const said = createReading(all, to).review({ annotations, relations }, speaker(from, metadata))
  return [
    said.annotations.map((one) => one.label),
    said.questions.map(({ annotationId, about, attribute, choices, version }) =>
      [annotationId, about, attribute, choices.join('/'), version].filter((part) => part !== null && part !== ''),
    ),
  ]
}

test('labels are followed by their ids through renames, also where two exchange their names', () => {
  const all = versions(
    { labels: [label('a', 'cat'), label('b', 'dog')] },
    { labels: [label('a', 'dog'), label('b', 'cat')] },
    { labels: [label('a', 'hound'), label('b', 'cat'), label('c', 'dog')] },
  )
  const both = [box('1', 'cat'), box('2', 'dog')]
  expect([
    read(all, both),
    read(all, both, { from: 2 }),
    read(all, both, { from: 3 }),
    read(all, both, { to: 1 }),
  ]).toEqual([
    [['hound', 'cat'], []],
    [['cat', 'hound'], []],
    [['cat', 'dog'], []],
    [['cat', 'dog'], []],
  ])
})

test('a new label never gets the id of another that was first seen under its name', () => {
  const own = labelId(sha256, 'cat')
  const second = newLabelId(sha256, 'cat', new Set([own]))
  expect([
    newLabelId(sha256, 'cat', new Set()),
    second === own,
    newLabelId(sha256, 'cat', new Set([own, second])) === second,
  ]).toEqual([own, false, false])
})

test('a merged label is its replacement, through chains; a split one what the first rule that fits says, else a question', () => {
  const rules = [
    { when: { of: 'attribute', name: 'size', is: ['big'] }, to: l('c') },
    { when: { of: 'metadata', name: 'shop.country', is: ['de', 'at'] }, to: l('b') },
  ]
  const split = { deprecated: true, replacedBy: [l('b'), l('c')], replaceRules: rules }
  const all = versions(
    { labels: [label('a', 'pet'), label('b', 'cat'), label('c', 'dog'), label('d', 'puppy')] },
    {
      labels: [
        label('a', 'pet', split),
        label('b', 'cat'),
        label('c', 'dog'),
        label('d', 'puppy', { deprecated: true, replacedBy: [l('c')] }),
      ],
    },
    {
      labels: [
        label('a', 'pet', split),
        label('b', 'cat'),
        label('c', 'dog', { deprecated: true, replacedBy: [l('e')] }),
        label('d', 'puppy', { deprecated: true, replacedBy: [l('c')] }),
        label('e', 'hound'),
      ],
    },
  )
  const pets = [box('1', 'pet', { attributes: { size: 'big' } }), box('2', 'pet'), box('3', 'puppy')]
  const asked = (choices: string) => [['2', 'split', choices, 2]]
  expect(read(all, pets, { to: 2 })).toEqual([['dog', 'pet', 'dog'], asked('cat/dog')])
  expect(read(all, pets)).toEqual([['hound', 'pet', 'hound'], asked('cat/hound')])
  expect(read(all, pets, { metadata: { shop: { country: ['fr', 'at'] } } })).toEqual([['hound', 'cat', 'hound'], []])
  // Given although it was out of use: nothing is new.
  expect(read(all, [box('2', 'pet')], { from: 2 })).toEqual([['pet'], []])
})

test('what is gone, or deprecated for nothing, stays and asks until it is in use again', () => {
  const all = versions(
    { labels: [label('a', 'cat'), label('b', 'dog')] },
    { labels: [label('a', 'cat', { deprecated: true })] },
    { labels: [label('a', 'cat'), label('b', 'dog')] },
  )
  const both = [box('1', 'cat'), box('2', 'dog')]
  expect(read(all, both, { to: 2 })).toEqual([
    ['cat', 'dog'],
    [
      ['1', 'replaced', 2],
      ['2', 'removed', 2],
    ],
  ])
  expect(read(all, both)).toEqual([['cat', 'dog'], []])
})

test('an attribute that asks for more asks only where a value fitted and no longer does', () => {
  const size = { name: 'size', kind: 'choice' }
  const labels = [label('a', 'cat')]
  const all = versions(
    { labels, attributes: [{ ...size, values: ['s', 'm', 'l'] }] },
    {
      labels,
      attributes: [
        { ...size, values: ['s', 'm'] },
        { name: 'seen', kind: 'date', required: true },
      ],
    },
    { labels, attributes: [{ ...size, values: ['s', 'm', 'l'] }] },
  )
  const said = [box('1', 'cat', { attributes: { size: 'l' } }), box('2', 'cat', { attributes: { size: 'xl' } })]
  const when = { seen: '2026-06-01' }
  const dated = said.map((one) => ({ ...one, attributes: { ...one.attributes, ...when } }))
  expect(read(all, dated, { to: 2 })).toEqual([['cat', 'cat'], [['1', 'attribute', 'size', 's/m', 2]]])
  expect(read(all, [box('3', 'cat', { attributes: { size: 's' } })], { to: 2 })).toEqual([
    ['cat'],
    [['3', 'attribute', 'seen', 2]],
  ])
  expect(read(all, said)).toEqual([['cat', 'cat'], []])
})

test('relations, fields, shapes and joints that no longer fit are asked about and kept', () => {
  const skeleton = (...names: readonly string[]) => ({ joints: names.map((name) => ({ name, x: 0, y: 0 })), edges: [] })
  const all = versions(
    {
      labels: [
        label('a', 'drug'),
        label('b', 'dose', { shapes: ['box', 'polygon'] }),
        label('c', 'pose', { skeleton: skeleton('head') }),
      ],
      relationTypes: [{ name: 'has' }, { name: 'near' }],
      fields: [{ name: 'unit', kind: 'choice', values: ['mg', 'g'] }],
    },
    {
      labels: [
        label('a', 'drug'),
        label('b', 'dose', { shapes: ['polygon'] }),
        label('c', 'pose', { skeleton: skeleton('head', 'hand') }),
      ],
      relationTypes: [{ name: 'has', from: [l('b')] }],
      fields: [
        { name: 'unit', kind: 'choice', values: ['mg'] },
        { name: 'total', required: true },
      ],
    },
  )
  const joint = { name: 'head', x: 0, y: 0, visibility: 2 }
  const annotations = [
    box('1', 'drug'),
    box('2', 'dose'),
    Annotation.parse({ id: '3', label: 'pose', shape: { kind: 'skeleton', joints: [joint] } }),
    Annotation.parse({ id: '4', label: 'unit', shape: { kind: 'field', value: 'g' } }),
  ]
  const relations = [
    Relation.parse({ id: 'r1', type: 'has', from: '1', to: '2' }),
    Relation.parse({ id: 'r2', type: 'near', from: '1', to: '2' }),
  ]
  expect(read(all, annotations, { relations })).toEqual([
    ['drug', 'dose', 'pose', 'unit'],
    [
      ['r1', 'relation', 2],
      ['r2', 'relation', 2],
      ['4', 'field', 'mg', 2],
      ['field', 2],
      ['2', 'shape', 'polygon', 2],
      ['3', 'shape', 'head/hand', 2],
    ],
  ])
  const [before, after] = all
  if (!before || !after) throw new Error('two versions')
  expect(
    migrationSteps(before, after).map((step) => (step.kind === 'tighten' ? [step.of, step.name] : step.kind)),
  ).toEqual([
    ['shape', 'dose'],
    ['shape', 'pose'],
    ['relation', 'near'],
    ['relation', 'has'],
    ['field', 'unit'],
    ['field', 'total'],
  ])
})

test('a review of a withdrawn version is read by ids from the last one that holds, and asks which label it was', () => {
  const first = [label('a', 'cat'), label('b', 'dog')]
  const merged = [label('a', 'cat', { deprecated: true, replacedBy: [l('b')] }), label('b', 'pet'), label('c', 'new')]
  const two = versions({ labels: first }, { labels: merged })
  const met = Taxonomy.parse({ ...two[1], version: 3, labels: [...merged, label('d', 'met')], derived: true })
  const withdrawn = two[1]
  if (!withdrawn) throw new Error('two versions')
  const restored = withoutVersion([...two, met], withdrawn)
  expect(restored.labels.map(({ name, deprecated }) => [name, deprecated])).toEqual([
    ['cat', false],
    ['dog', false],
    ['met', false],
  ])
  const all = [...two, met, Taxonomy.parse({ ...restored, version: 4, publishedAt: met.publishedAt, withdraws: 2 })]
  const said = [box('1', 'pet'), box('2', 'new'), box('3', 'met')]
  expect(read(all, said, { from: 3 })).toEqual([
    ['dog', 'new', 'met'],
    [
      ['1', 'withdrawn', 'dog/cat', 4],
      ['2', 'withdrawn', 4],
    ],
  ])
  expect(read(all, [box('3', 'met')], { from: 3 })).toEqual([['met'], [['withdrawn', 4]]])
  expect(read(all, [box('1', 'cat')])).toEqual([['cat'], []])
})

test('models’ names are read through the mapping first, then as the label of then, then as an earlier name', () => {
  const all = versions(
    { labels: [label('a', 'cat'), label('b', 'dog')] },
    { labels: [label('a', 'feline'), label('b', 'dog'), label('c', 'cat')] },
  )
  const mappings = [
    { model: 'm', name: 'kitty', labelId: label('a', 'x').id },
    { model: '', name: 'kitty', labelId: label('b', 'x').id },
  ]
  const reading = createReading(all, 2, mappings)
  const names = (from: number, model: string) =>
    ['kitty', 'cat', 'dog', 'unheard of'].map((name) => reading.label(name, from, model).name)
  expect([names(1, 'm'), names(2, 'n')]).toEqual([
    ['feline', 'feline', 'dog', 'unheard of'],
    ['dog', 'cat', 'dog', 'unheard of'],
  ])
})

test('names are alike whatever their case, accents, separators, order and plural', () => {
  const alike = [
    ['CartItems', 'cart_item'],
    ['Déjà vu', 'deja-vu'],
    ['arrival of card', 'card of arrivals'],
    ['Boxes', 'box'],
  ] as const
  expect(alike.map(([a, b]) => nameSimilarity(a, b))).toEqual([1, 1, 1, 1])
  expect(nameSimilarity('colour', 'color')).toBeGreaterThan(0.6)
  expect(nameSimilarity('cat', 'zebra')).toBeLessThan(0.2)
  expect(nameSimilarity('', '---')).toBe(0)
  const labels = [label('a', 'card_arrival'), label('b', 'card_about', { deprecated: true }), label('c', 'cash')]
  expect(similarLabels('Card arrivals', labels).map(({ name }) => name)).toEqual(['card_arrival'])
})
