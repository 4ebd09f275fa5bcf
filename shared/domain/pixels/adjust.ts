/** How a picture is shown; nothing of it changes the data. */
export type Adjust = {
  /** Added to every tone, −1 to 1. */
  readonly brightness: number
  /** −1 (even grey) to 1 (four times the difference from mid-grey). */
  readonly contrast: number
  /** Above 1 lifts the shadows; 0.2 to 5. */
  readonly gamma: number
  readonly channel: Channel
  readonly invert: boolean
  /** For 16 bits: the numbers shown black and white; null: as the image proposes. */
  readonly window: { readonly low: number; readonly high: number } | null
}

export const CHANNELS = ['all', 'red', 'green', 'blue', 'alpha', 'luminance'] as const
export type Channel = (typeof CHANNELS)[number]

export const PLAIN: Adjust = { brightness: 0, contrast: 0, gamma: 1, channel: 'all', invert: false, window: null }

/** Whether 8-bit pixels are shown as they are. */
export const isPlain = ({ brightness, contrast, gamma, channel, invert }: Adjust): boolean =>
  brightness === 0 && contrast === 0 && gamma === 1 && channel === 'all' && !invert

/** A tone from 0 to 1 as it is shown. */
export const tone = ({ brightness, contrast, gamma, invert }: Adjust, value: number): number => {
  const steep = contrast < 0 ? 1 + contrast : 1 + 3 * contrast
  const moved = Math.min(1, Math.max(0, (value - 0.5) * steep + 0.5 + brightness))
  const bent = gamma === 1 ? moved : moved ** (1 / gamma)
  return invert ? 1 - bent : bent
}

/** What each of the 256 tones becomes. */
export const toneTable = (adjust: Adjust): Uint8Array =>
  Uint8Array.from({ length: 256 }, (_, value) => Math.round(tone(adjust, value / 255) * 255))

/** What each of the 65,536 numbers of a 16-bit image becomes, through a window. */
export const deepTable = (
  adjust: Adjust,
  { low, high }: { readonly low: number; readonly high: number },
): Uint8Array => {
  const span = Math.max(1, high - low)
  return Uint8Array.from({ length: 65_536 }, (_, value) =>
    Math.round(tone(adjust, Math.min(1, Math.max(0, (value - low) / span))) * 255),
  )
}

/** Rec. 709 luma of three numbers in the same range. */
const luma = (red: number, green: number, blue: number): number => 0.2126 * red + 0.7152 * green + 0.0722 * blue

/** The number a single channel shows of a pixel. */
const only = (channel: Exclude<Channel, 'all'>, red: number, green: number, blue: number, alpha: number): number => {
  switch (channel) {
    case 'red':
      return red
    case 'green':
      return green
    case 'blue':
      return blue
    case 'alpha':
      return alpha
    case 'luminance':
      return Math.round(luma(red, green, blue))
  }
}

/** Changes RGBA pixels in place. A single channel is shown grey, and alpha as a picture of its own. */
export const adjustPixels = (rgba: Uint8ClampedArray, adjust: Adjust): void => {
  if (isPlain(adjust)) return
  const table = toneTable(adjust)
  const { channel } = adjust
  for (let at = 0; at < rgba.length; at += 4) {
    const [red, green, blue, alpha] = [rgba[at] ?? 0, rgba[at + 1] ?? 0, rgba[at + 2] ?? 0, rgba[at + 3] ?? 0]
    if (channel === 'all') {
      rgba[at] = table[red] ?? 0
      rgba[at + 1] = table[green] ?? 0
      rgba[at + 2] = table[blue] ?? 0
      continue
    }
    const grey = table[only(channel, red, green, blue, alpha)] ?? 0
    rgba[at] = grey
    rgba[at + 1] = grey
    rgba[at + 2] = grey
    if (channel === 'alpha') rgba[at + 3] = 255
  }
}

/** 16-bit samples as RGBA pixels: one, two (with alpha), three or four (with alpha) of them a pixel. */
export const developSamples = (
  samples: Uint16Array,
  channels: 1 | 2 | 3 | 4,
  adjust: Adjust,
  window: { readonly low: number; readonly high: number },
): Uint8ClampedArray<ArrayBuffer> => {
  const table = deepTable(adjust, window)
  const pixels = samples.length / channels
  const rgba = new Uint8ClampedArray(pixels * 4)
  const { channel } = adjust
  const hasAlpha = channels === 2 || channels === 4
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    const from = pixel * channels
    const red = samples[from] ?? 0
    const [green, blue] = channels < 3 ? [red, red] : [samples[from + 1] ?? 0, samples[from + 2] ?? 0]
    const alpha = hasAlpha ? (samples[from + channels - 1] ?? 0) : 65_535
    const to = pixel * 4
    if (channel === 'all') {
      rgba[to] = table[red] ?? 0
      rgba[to + 1] = table[green] ?? 0
      rgba[to + 2] = table[blue] ?? 0
    } else {
      const grey = channel === 'alpha' ? alpha >> 8 : (table[only(channel, red, green, blue, alpha)] ?? 0)
      rgba[to] = grey
      rgba[to + 1] = grey
      rgba[to + 2] = grey
    }
    rgba[to + 3] = channel === 'alpha' ? 255 : alpha >> 8
  }
  return rgba
}
