import { type Camera, createCamera, type World } from './camera.ts'
import { drawPerson } from './draw-person.ts'
import { drawHall, drawSign, type StoreLook } from './hall.ts'
import { createLook } from './person-look.ts'
import { LIGHTS, type Light } from './photo.ts'
import { type Box, createPicture, type Picture } from './picture.ts'
import { type Seeded, seeded } from './seeded.ts'
import { drawShelves } from './shelves.ts'
import type { Pose } from './skeletons.ts'
import { drawBasket, drawCart, drawCarton, drawSpill } from './things.ts'

export const BEHAVIOURS = ['normal', 'browsing', 'restocking', 'theft risk'] as const
export type Behaviour = (typeof BEHAVIOURS)[number]

export type Thing = {
  readonly label: 'person' | 'cart' | 'basket' | 'spill' | 'out-of-stock' | 'low-stock' | 'missing-price-tag'
  readonly box: Box
  readonly behaviour?: Behaviour
}

export type Scene = {
  readonly svg: string
  readonly width: number
  readonly height: number
  readonly light: Light
  readonly store: string
  readonly camera: string
  readonly view: 'aisle' | 'shelf'
  readonly things: readonly Thing[]
}

export const STORES: readonly { readonly name: string; readonly look: StoreLook }[] = [
  {
    name: 'store-07',
    look: {
      floor: '#b9b5ab',
      tile: 0.45,
      shelf: '#d9d9d4',
      rail: '#e9e9e4',
      wall: '#c9ccc8',
      halfAisle: 1.15,
      shine: 0.4,
    },
  },
  {
    name: 'store-12',
    look: {
      floor: '#8e8a84',
      tile: 0.6,
      shelf: '#5c6066',
      rail: '#3d4147',
      wall: '#a9adb0',
      halfAisle: 1.3,
      shine: 0.3,
    },
  },
  {
    name: 'store-19',
    look: {
      floor: '#c7b79c',
      tile: 0.3,
      shelf: '#cdbb9d',
      rail: '#efe6d2',
      wall: '#d6cbb6',
      halfAisle: 1.05,
      shine: 0.22,
    },
  },
  {
    name: 'store-23',
    look: {
      floor: '#a5adb0',
      tile: 0.5,
      shelf: '#c3cacd',
      rail: '#27506e',
      wall: '#b7c3c8',
      halfAisle: 1.2,
      shine: 0.48,
    },
  },
]

const POSE_BEHAVIOUR: Readonly<Record<Pose, Behaviour>> = {
  'walk-away': 'normal',
  'walk-towards': 'normal',
  'walk-side': 'normal',
  push: 'normal',
  look: 'browsing',
  reach: 'browsing',
  crouch: 'browsing',
  restock: 'restocking',
  conceal: 'theft risk',
}

type Standing = { readonly z: number; readonly draw: () => Thing[] }

const addPerson = (picture: Picture, seed: Seeded, look: StoreLook, z: number): Standing => {
  const staff = seed.chance(0.2)
  const pose: Pose = staff
    ? seed.pick(['restock', 'crouch', 'walk-towards', 'restock'])
    : seed.pick([
        'walk-away',
        'walk-towards',
        'walk-side',
        'look',
        'look',
        'reach',
        'reach',
        'crouch',
        'conceal',
        'push',
        'push',
        'push',
      ])
  const mirrored = seed.chance(0.5)
  const toShelf = pose === 'look' || pose === 'reach' || pose === 'crouch' || pose === 'restock' || pose === 'conceal'
  const x = toShelf ? (mirrored ? -1 : 1) * (look.halfAisle - seed.range(0.5, 0.62)) : seed.range(-0.5, 0.5)
  const at: World = [x, 0, z]
  const behaviour: Behaviour = staff && pose !== 'walk-towards' ? 'restocking' : POSE_BEHAVIOUR[pose]
  const person = createLook(seed, staff)
  const extra =
    pose === 'push'
      ? 'cart'
      : !staff && (pose === 'walk-side' || pose === 'look' || pose === 'walk-towards') && seed.chance(0.8)
        ? 'basket'
        : 'none'
  const carton = staff && pose !== 'walk-towards'
  return {
    z,
    draw: () => {
      const things: Thing[] = []
      const take = (label: Thing['label'], draw: () => void, more: { behaviour?: Behaviour } = {}): void => {
        const box = picture.measure(draw)
        if (box !== null && box.w > 14 && box.h > 14) things.push({ label, box, ...more })
      }
      if (extra === 'cart') take('cart', () => drawCart(picture, seed, [x, 0, z + 0.42], seed.chance(0.7)))
      if (carton) drawCarton(picture, [mirrored ? x + 0.2 : x - 0.6, 0, z + 0.1])
      take('person', () => drawPerson(picture, person, pose, at, mirrored), { behaviour })
      if (extra === 'basket')
        take('basket', () => drawBasket(picture, seed, [x + (mirrored ? -0.26 : 0.26), 0.86, z - 0.08]))
      return things
    },
  }
}

/** The part of a box that later, nearer boxes leave visible is judged by area: mostly hidden things are not in the truth. */
const hiddenShare = (box: Box, by: Box): number => {
  const w = Math.min(box.x + box.w, by.x + by.w) - Math.max(box.x, by.x)
  const h = Math.min(box.y + box.h, by.y + by.h) - Math.max(box.y, by.y)
  return w <= 0 || h <= 0 ? 0 : (w * h) / (box.w * box.h)
}

/** Looking down the aisle from above, or across it at one side. */
const aimCamera = (seed: Seeded, look: StoreLook, view: Scene['view']): Camera => {
  const side = seed.chance(0.5) ? -1 : 1
  const [width, height] = seed.pick([
    [1600, 1200],
    [1600, 1200],
    [1600, 900],
    [1440, 1080],
  ] as const)
  if (view === 'aisle')
    return createCamera({
      width,
      height,
      at: [seed.range(-0.45, 0.45), seed.range(2.3, 2.75), 0],
      yaw: seed.range(-0.1, 0.1),
      pitch: seed.range(0.24, 0.36),
      focal: seed.range(0.62, 0.78),
    })
  return createCamera({
    width,
    height,
    at: [-side * (look.halfAisle - 0.1), seed.range(1.35, 1.6), 2.2],
    yaw: side * seed.range(0.75, 1.15),
    pitch: seed.range(0.1, 0.2),
    focal: seed.range(0.66, 0.78),
  })
}

const spillOn = (picture: Picture, seed: Seeded): Thing[] => {
  const box = picture.measure(() =>
    drawSpill(picture, seed, [seed.range(-0.5, 0.5), 0, seed.range(2.6, 4.4)], seed.range(0.5, 0.9)),
  )
  return box ? [{ label: 'spill', box }] : []
}

const leftCart = (picture: Picture, seed: Seeded, look: StoreLook): Standing => {
  const z = seed.range(3, 6)
  const x = seed.pick([-0.7, 0.7]) * (look.halfAisle - 0.3)
  return {
    z,
    draw: () => {
      const box = picture.measure(() => drawCart(picture, seed, [x, 0, z], seed.chance(0.5)))
      return box && box.w > 14 ? [{ label: 'cart', box }] : []
    },
  }
}

/** People with what they push and carry, and carts left alone; drawn farthest first. */
const populate = (picture: Picture, seed: Seeded, look: StoreLook, view: Scene['view']): Thing[] => {
  const people = view === 'aisle' ? seed.pick([0, 1, 1, 2, 2, 3, 3, 4]) : seed.pick([0, 0, 0, 1])
  const places = seed.shuffle([2.7, 3.5, 4.5, 5.6, 7, 8.6])
  const standing: Standing[] = []
  for (let i = 0; i < people; i++) {
    const z = view === 'aisle' ? (places[i] ?? 4) + seed.range(-0.2, 0.2) : 3.6 + seed.range(-0.2, 0.3)
    standing.push(addPerson(picture, seed, look, z))
  }
  if (view === 'aisle' && seed.chance(0.4)) standing.push(leftCart(picture, seed, look))
  return standing.sort((a, b) => b.z - a.z).flatMap((one) => one.draw())
}

const SIGNS = ['4 CEREALS', '7 DRINKS', '2 HOME', '5 PASTA', '9 SNACKS'] as const
const LENGTH = 10
/** Which light each picture has; thirteen, so that stores and cameras meet all of them. */
const LIGHT_ORDER = [0, 1, 2, 0, 3, 5, 0, 4, 1, 6, 2, 0, 3] as const

/** Picture `number` of the sample: its drawing, and what is truly in it. */
export const createScene = (number: number): Scene => {
  const seed = seeded(`retail-shelf/${number}`)
  const store = STORES[number % STORES.length]
  const light = LIGHTS[LIGHT_ORDER[number % LIGHT_ORDER.length] ?? 0]
  if (store === undefined || light === undefined) throw new Error('no stores or no lights')
  const { look } = store
  const view = number % 3 === 2 ? 'shelf' : 'aisle'
  const camera = aimCamera(seed, look, view)
  const picture = createPicture(camera)
  drawHall(picture, look, LENGTH)
  if (view === 'aisle') drawSign(picture, seed.pick(SIGNS), seed.range(7, 9))
  const trouble = view === 'aisle' ? seed.range(0.012, 0.045) : seed.range(0.02, 0.055)
  const finds = drawShelves(picture, look, seed, LENGTH, trouble)
  const spilled = view === 'aisle' && seed.chance(0.3) ? spillOn(picture, seed) : []
  const all: Thing[] = [...finds, ...spilled, ...populate(picture, seed, look, view)]
  const things = all.filter((thing, i) =>
    all.slice(Math.max(i + 1, finds.length)).every((nearer) => hiddenShare(thing.box, nearer.box) < 0.8),
  )
  return {
    svg: picture.svg(),
    width: camera.width,
    height: camera.height,
    light,
    store: store.name,
    camera: `cam-${(Math.floor(number / STORES.length) % 2) + (view === 'aisle' ? 1 : 3)}`,
    view,
    things,
  }
}
