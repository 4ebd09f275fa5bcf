import { expect, test } from 'vitest'
import { temporaryDesk } from '../helpers/desk.ts'
import { rampImage } from '../helpers/image-files.ts'
import { fileWith, importing, nativeFile } from '../helpers/importing.ts'

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

const POSE = {
  id: 1,
  name: 'person',
  keypoints: ['head', 'hip', 'toe'],
  skeleton: [
    [1, 2],
    [2, 3],
    [3, 9],
  ],
}

/** A COCO file of one photo with people on it. */
const coco = (annotations: readonly object[], category: object = POSE) =>
  JSON.stringify({
    images: [{ id: 1, file_name: 'a.png', width: 40, height: 30 }],
    categories: [category],
    annotations: annotations.map((each, index) => ({ id: index + 1, image_id: 1, category_id: 1, ...each })),
  })

const POSES = [{ keypoints: [10, 10, 2, 0, 0, 0, 0, 0, 0] }, { keypoints: [10, 2, 2, 0, 0, 0, 20, 22, 1] }]

test.each(['prediction', 'truth'] as const)(
  'the skeleton of a COCO category is its label’s template (%s)',
  async (role) => {
    await using desk = await temporaryDesk()
    const image = fileWith(desk, 'photos/a.png', await rampImage(40, 30).png().toBuffer())
    const files = [fileWith(desk, 'instances.json', coco(POSES))]
    await importing(desk, { files, images: [image], role })
    const labels = (await desk.call('taxonomy.get', {})).taxonomy?.labels
    expect(labels?.map(({ name, shapes, skeleton }) => ({ name, shapes, skeleton }))).toEqual([
      {
        name: 'person',
        shapes: ['skeleton'],
        skeleton: {
          joints: [
            { name: 'head', x: 0, y: 0 },
            // Nobody marked it: it stands in a row across the middle.
            { name: 'hip', x: 0.5, y: 0.5 },
            { name: 'toe', x: 1, y: 1 },
          ],
          edges: [
            ['head', 'hip'],
            ['hip', 'toe'],
          ],
        },
      },
    ])
  },
)

test('a label that people already gave skeletons keeps them as they are, whatever a file says later', async () => {
  await using desk = await temporaryDesk()
  const image = fileWith(desk, 'photos/a.png', await rampImage(40, 30).png().toBuffer())
  const twice = { ...POSE, keypoints: ['head', 'head', 'toe'] }
  const first = [fileWith(desk, 'first.json', coco(POSES, twice))]
  await importing(desk, { files: first, images: [image] })
  await importing(desk, { files: [fileWith(desk, 'second.json', coco(POSES))], images: [image], model: 'm@2' })
  const labels = (await desk.call('taxonomy.get', {})).taxonomy?.labels
  expect(labels?.map(({ name, skeleton }) => [name, skeleton])).toEqual([['person', undefined]])
})

test('an import narrows no label that may have any shape', async () => {
  await using desk = await temporaryDesk()
  await importing(desk, { files: [nativeFile(desk, [ticket('a', 'billing', 'invoice')])] })
  const { taxonomy } = await desk.call('taxonomy.get', {})
  if (taxonomy === null) throw new Error('the import made one')
  const { version: base, publishedAt: _at, derived: _derived, ...draft } = taxonomy
  const labels = draft.labels.map((label) => ({ ...label, shapes: [] }))
  await desk.call('taxonomy.publish', { draft: { ...draft, labels }, base, summary: 'any shape' })
  await desk.idle()
  await importing(desk, { files: [nativeFile(desk, [ticket('b', 'billing', 'invoice')])] })
  expect((await desk.call('taxonomy.get', {})).taxonomy?.labels.map(({ shapes }) => shapes)).toEqual([[], []])
})
