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

/** So many CSS pixels of a drag move a window by all the numbers that occur; each pixel by one number at least. */
const DRAG_SPAN = 1000

/**
 * The window after a drag by CSS pixels, as viewers of medical images have it: to the right it grows wider (less contrast),
 * downwards it moves to higher numbers (darker). At least 1 wide, inside 0 to 65,535.
 */
export const draggedWindow = (
  { low, high, least, most }: SampleWindow,
  [right, down]: readonly [number, number],
): Pick<SampleWindow, 'low' | 'high'> => {
  const step = Math.max(1, (most - least) / DRAG_SPAN)
  const width = Math.min(LEVELS - 1, Math.max(1, high - low + right * step))
  const level = (low + high) / 2 + down * step
  const from = Math.round(Math.min(LEVELS - 1 - width, Math.max(0, level - width / 2)))
  return { low: from, high: Math.min(LEVELS - 1, Math.max(from + 1, Math.round(from + width))) }
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
