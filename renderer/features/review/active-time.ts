/** After this long without input a person is taken to be elsewhere. */
export const IDLE_AFTER_MS = 60_000

/** Time counted on one case. `since` is the last sign of life, or null while the window has no focus. */
export type ActiveTime = { readonly countedMs: number; readonly since: number | null }

export const startActiveTime = (now: number, focused: boolean, countedMs = 0): ActiveTime => ({
  countedMs,
  since: focused ? now : null,
})

/** Milliseconds of attention up to `now`: window focused, and input within the last 60 s. */
export const activeMs = (time: ActiveTime, now: number): number =>
  Math.round(time.countedMs + (time.since === null ? 0 : Math.min(Math.max(0, now - time.since), IDLE_AFTER_MS)))

/** A key, a click, a movement: what passed since the last one is counted, up to the limit. */
export const onInput = (time: ActiveTime, now: number): ActiveTime => ({ countedMs: activeMs(time, now), since: now })

export const onFocus = (time: ActiveTime, now: number): ActiveTime => ({ ...time, since: now })

export const onBlur = (time: ActiveTime, now: number): ActiveTime => ({ countedMs: activeMs(time, now), since: null })
