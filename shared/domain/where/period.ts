/** Half-open, as instants in UTC with milliseconds, which sort as text. */
export type Period = { readonly start: string; readonly end: string }

const PARTS =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/

/**
 * The period that a date or time stands for: a year, month, day, minute, second or millisecond. Without an offset it is
 * UTC. Null when the text is no such time (`2026-02-30` is none).
 */
export const periodOf = (text: string): Period | null => {
  const found = PARTS.exec(text)
  if (found === null) return null
  const [, year, month, day, hour, minute, second, fraction, zone] = found
  const millisecond = fraction?.padEnd(3, '0')
  const whole = `${year}-${month ?? '01'}-${day ?? '01'}T${hour ?? '00'}:${minute ?? '00'}:${second ?? '00'}.${millisecond ?? '000'}Z`
  const local = new Date(whole)
  if (Number.isNaN(local.getTime()) || local.toISOString() !== whole) return null
  const start = zone === undefined || zone === 'Z' ? local : new Date(whole.replace('Z', zone))
  if (Number.isNaN(start.getTime())) return null
  const end = new Date(start)
  if (millisecond !== undefined) end.setUTCMilliseconds(end.getUTCMilliseconds() + 10 ** (3 - (fraction?.length ?? 3)))
  else if (second !== undefined) end.setUTCSeconds(end.getUTCSeconds() + 1)
  else if (minute !== undefined) end.setUTCMinutes(end.getUTCMinutes() + 1)
  else if (day !== undefined) end.setUTCDate(end.getUTCDate() + 1)
  else if (month !== undefined) end.setUTCMonth(end.getUTCMonth() + 1)
  else end.setUTCFullYear(end.getUTCFullYear() + 1)
  const inOrder = start.getUTCFullYear() >= 0 && end.getUTCFullYear() <= 9999
  return inOrder ? { start: start.toISOString(), end: end.toISOString() } : null
}
