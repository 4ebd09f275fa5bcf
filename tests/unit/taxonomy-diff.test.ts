import { expect, test } from 'vitest'
import { changeWords, taxonomyDiff } from '../../shared/domain/taxonomy/diff.ts'
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
    'Attribute “pose”: values went from ["up","down"] to ["up","down","flat"].',
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
