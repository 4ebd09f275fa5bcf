import type { Json, JsonObject } from '../../model/json.ts'
import { RowProblem } from './read-row.ts'

/** True for what JSON.parse gives for an object. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const NOT_A_NUMBER = /(?:^|[\s:,[])-?(?:NaN|Infinity)(?=[\s,\]}]|$)/

/** A number of more digits than a double keeps, or what looks like one. */
const LONG_NUMBER = /\d{16}/

/** An account's number of twenty digits must not lose its last four: what a double cannot hold is kept as its digits. */
function exactly(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source
  if (typeof value !== 'number' || source === undefined || Number.isSafeInteger(value)) return value
  return /^-?\d+$/.test(source) && BigInt(source) !== BigInt(value) ? source : value
}

/** JSON whose whole numbers lose no digit: those that a double cannot hold become texts. */
export const parseExactly = (text: string): unknown =>
  LONG_NUMBER.test(text) ? JSON.parse(text, exactly) : JSON.parse(text)

/** Throws RowProblem for an entry of a document that cannot be stored: `too-deep`, `lone-surrogate`, `nul`, `reserved-key`. */
export const checkEntry = (value: JsonObject): void => {
  checkDepth(value, MOST_DEPTH)
  checkStrings(value)
}

/**
 * One line of JSON Lines as an object. Whole numbers that a double cannot hold become texts. Throws RowProblem: `not-a-number`, `not-json`, `not-an-object`,
 * `lone-surrogate`, `nul`, `too-deep`, `reserved-key`.
 */
export const parseJsonLine = (line: string): JsonObject => {
  let value: unknown
  try {
    value = parseExactly(line)
  } catch (error) {
    throw notJson(line, error)
  }
  if (!isJsonObject(value))
    throw new RowProblem(
      'not-an-object',
      'The line is JSON, but not an object.',
      'Write one object in braces on each line.',
    )
  checkDepth(value, MOST_DEPTH)
  // Only an escape can put a NUL or half a surrogate pair into a string: raw ones are not JSON, or not UTF-8.
  if (line.includes('\\u') || line.includes(RESERVED)) checkStrings(value)
  return value
}

/** No record of ours nests deeper than ten; SQLite's JSON functions stop at 1,000, and recursion somewhere behind that. */
const MOST_DEPTH = 100

/** Throws RowProblem `too-deep`. Goes no deeper than it allows. */
const checkDepth = (value: Json, left: number): void => {
  if (typeof value !== 'object' || value === null) return
  if (left === 0)
    throw new RowProblem(
      'too-deep',
      `The line nests lists or objects more than ${MOST_DEPTH} deep.`,
      'Flatten the value, or write it as a text.',
    )
  if (Array.isArray(value)) for (const each of value) checkDepth(each, left - 1)
  else for (const each of Object.values(value)) checkDepth(each, left - 1)
}

/** JavaScript takes a member of this name for something else and loses it. */
const RESERVED = '__proto__'

const notJson = (line: string, error: unknown): RowProblem =>
  NOT_A_NUMBER.test(line)
    ? new RowProblem(
        'not-a-number',
        'The line holds NaN or Infinity, which JSON does not have.',
        'Leave the value out where it is unknown, or write null.',
      )
    : new RowProblem(
        'not-json',
        `The line is not JSON: ${error instanceof Error ? error.message.slice(0, 200) : 'unreadable'}.`,
        'Write one complete JSON object on each line.',
      )

/** Throws RowProblem where a string, or an object's key, cannot be stored as it is. */
export const checkStrings = (value: Json): void => {
  if (typeof value === 'string') checkString(value)
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    for (const each of value) checkStrings(each)
    return
  }
  for (const [key, each] of Object.entries(value)) {
    if (key === RESERVED)
      throw new RowProblem('reserved-key', 'An object has the key "__proto__", which would be lost.', 'Rename the key.')
    checkString(key)
    checkStrings(each)
  }
}

export const checkString = (text: string): void => {
  if (!text.isWellFormed())
    throw new RowProblem(
      'lone-surrogate',
      'A text holds half of a surrogate pair, which no file can store.',
      'Cut texts between characters, not inside one, or replace the broken half with U+FFFD.',
    )
  if (text.includes('\0'))
    throw new RowProblem('nul', 'A text holds a NUL character.', 'Remove the NUL characters from the text.')
}

/** What Python's splitlines takes for the end of a line, and JSON leaves as it stands. */
const LINE_ENDS = /[\u0085\u2028\u2029]/g

/** A value as one line of a file, whoever splits it into lines. */
export const jsonLine = (value: unknown): string =>
  JSON.stringify(value).replace(LINE_ENDS, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
