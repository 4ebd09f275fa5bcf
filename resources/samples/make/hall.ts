import type { World } from './camera.ts'
import { darker, mix } from './colour.ts'
import { lying, standing } from './faces.ts'
import { letterStrokes } from './letters.ts'
import type { Picture } from './picture.ts'

/** How one store looks: the same in all its pictures. */
export type StoreLook = {
  readonly floor: string
  readonly tile: number
  readonly shelf: string
  readonly rail: string
  readonly wall: string
  readonly halfAisle: number
  /** 0..1: how much of the lamps the floor mirrors. */
  readonly shine: number
}

/** Metres to either side, beyond what any camera sees. */
const WIDE = 16
const CEILING = 3.4
const CHILLED = ['#a7b7c2', '#c9836b', '#e5d7a8', '#7f9fae', '#b9c59a'] as const

const drawFloor = (picture: Picture, look: StoreLook, length: number): void => {
  const joint = darker(look.floor, 0.35)
  picture.face(lying(-WIDE, WIDE, 0, -2, length + 4), look.floor)
  for (let x = -4; x <= 4; x += look.tile) picture.face(lying(x, x + 0.007, 0.001, -0.4, length + 3), joint, 0.5)
  for (let z = -1; z < length + 3; z += look.tile) picture.face(lying(-4, 4, 0.001, z, z + 0.009), joint, 0.5)
  for (let i = 0; i < 40; i++) {
    const x = ((i * 7) % 11) * look.tile * 0.5 - 2
    const z = ((i * 13) % 23) * look.tile
    picture.face(lying(x, x + look.tile, 0.001, z, z + look.tile), i % 2 ? '#ffffff' : '#1a1c20', 0.05)
  }
}

const drawCeiling = (picture: Picture, look: StoreLook, length: number): void => {
  picture.face(lying(-WIDE, WIDE, CEILING, -2, length + 4), mix(look.wall, '#70757a', 0.35))
  for (let z = 0; z < length + 3; z += 1.2) picture.face(lying(-WIDE, WIDE, 3.39, z, z + 0.03), '#54595e', 0.45)
  for (let x = -9.6; x < 10; x += 1.2) picture.face(lying(x, x + 0.03, 3.39, -1, length + 3), '#54595e', 0.45)
}

/** The far wall, with a row of glass-fronted coolers. */
const drawFarWall = (picture: Picture, look: StoreLook, length: number): void => {
  picture.face(standing(-WIDE, WIDE, 0, CEILING, length + 3), look.wall)
  picture.face(standing(-WIDE, WIDE, 2.3, 2.75, length + 2.95), mix(look.rail, '#3d5a62', 0.6))
  picture.face(standing(-WIDE, WIDE, 3, CEILING, length + 2.95), '#05070a', 0.16)
  for (let x = -7.2; x < 7.2; x += 0.9) {
    picture.face(standing(x, x + 0.82, 0.15, 2, length + 2.9), '#dfe9ec')
    for (let level = 0; level < 5; level++)
      for (let i = 0; i < 6; i++) {
        const [left, low] = [i * 0.12, level * 0.35]
        const colour = CHILLED[(i * 3 + level * 2 + Math.round(x * 10)) % CHILLED.length] ?? CHILLED[0]
        picture.face(standing(x + 0.06 + left, x + 0.15 + left, 0.25 + low, 0.47 + low, length + 2.88), colour)
      }
    picture.face(standing(x + 0.8, x + 0.9, 0.1, 2.05, length + 2.87), '#565d63')
  }
}

/** Lamps in the ceiling, their glow, and their mirror image on the floor. */
const drawLamps = (picture: Picture, look: StoreLook, length: number): void => {
  for (let z = 1; z < length + 3; z += 2.4) {
    for (const x of [-4.2, -0.95, 0.55, 3.8]) {
      const lamp = lying(x, x + 0.4, 3.38, z, z + 1.3)
      const ring = picture.camera.projectRing(lamp)
      if (ring.length > 2) picture.shape(ring, '#fffdf2', { blur: 14, opacity: 0.8 })
      picture.face(lamp, '#fffef8')
      const mirrored = picture.camera.projectRing(lying(x, x + 0.4, -2.6, z, z + 1.9))
      if (mirrored.length > 2) picture.shape(mirrored, '#ffffff', { blur: 16, opacity: look.shine })
    }
  }
}

/** Floor, walls, ceiling with lamps. */
export const drawHall = (picture: Picture, look: StoreLook, length: number): void => {
  drawFloor(picture, look, length)
  drawCeiling(picture, look, length)
  drawFarWall(picture, look, length)
  drawLamps(picture, look, length)
}

/** A sign that hangs over the aisle. */
export const drawSign = (picture: Picture, text: string, z: number): void => {
  const [y, w] = [2.62, 0.95]
  const wire = (x: number): World[] => [
    [x, CEILING, z],
    [x, y + 0.36, z],
  ]
  for (const x of [-w * 0.8, w * 0.8]) picture.line(wire(x), '#44494e', 0.012)
  picture.face(standing(-w, w, y, y + 0.36, z), '#1d4d57')
  picture.face(standing(-w, w, y, y + 0.03, z), '#e8b64c')
  for (const stroke of letterStrokes(text)) {
    const points = stroke.map(([u, v]): World => [-w + 0.14 + u * 0.2, y + 0.28 - v * 0.2, z])
    picture.line(points, '#f3f4ee', 0.026)
  }
}
