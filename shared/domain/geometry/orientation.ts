import type { Rect, Size } from './box.ts'

/**
 * EXIF's eight orientations (Exif 3.0, tag 0x0112): how stored pixels lie on the image as it is looked at. 1 as they are,
 * 2 mirrored, 3 upside down, 4 mirrored upside down, 5 transposed, 6 turned a quarter right, 7 transversed, 8 turned a
 * quarter left.
 */
type Place = (x: number, y: number) => readonly [number, number]

/** From a pixel of the oriented image to the stored pixel it shows; `size` is the stored one. */
const toStored = ({ width, height }: Size, orientation: number): Place => {
  const [right, bottom] = [width - 1, height - 1]
  switch (orientation) {
    case 2:
      return (x, y) => [right - x, y]
    case 3:
      return (x, y) => [right - x, bottom - y]
    case 4:
      return (x, y) => [x, bottom - y]
    case 5:
      return (x, y) => [y, x]
    case 6:
      return (x, y) => [y, bottom - x]
    case 7:
      return (x, y) => [right - y, bottom - x]
    case 8:
      return (x, y) => [right - y, x]
    default:
      return (x, y) => [x, y]
  }
}

/** Where a rectangle of whole pixels of the oriented image is stored. */
export const storedRect = ({ x, y, w, h }: Rect, stored: Size, orientation: number): Rect => {
  const place = toStored(stored, orientation)
  const [ax, ay] = place(x, y)
  const [bx, by] = place(x + w - 1, y + h - 1)
  const [width, height] = orientation >= 5 ? [h, w] : [w, h]
  return { x: Math.min(ax, bx), y: Math.min(ay, by), w: width, h: height }
}

/** Stored pixels, turned as they are looked at. `size` is the stored one; channels stand side by side. */
export const orientPixels = (
  data: Uint8Array | Uint16Array,
  size: Size,
  channels: number,
  orientation: number,
): Uint8Array | Uint16Array => {
  if (orientation <= 1 || orientation > 8) return data
  // A Buffer's own slice would be the same memory.
  const turned = data instanceof Uint16Array ? new Uint16Array(data.length) : new Uint8Array(data.length)
  const [width, height] = orientation >= 5 ? [size.height, size.width] : [size.width, size.height]
  const place = toStored(size, orientation)
  const [[ox, oy], [sx, sy]] = [place(0, 0), place(1, 0)]
  const step = ((sy - oy) * size.width + (sx - ox)) * channels
  let to = 0
  for (let y = 0; y < height; y += 1) {
    const [x0, y0] = place(0, y)
    let from = (y0 * size.width + x0) * channels
    for (let x = 0; x < width; x += 1) {
      for (let channel = 0; channel < channels; channel += 1) turned[to++] = data[from + channel] ?? 0
      from += step
    }
  }
  return turned
}
