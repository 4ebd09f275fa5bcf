/** Runs work and tells how long the event loop, and with it everybody else, waited at most, in ms. */
export const longestBlock = async <T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly answer: T }> => {
  let [longest, last, going] = [0, performance.now(), true]
  const look = (): void => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
    if (going) setImmediate(look)
  }
  setImmediate(look)
  try {
    const answer = await work()
    look()
    return { ms: longest, answer }
  } finally {
    going = false
  }
}
