/**
 * Wilson score interval for a proportion, 95 % (Wilson 1927; z = 1.959963984540054). `n` trials, `successes` of them.
 * Throws a RangeError when there was no trial.
 */
export const wilson = (
  successes: number,
  n: number,
): { readonly rate: number; readonly low: number; readonly high: number } => {
  if (!(n > 0) || successes < 0 || successes > n) throw new RangeError(`no proportion of ${successes} in ${n}`)
  const z = 1.959963984540054
  const rate = successes / n
  const centre = (rate + (z * z) / (2 * n)) / (1 + (z * z) / n)
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((rate * (1 - rate)) / n + (z * z) / (4 * n * n))
  return { rate, low: Math.max(0, centre - half), high: Math.min(1, centre + half) }
}
