import type { World } from './camera.ts'

/** A rectangle lying at height y. */
export const lying = (x0: number, x1: number, y: number, z0: number, z1: number): World[] => [
  [x0, y, z0],
  [x1, y, z0],
  [x1, y, z1],
  [x0, y, z1],
]

/** A rectangle standing across the aisle at depth z. */
export const standing = (x0: number, x1: number, y0: number, y1: number, z: number): World[] => [
  [x0, y0, z],
  [x1, y0, z],
  [x1, y1, z],
  [x0, y1, z],
]

/** A rectangle along the aisle between two lines (x, y), from z0 to z1: upright where both x agree. */
export const along = (x0: number, x1: number, y0: number, y1: number, z0: number, z1: number): World[] => [
  [x0, y0, z0],
  [x0, y0, z1],
  [x1, y1, z1],
  [x1, y1, z0],
]
