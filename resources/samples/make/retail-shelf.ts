import { hash } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Sha256 } from '../../../shared/model/ids.ts'
import type { TaxonomyDraft } from '../../../shared/model/taxonomy.ts'
import { detect, THRESHOLD } from './detector.ts'
import { takePhoto } from './photo.ts'
import type { SampleCase, SampleObject, SampleTruth } from './records.ts'
import { seeded } from './seeded.ts'
import { createScene } from './shelf-scene.ts'
import { idOf, taxonomyOf } from './taxonomy.ts'
import { writeSample } from './write-sample.ts'

const CASES = 60
const MOST_BYTES = 98_000

const taxonomy = taxonomyOf(
  'retail-shelf',
  [
    {
      name: 'person',
      shapes: ['box'],
      definition: 'A whole person, as far as visible; half hidden ones too, marked as occluded.',
    },
    { name: 'basket', shapes: ['box'], definition: 'A basket in the hand or on the floor.' },
    { name: 'out-of-stock', shapes: ['box'], definition: 'A stretch of shelf with nothing left.' },
    { name: 'cart', shapes: ['box'], definition: 'A cart, pushed or left.' },
    {
      name: 'low-stock',
      shapes: ['box'],
      definition: 'A stretch of shelf with at most a few items left. One box for each gap.',
    },
    {
      name: 'spill',
      shapes: ['box', 'polygon', 'mask'],
      risk: 'high',
      definition: 'Something wet or broken on the floor.',
    },
    { name: 'missing-price-tag', shapes: ['box'], definition: 'A price rail without its tag.' },
  ],
  {
    attributes: [
      {
        name: 'behaviour',
        kind: 'choice',
        values: ['browsing', 'restocking', 'theft risk', 'normal'],
        labels: [idOf('person')],
        required: true,
        definition: 'What the person is doing. “Theft risk” only for what hands and bags do, never for looks.',
      },
    ],
    guideline: 'Box what is visible. A mirror image or a picture of a person is not one.',
  },
)

type Example = {
  readonly label: string
  readonly box: NonNullable<SampleObject['box']>
  readonly sha256: string
  readonly store: string
}

/** Two pictures of each label: the largest ones, from different shops. */
const withExamples = (draft: TaxonomyDraft, found: readonly Example[]): TaxonomyDraft => ({
  ...draft,
  labels: draft.labels.map((label) => {
    const own = found
      .filter((one) => one.label === label.name)
      .sort((a, b) => b.box[2] * b.box[3] - a.box[2] * a.box[3])
    const [first] = own
    const second = own.find(({ store }) => store !== first?.store)
    return {
      ...label,
      examples: [first, second]
        .filter((one) => one !== undefined)
        .map(({ sha256, box: [x, y, w, h] }) => ({
          is: 'positive' as const,
          image: { sha256: Sha256.parse(sha256), box: [x, y, w, h] as [number, number, number, number] },
          note: '',
        })),
    }
  }),
})

/** Draws and describes the retail sample in `folder`. */
export const makeRetailShelf = async (folder: string): Promise<void> => {
  const images = join(folder, 'images')
  await rm(images, { recursive: true, force: true })
  await mkdir(images, { recursive: true })
  const cases: SampleCase[] = []
  const examples: Example[] = []
  const truths: SampleTruth[] = []
  for (let number = 0; number < CASES; number++) {
    const scene = createScene(number)
    const seed = seeded(`retail-shelf/detector/${number}`)
    const at = new Date(
      Date.UTC(
        2026,
        5,
        1 + Math.floor(number / 9),
        scene.light.name === 'night' ? 23 : 8 + ((number * 5) % 13),
        (number * 17) % 60,
        (number * 29) % 60,
      ),
    )
    const stamp = at.toISOString().slice(0, 19).replace('T', ' ')
    const camera = scene.camera.toUpperCase().replace('-', ' 0')
    const name = `${scene.store}-${scene.camera}-${String(number + 1).padStart(2, '0')}.jpg`
    const photo = await takePhoto(
      scene.svg,
      `${camera} ${stamp}`,
      scene.light,
      seeded(`retail-shelf/grain/${number}`),
      MOST_BYTES,
    )
    await writeFile(join(images, name), photo)
    const { objects, truth, mistakes } = detect(scene, seed)
    for (const { label, box } of truth)
      if (box && scene.light.name !== 'night')
        examples.push({ label, box, sha256: hash('sha256', photo, 'hex'), store: scene.store })
    const key = name.replace('.jpg', '')
    const risk = objects.some((object) => object.attributes?.behaviour === 'theft risk')
    const flag =
      risk && seed.chance(0.7)
        ? { why: 'theft-risk alarm', severity: 'high' as const }
        : scene.light.name === 'night'
          ? { why: 'out-of-hours recording', severity: 'medium' as const }
          : seed.chance(0.05)
            ? { why: 'camera moved since calibration', severity: 'low' as const }
            : undefined
    cases.push({
      key,
      kind: 'image',
      image: `images/${name}`,
      size: [scene.width, scene.height],
      time: at.toISOString(),
      source: `${scene.store}/${scene.camera}`,
      group: scene.store,
      meta: { view: scene.view, light: scene.light.name, aisle: 2 + (number % 7) },
      ...(flag ? { flag } : {}),
      prediction: { id: `r${number + 1}`, latencyMs: seed.int(24, 61), objects },
      decision: {
        action:
          objects.some((object) => (object.score ?? 0) < THRESHOLD) || seed.chance(0.85) ? 'accepted' : 'escalated',
        threshold: THRESHOLD,
      },
    })
    truths.push({ key, objects: truth, mistakes })
    process.stderr.write(`retail-shelf ${number + 1} of ${CASES}\r`)
  }
  await writeSample(folder, {
    name: 'retail-shelf',
    title: 'Retail shelf vision',
    about:
      'Sixty pictures from cameras in four shops: people, carts, empty shelves, spills and missing price tags, found by a detector that errs.',
    model: { name: 'shelf-watch', version: '8', trainedOn: 'shelves-2026-04' },
    cases,
    truths,
    taxonomy: withExamples(taxonomy, examples),
  })
}
