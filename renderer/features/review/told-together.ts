import type { StateCreator } from 'zustand'

type Listener<S> = (now: S, before: S) => void

/** Tells each, until the returned function is called for one. */
const listenersOf = <S>() => {
  const all = new Set<Listener<S>>()
  return {
    tell: (now: S, before: S): void => {
      for (const listener of all) listener(now, before)
    },
    add: (listener: Listener<S>) => {
      all.add(listener)
      return (): void => {
        all.delete(listener)
      }
    },
  }
}

/**
 * A store whose listeners can be spared. `together` tells them once of all that one press changes; `quietly` tells only
 * those who asked for it by `onQuiet`, and all others with the next change that is told. The state itself is never behind.
 */
export const createTogether = <S>(initial: S) => {
  const [told, quiet] = [listenersOf<S>(), listenersOf<S>()]
  let depth = 0
  let isQuiet = false
  /** How the state was when everybody was told last; null while nothing is untold. */
  let untold: { readonly before: S } | null = null

  const heard: Listener<S> = (now, before) => {
    untold ??= { before }
    if (isQuiet) quiet.tell(now, before)
    else if (depth === 0) tellAll(now)
  }
  const tellAll = (now: S): void => {
    const from = untold
    untold = null
    if (from && from.before !== now) told.tell(now, from.before)
  }

  let read = (): S => initial
  const state: StateCreator<S> = (_set, get, store) => {
    read = get
    store.subscribe(heard)
    store.subscribe = told.add
    return initial
  }

  /** Does what changes the state in several steps; whoever listens hears of the end of it. */
  const together = (act: () => void): void => {
    depth += 1
    try {
      act()
    } finally {
      depth -= 1
      if (depth === 0) tellAll(read())
    }
  }
  /** Does what only few need to hear of at once. */
  const quietly = (act: () => void): void => {
    isQuiet = true
    try {
      act()
    } finally {
      isQuiet = false
    }
  }
  return { state, together, quietly, onQuiet: quiet.add }
}
