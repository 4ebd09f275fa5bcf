import type { Instant } from '../model/ids.ts'

/**
 * Hybrid logical clock (Kulkarni et al. 2014) as fixed-width text that sorts as it ticks: 12 hex digits of Unix
 * milliseconds (48 bits), a dash, 4 hex digits of a counter (16 bits). Text, because 64 bits exceed a double.
 */
const CLOCK = /^([0-9a-f]{12})-([0-9a-f]{4})$/

/** The clock after `previous`: never earlier than it and, where the wall clock allows, the present. */
export const nextClock = (previous: string | null, nowMs: number): string => {
  const wall = Math.max(0, Math.floor(nowMs))
  if (previous === null) return print(wall, 0)
  const { ms, counter } = read(previous)
  if (wall > ms) return print(wall, 0)
  return counter < 0xffff ? print(ms, counter + 1) : print(ms + 1, 0)
}

/** The wall-clock part as ISO 8601. Throws a RangeError when the text is not a clock. */
export const clockToInstant = (clock: string): Instant => new Date(read(clock).ms).toISOString()

/** The last clock of this millisecond: what happened at the instant is not after it. */
export const clockAtEndOf = (instant: Instant): string => print(Math.max(0, Date.parse(instant)), 0xffff)

const read = (clock: string): { readonly ms: number; readonly counter: number } => {
  const match = CLOCK.exec(clock)
  if (!match?.[1] || !match[2]) throw new RangeError(`not a hybrid logical clock: ${JSON.stringify(clock)}`)
  return { ms: Number.parseInt(match[1], 16), counter: Number.parseInt(match[2], 16) }
}

const print = (ms: number, counter: number): string =>
  `${ms.toString(16).padStart(12, '0')}-${counter.toString(16).padStart(4, '0')}`
