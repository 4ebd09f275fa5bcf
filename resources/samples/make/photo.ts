import sharp from 'sharp'
import { letterStrokes, letterWidth } from './letters.ts'
import type { Seeded } from './seeded.ts'

/** What the camera and the hour do to the scene. */
export type Light = {
  readonly name: 'day' | 'bright' | 'warm' | 'dim' | 'night' | 'soft' | 'motion'
  /** Multiplies red, green, blue. */
  readonly tint: readonly [number, number, number]
  readonly contrast: number
  /** Standard deviation of the sensor's noise, of 255. */
  readonly noise: number
  readonly grey: number
  readonly blur: number
  readonly vignette: number
}

export const LIGHTS: readonly Light[] = [
  { name: 'day', tint: [1, 1, 0.98], contrast: 1.06, noise: 3.5, grey: 0.08, blur: 0.7, vignette: 0.42 },
  { name: 'bright', tint: [1.16, 1.15, 1.1], contrast: 1.1, noise: 3, grey: 0.1, blur: 0.8, vignette: 0.34 },
  { name: 'warm', tint: [1.05, 0.97, 0.82], contrast: 1.02, noise: 4, grey: 0.06, blur: 0.8, vignette: 0.48 },
  { name: 'dim', tint: [0.7, 0.74, 0.8], contrast: 0.98, noise: 6, grey: 0.22, blur: 0.9, vignette: 0.6 },
  { name: 'night', tint: [0.72, 0.8, 0.77], contrast: 1.12, noise: 7, grey: 0.94, blur: 1, vignette: 0.6 },
  { name: 'soft', tint: [0.96, 0.98, 1.02], contrast: 0.92, noise: 4, grey: 0.16, blur: 2.4, vignette: 0.45 },
  { name: 'motion', tint: [0.94, 0.95, 0.96], contrast: 1, noise: 5, grey: 0.12, blur: 1.5, vignette: 0.5 },
]

/** The caption a recorder burns into its pictures. */
export const caption = (text: string, width: number, height: number): string => {
  const size = Math.round(height * 0.022)
  const strokes = letterStrokes(text)
    .map((points) => `M${points.map(([x, y]) => `${(x * size).toFixed(1)} ${(y * size).toFixed(1)}`).join('L')}`)
    .join('')
  const left = width - letterWidth(text) * size - 22
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><g transform="translate(${left.toFixed(0)} ${height - size - 18})" fill="none" stroke-linecap="round" stroke-linejoin="round"><path d="${strokes}" stroke="#000" stroke-opacity="0.7" stroke-width="5"/><path d="${strokes}" stroke="#f4f6f5" stroke-width="2"/></g></svg>`
}

/** Draws the SVG, then treats it as a lens, a sensor and a recorder would; a JPEG of at most `most` bytes. */
export const takePhoto = async (
  svg: string,
  stamp: string,
  light: Light,
  seed: Seeded,
  most: number,
): Promise<Buffer> => {
  const drawn = sharp(Buffer.from(svg), { unlimited: true })
    .flatten({ background: '#3b3f44' })
    .blur(light.blur)
    .removeAlpha()
  const { data, info } = await drawn.raw().toBuffer({ resolveWithObject: true })
  const { width, height } = info
  let grain = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3
      const dx = x / width - 0.5
      const dy = y / height - 0.5
      const fall = 1 - light.vignette * Math.min(1, (dx * dx + dy * dy) * 2) ** 1.3
      // Neighbouring grain leans together, as after demosaicing.
      grain = grain * 0.45 + (seed.next() + seed.next() - 1) * 2.2 * light.noise
      const r = (data[at] ?? 0) * (light.tint[0] ?? 1)
      const g = (data[at + 1] ?? 0) * (light.tint[1] ?? 1)
      const b = (data[at + 2] ?? 0) * (light.tint[2] ?? 1)
      const grey = r * 0.3 + g * 0.59 + b * 0.11
      const out = (value: number): number => {
        const toned = (value + (grey - value) * light.grey - 118) * light.contrast + 118
        const lit = toned * fall + grain
        // A film-like shoulder keeps lamps from clipping flat.
        return lit > 225 ? 225 + (lit - 225) * 0.45 : lit
      }
      data[at] = Math.max(0, Math.min(255, out(r)))
      data[at + 1] = Math.max(0, Math.min(255, out(g)))
      data[at + 2] = Math.max(0, Math.min(255, out(b)))
    }
  }
  const stamped = await sharp(data, { raw: { width, height, channels: 3 } })
    .composite([{ input: Buffer.from(caption(stamp, width, height)) }])
    .removeAlpha()
    .raw()
    .toBuffer()
  for (let quality = 76; ; quality -= 8) {
    const jpeg = await sharp(stamped, { raw: { width, height, channels: 3 } })
      .jpeg({ quality, mozjpeg: true, chromaSubsampling: '4:2:0' })
      .toBuffer()
    if (jpeg.length <= most || quality < 30) return jpeg
  }
}
