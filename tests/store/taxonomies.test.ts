import { expect, test } from 'vitest'
import { temporaryDesk } from '../helpers/desk.ts'
import { importing, nativeFile } from '../helpers/importing.ts'

const ticket = (key: string, label: string, word: string) => ({
  key,
  text: `${word} is here`,
  prediction: { class: label, objects: [{ label: word, score: 0.9, span: [0, word.length] }] },
})

test('the first import derives version 1; classes and labels of words have digits of their own; later labels come in one next version', async () => {
  await using desk = await temporaryDesk()
  const first = await importing(desk, {
    files: [nativeFile(desk, [ticket('a', 'billing', 'invoice'), ticket('b', 'sales', 'price')])],
  })
  const { taxonomy } = await desk.call('taxonomy.get', {})
  expect(first.taxonomy).toEqual({ version: 1, labelsAdded: taxonomy?.labels.map(({ name }) => name) })
  expect(taxonomy?.labels.map(({ name, key, hue, shapes }) => ({ name, key, hue, shapes }))).toEqual(
    ['billing', 'invoice', 'sales', 'price'].map((name, index) => ({
      name,
      key: index < 2 ? '1' : '2',
      hue: index,
      shapes: [index % 2 === 0 ? 'case' : 'span'],
    })),
  )
  const again = await importing(desk, { files: [nativeFile(desk, [ticket('a', 'billing', 'invoice')])] })
  const more = await importing(desk, {
    files: [nativeFile(desk, [ticket('c', 'legal', 'contract'), ticket('d', 'press', 'paper')])],
  })
  expect([again.taxonomy, more.taxonomy?.version, more.taxonomy?.labelsAdded.length]).toEqual([null, 2, 4])
  const { versions } = await desk.call('taxonomy.versions', {})
  expect(versions.map(({ version, labels }) => [version, labels])).toEqual([
    [2, 8],
    [1, 4],
  ])
  expect((await desk.call('taxonomy.get', { version: 1 })).taxonomy).toEqual(taxonomy)
})
