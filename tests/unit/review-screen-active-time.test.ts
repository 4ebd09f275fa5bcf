import { expect, test } from 'vitest'
import { activeMs, onBlur, onFocus, onInput, startActiveTime } from '../../renderer/features/review/active-time.ts'

test('time counts while the window has focus and input came within the last minute', () => {
  const start = startActiveTime(0, true)
  expect(activeMs(start, 5_000)).toBe(5_000)
  const typed = onInput(start, 5_000)
  expect(activeMs(typed, 600_000)).toBe(65_000)
  expect(activeMs(onInput(typed, 600_000), 601_000)).toBe(66_000)
})

test('a window without focus counts nothing, and what was counted before stays', () => {
  const away = onBlur(startActiveTime(0, true), 3_000)
  expect([activeMs(away, 50_000), activeMs(onFocus(away, 50_000), 52_000)]).toEqual([3_000, 5_000])
  expect(activeMs(startActiveTime(0, false), 9_000)).toBe(0)
  expect(activeMs(startActiveTime(0, true, 4_000), 1_000)).toBe(5_000)
})
