import { expect, test } from 'vitest'
import { changeWords } from '../../shared/domain/taxonomy/change-words.ts'
import { taxonomyDiff } from '../../shared/domain/taxonomy/diff.ts'
import { taxonomyProblems } from '../../shared/domain/taxonomy/problems.ts'
import { TaxonomyDraft } from '../../shared/model/taxonomy.ts'

/** An id as labels have them, told apart by its last digit. */
const l = (digit: string): string => `l_${digit.padStart(16, '0')}`

const label = (id: string, name: string, more: object = {}) => ({
  id,
  name,
  hue: 0,
  tone: 0,
  dash: 0,
  shapes: ['box'],
  ...more,
})
const draft = (labels: readonly object[], more: object = {}): TaxonomyDraft =>
  TaxonomyDraft.parse({ name: 'shop', labels, causes: [], ...more })

const before = draft([label(l('a'), 'person'), label(l('b'), 'cart', { parent: l('a') }), label(l('c'), 'bag')], {
  attributes: [{ name: 'pose', kind: 'choice', values: ['up', 'down'] }],
})
const after = draft(
  [
    label(l('a'), 'human'),
    label(l('b'), 'cart'),
    label(l('c'), 'bag', { deprecated: true, replacedBy: [l('d')] }),
    label(l('d'), 'luggage'),
  ],
  { attributes: [{ name: 'pose', kind: 'choice', values: ['up', 'down', 'flat'] }], guideline: 'Look twice.' },
)

test('the difference of two versions is told in sentences, and nothing differs from itself', () => {
  expect(taxonomyDiff(before, before)).toEqual([])
  expect(taxonomyDiff(before, after).map((change) => changeWords(change, before, after))).toEqual([
    'The guideline changed.',
    'Label “person” is now called “human”.',
    'Label “cart” moved from person to the top.',
    'Label “bag” is deprecated.',
    'Label “bag” is replaced by luggage.',
    'Label “luggage” is new.',
    'Attribute “pose” also offers “flat”.',
  ])
  expect(taxonomyDiff(after, before).filter(({ what }) => what === 'removed')).toEqual([
    { what: 'removed', list: 'labels', id: l('d'), name: 'luggage' },
  ])
})

test('a taxonomy that contradicts itself is told every contradiction', () => {
  const wrong = draft(
    [
      label(l('a'), 'x', { parent: l('b') }),
      label(l('b'), 'x', { parent: l('a') }),
      label(l('b'), 'y', { replacedBy: [l('e')] }),
    ],
    {
      attributes: [
        { name: 'pose', kind: 'choice' },
        { name: 'code', kind: 'coded', pattern: '[' },
        { name: 'size', kind: 'number', number: { min: 3, max: 1 }, when: { attribute: 'size', is: [1] } },
      ],
      relationTypes: [{ name: 'holds', from: [l('f')] }],
    },
  )
  expect(taxonomyProblems(wrong).map(({ message }) => message)).toEqual([
    `Two labels have the id "${l('b')}".`,
    'Two labels are called "x".',
    `There is no label with the id "${l('e')}", which stands at label "y", as its replacement.`,
    `There is no label with the id "${l('f')}", which stands at relation type "holds".`,
    'Label "x" stands below itself.',
    'Attribute "pose" has nothing to choose from.',
    'Attribute "code" names no code list.',
    'Attribute "code" has a pattern that is none: [.',
    'Attribute "size" has a least value above its greatest.',
    'Attribute "size" depends on "size", which is no other attribute.',
  ])
  expect(
    taxonomyProblems(draft([label(l('a'), 'x', { parent: l('b') }), label(l('b'), 'y', { parent: l('a') })])).map(
      ({ message }) => message,
    ),
  ).toEqual(['Label "x" stands below itself.', 'Label "y" stands below itself.'])
})

test('what belongs to labels, asks for numbers or codes, or constrains is told in names, never in ids', () => {
  const more = (attribute: object, constraints: readonly object[], relation: object) =>
    draft([label(l('a'), 'person'), label(l('b'), 'cart')], {
      attributes: [{ name: 'size', kind: 'number', ...attribute }],
      relationTypes: [{ name: 'pushes', ...relation }],
      constraints,
    })
  const was = more({}, [{ kind: 'at-most-one', label: l('a') }], {})
  const is = more(
    {
      labels: [l('a')],
      number: { min: 0, max: 3, step: 0.5, unit: 'm' },
      codes: { list: 'icd', version: '2027' },
      when: { attribute: 'pose', is: ['up'] },
      required: true,
      definition: 'From head to toe.',
    },
    [
      { kind: 'exclusive', labels: [l('a'), l('b')] },
      { kind: 'contains', outer: l('b'), inner: l('a') },
    ],
    { from: [l('a')], to: [l('b')] },
  )
  expect(taxonomyDiff(was, is).map((change) => changeWords(change, was, is))).toEqual([
    'New constraint: of “person”, “cart” only one may stand in a case. New constraint: “cart” must contain “person”. ' +
      'Constraint that no longer holds: “person” may stand in a case once at most.',
    'Attribute “size” is now required.',
    'The definition of attribute “size” changed.',
    'Attribute “size” now belongs to person; before to all labels.',
    'Attribute “size” now takes numbers from 0 up to 3 in steps of 0.5 in m; before any number.',
    'Attribute “size” now takes its codes from icd 2027; before from no list.',
    'Attribute “size” is now asked where “pose” is “up”; before always.',
    'Relation type “pushes” now goes from person; before from all labels.',
    'Relation type “pushes” now goes to cart; before to all labels.',
  ])
})

test('an attribute that would never be asked, and a pattern that no value is held against, are told', () => {
  const choice = (name: string, when: object | undefined, other: object = {}) => ({
    ...{ name, kind: 'choice', values: ['yes', 'no'], when },
    ...other,
  })
  const wrong = draft([label(l('a'), 'x')], {
    attributes: [
      choice('a', { attribute: 'b', is: ['yes'] }),
      choice('b', { attribute: 'a', is: ['yes'] }),
      choice('c', undefined, { on: 'case' }),
      choice('d', { attribute: 'c', is: ['yes'] }),
      choice('e', { attribute: 'f', is: ['perhaps', 'no'] }),
      choice('f', undefined),
      { name: 'g', kind: 'text', pattern: '[\\p{L}--[a-z]]' },
      { name: 'h', kind: 'text', pattern: '\\d+[/-][A-Z]' },
      { name: 'i', kind: 'text', pattern: 'a)|(b' },
    ],
  })
  expect(taxonomyProblems(wrong).map(({ message }) => message)).toEqual([
    'Attribute "a" depends on itself in the end, by way of "b".',
    'Attribute "b" depends on itself in the end, by way of "a".',
    'Attribute "d" depends on "c", which is not said in the same place.',
    'Attribute "e" depends on "f" being "perhaps", which that does not offer.',
    'Attribute "g" has a pattern that is none: [\\p{L}--[a-z]].',
    'Attribute "i" has a pattern that is none: a)|(b.',
  ])
})
