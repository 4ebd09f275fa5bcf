import { expect, test } from 'vitest'
import { sha256 } from '../../electron/backend/files/sha256.ts'
import { labelId } from '../../shared/domain/content-id.ts'
import { brokenConstraints } from '../../shared/domain/taxonomy/broken-constraints.ts'
import type { Annotation } from '../../shared/model/annotation.ts'
import type { Constraint } from '../../shared/model/taxonomy.ts'
import { TaxonomyDraft } from '../../shared/model/taxonomy.ts'
import { box, span, whole } from '../helpers/objects.ts'

const id = (name: string) => labelId(sha256, name)
const label = (name: string) => ({ id: id(name), name, hue: 0, tone: 0, dash: 0, shapes: [] })
const taxonomy = (...constraints: readonly Constraint[]) =>
  TaxonomyDraft.parse({ name: 't', labels: ['cat', 'dog', 'tail', 'total'].map(label), causes: [], constraints })

const broken = (constraint: Constraint, ...annotations: readonly Annotation[]): readonly string[] =>
  brokenConstraints(taxonomy(constraint), annotations).flatMap(({ objects }) => objects.map((one) => String(one.id)))

test('labels that never stand together are named when they do', () => {
  const exclusive: Constraint = { kind: 'exclusive', labels: [id('cat'), id('dog')] }
  expect([
    broken(exclusive, whole('a', 'cat'), box('b', 'dog', [0, 0, 5, 5])),
    broken(exclusive, whole('a', 'cat'), whole('b', 'cat'), whole('c', 'tail')),
    broken(exclusive),
  ]).toEqual([['a', 'b'], [], []])
})

test('a label that may stand once is named from the second on', () => {
  const once: Constraint = { kind: 'at-most-one', label: id('total') }
  const total = (name: string) => box(name, 'total', [0, 0, 5, 5])
  expect([broken(once, total('a')), broken(once, total('a'), total('b'))]).toEqual([[], ['a', 'b']])
})

test('an object that must hold another is named where none stands within it, by its bounds or its ends', () => {
  const contains: Constraint = { kind: 'contains', outer: id('cat'), inner: id('tail') }
  const cat = box('cat', 'cat', [10, 10, 20, 20])
  const tail = (x: number, y: number) => box(`tail ${x}`, 'tail', [x, y, 4, 4])
  const text = span('c', 'cat', 0, 'the grey cat')
  expect({
    inside: broken(contains, cat, tail(1, 1), tail(12, 12)),
    atTheEdge: broken(contains, cat, tail(9.5, 9.5)),
    beside: broken(contains, cat, tail(5, 12), tail(40, 12)),
    above: broken(contains, cat, tail(12, 2)),
    none: broken(contains, cat),
    twoOuter: broken(contains, cat, box('far', 'cat', [100, 100, 9, 9]), tail(12, 12)),
    inText: broken(contains, text, span('t', 'tail', 4, 'grey')),
    behindText: broken(contains, text, span('t', 'tail', 9, 'cat sat')),
    classHolds: broken(contains, whole('w', 'cat'), tail(1, 1)),
    classLacks: broken(contains, whole('w', 'cat')),
  }).toEqual({
    inside: [],
    atTheEdge: [],
    beside: ['cat'],
    above: ['cat'],
    none: ['cat'],
    twoOuter: ['far'],
    inText: [],
    behindText: ['c'],
    classHolds: [],
    classLacks: ['w'],
  })
})
