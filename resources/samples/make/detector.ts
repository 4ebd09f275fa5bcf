import type { Box } from './picture.ts'
import { type Mistake, round, type SampleObject } from './records.ts'
import type { Seeded } from './seeded.ts'
import { BEHAVIOURS, type Scene, type Thing } from './shelf-scene.ts'

/** Below this score production drops a detection; the samples keep what it accepted. */
export const THRESHOLD = 0.35

const CONFUSED: Readonly<Record<Thing['label'], Thing['label']>> = {
  person: 'cart',
  cart: 'basket',
  basket: 'cart',
  spill: 'basket',
  'out-of-stock': 'low-stock',
  'low-stock': 'out-of-stock',
  'missing-price-tag': 'low-stock',
}
const EASE: Readonly<Record<Thing['label'], number>> = {
  person: 0.93,
  cart: 0.82,
  basket: 0.7,
  spill: 0.68,
  'out-of-stock': 0.8,
  'low-stock': 0.62,
  'missing-price-tag': 0.58,
}

const boxOf = (box: Box): readonly [number, number, number, number] => [
  round(box.x, 1),
  round(box.y, 1),
  round(box.w, 1),
  round(box.h, 1),
]

const attributesOf = (thing: Thing): { attributes?: Record<string, string> } =>
  thing.behaviour === undefined ? {} : { attributes: { behaviour: thing.behaviour } }

const inside = (scene: Scene, box: Box): Box => {
  const x = Math.max(0, box.x)
  const y = Math.max(0, box.y)
  return { x, y, w: Math.min(scene.width, box.x + box.w) - x, h: Math.min(scene.height, box.y + box.h) - y }
}

const jitter = (scene: Scene, seed: Seeded, box: Box, by: number): Box =>
  inside(scene, {
    x: box.x + seed.normal() * by * box.w,
    y: box.y + seed.normal() * by * box.h,
    w: box.w * (1 + seed.normal() * by),
    h: box.h * (1 + seed.normal() * by),
  })

const loosen = (scene: Scene, seed: Seeded, box: Box): Box =>
  seed.chance(0.5)
    ? inside(scene, { x: box.x - box.w * 0.22, y: box.y - box.h * 0.12, w: box.w * 1.5, h: box.h * 1.2 })
    : inside(scene, { x: box.x + box.w * seed.pick([-0.3, 0.3]), y: box.y + box.h * 0.18, w: box.w, h: box.h * 0.8 })

export type Detected = {
  readonly objects: SampleObject[]
  readonly truth: SampleObject[]
  readonly mistakes: Mistake[]
}

/** What a detector of middling quality says of a scene, and what is right. Mistakes score lower, mostly. */
export const detect = (scene: Scene, seed: Seeded): Detected => {
  const mistakes: Mistake[] = []
  const objects: SampleObject[] = []
  const hard =
    scene.light.name === 'night'
      ? 1.5
      : scene.light.name === 'dim' || scene.light.name === 'motion' || scene.light.name === 'soft'
        ? 1.2
        : 1
  const score = (mean: number): number => round(Math.min(0.985, Math.max(0.05, mean + seed.normal() * 0.07)), 3)
  const put = (label: string, box: Box, value: number, attributes: Record<string, string> | undefined): void => {
    objects.push({
      id: `o${objects.length + 1}`,
      label,
      score: value,
      box: boxOf(box),
      ...(attributes ? { attributes } : {}),
    })
  }
  for (const thing of scene.things) {
    const small = Math.sqrt(thing.box.w * thing.box.h) / scene.width
    const mean = Math.min(
      0.95,
      EASE[thing.label] - (hard - 1) * 0.25 + Math.min(0.1, small * 0.3) - (small < 0.03 ? 0.1 : 0),
    )
    const tight = jitter(scene, seed, thing.box, 0.012)
    const right = attributesOf(thing).attributes
    const draw = seed.next() / hard
    if (draw < 0.03) mistakes.push('missed')
    else if (draw < 0.055) {
      mistakes.push('wrong-label')
      const confident = seed.chance(0.4)
      if (confident) mistakes.push('confident-wrong')
      put(
        CONFUSED[thing.label],
        tight,
        confident ? score(0.93) : score(0.48),
        thing.label === 'person' ? undefined : right,
      )
    } else if (draw < 0.085) {
      mistakes.push('wrong-boundary')
      put(thing.label, loosen(scene, seed, thing.box), score(mean - 0.22), right)
    } else if (draw < 0.1) {
      mistakes.push('duplicate')
      put(thing.label, tight, score(mean), right)
      put(thing.label, jitter(scene, seed, thing.box, 0.06), score(mean - 0.28), right)
    } else if (thing.behaviour !== undefined && draw < 0.22) {
      mistakes.push('wrong-attribute')
      put(thing.label, tight, score(mean - 0.03), {
        behaviour: seed.pick(BEHAVIOURS.filter((one) => one !== thing.behaviour)),
      })
    } else if (draw > 0.97 / hard) {
      mistakes.push('low-score-accepted')
      put(thing.label, tight, round(seed.range(0.2, THRESHOLD - 0.01), 3), right)
    } else put(thing.label, tight, score(mean), right)
  }
  const spurious = seed.chance(0.18 * hard) ? seed.int(1, 2) : 0
  for (let i = 0; i < spurious; i++) {
    mistakes.push('spurious')
    const label = seed.pick(['person', 'spill', 'low-stock', 'missing-price-tag', 'basket'] as const)
    const w = scene.width * seed.range(0.04, 0.1)
    const h = label === 'person' ? w * 2.2 : label === 'missing-price-tag' ? w * 0.35 : w * 0.9
    const confident = seed.chance(0.25)
    if (confident) mistakes.push('confident-wrong')
    put(
      label,
      { x: seed.range(0.05, 0.85) * scene.width, y: seed.range(0.35, 0.7) * scene.height, w, h },
      confident ? score(0.92) : score(0.4),
      label === 'person' ? { behaviour: seed.pick(BEHAVIOURS) } : undefined,
    )
  }
  const truth = scene.things.map(
    (thing, i): SampleObject => ({
      id: `t${i + 1}`,
      label: thing.label,
      box: boxOf(thing.box),
      ...attributesOf(thing),
    }),
  )
  return {
    objects: objects
      .sort((a, b) => (b.score ?? 0) - (a.score ?? 0))
      .map((object, i) => ({ ...object, id: `o${i + 1}` })),
    truth,
    mistakes,
  }
}
