/** Which 16-bit numbers are shown black and white; `least` and `most` are those that occur. */
export type SampleWindow = {
  readonly low: number
  readonly high: number
  readonly least: number
  readonly most: number
}

const LEVELS = 65_536
/** The share of pixels at each end that the automatic window lets go black or white. */
const CLIPPED = 0.005

const isColour = (channel: number, channels: number): boolean => channels % 2 === 1 || channel < channels - 1

/** The window between the 0.5 % darkest and brightest numbers, over all channels but alpha (the last of 2 or 4). */
export const autoWindow = (data: Uint16Array, channels: number): SampleWindow => {
  const counts = new Uint32Array(LEVELS)
  let total = 0
  for (let at = 0; at < data.length; at += 1) {
    if (!isColour(at % channels, channels)) continue
    const value = data[at] ?? 0
    counts[value] = (counts[value] ?? 0) + 1
    total += 1
  }
  const least = Math.max(
    0,
    counts.findIndex((count) => count > 0),
  )
  const most = Math.max(
    0,
    counts.findLastIndex((count) => count > 0),
  )
  /** The first number, from one end, at which more than the clipped share has been passed. */
  const passed = (from: number, step: 1 | -1): number => {
    let seen = 0
    for (let value = from; value >= 0 && value < LEVELS; value += step) {
      seen += counts[value] ?? 0
      if (seen > total * CLIPPED) return value
    }
    return from
  }
  const [low, high] = [passed(0, 1), passed(LEVELS - 1, -1)]
  return low < high ? { low, high, least, most } : { low: least, high: Math.max(most, least + 1), least, most }
}

/** 16-bit samples as 8 bits: `low` and below is 0, `high` and above 255. Alpha keeps its upper byte. */
export const windowed = (
  data: Uint16Array,
  channels: number,
  { low, high }: Pick<SampleWindow, 'low' | 'high'>,
): Uint8Array<ArrayBuffer> => {
  const shown = new Uint8Array(data.length)
  const factor = 255 / (high - low)
  for (let at = 0; at < data.length; at += 1) {
    const value = data[at] ?? 0
    shown[at] = isColour(at % channels, channels)
      ? Math.round(Math.min(255, Math.max(0, (value - low) * factor)))
      : value >> 8
  }
  return shown
}
