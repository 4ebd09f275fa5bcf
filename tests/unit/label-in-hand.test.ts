import { expect, test } from 'vitest'
import { stillThere } from '../../renderer/features/review/labels/still-there.ts'
import { FieldDefinition, Label } from '../../shared/model/taxonomy.ts'

const look = { hue: 0, tone: 0, dash: 0, shapes: ['box'] }
const taxonomy = {
  labels: [
    Label.parse({ id: 'l_0000000000000001', name: 'vehicle', ...look }),
    Label.parse({ id: 'l_0000000000000002', name: 'old', ...look, deprecated: true }),
  ],
  fields: [FieldDefinition.parse({ name: 'total', kind: 'amount' })],
}

test('a label that a new version renamed or gave up is not put on the next shape; a field’s name is', () => {
  const chosen = ['vehicle', 'van', 'old', 'total', null]
  expect(chosen.map((name) => stillThere(taxonomy, name))).toEqual(['vehicle', null, null, 'total', null])
})
