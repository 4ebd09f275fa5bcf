import { isUtf8 } from 'node:buffer'
import { open } from 'node:fs/promises'

/** One physical line without its line end (LF or CRLF); or why it cannot be read. `number` is 1-based. */
export type Line =
  | { readonly number: number; readonly text: string }
  | { readonly number: number; readonly problem: 'too-long' | 'invalid-utf-8'; readonly excerpt: string }

/** What has been read of a file, for progress. */
export type Reached = { bytes: number }

export const MOST_LINE_BYTES = 16 * 1024 * 1024
const CHUNK_BYTES = 128 * 1024
const LF = 10
const CR = 13

/**
 * The lines of a UTF-8 file, a chunk's worth at a time. A byte order mark at the file's start is no text. A line over
 * 16 MiB is passed over without being held. Throws the file system's own error when the file cannot be read.
 */
export async function* readLines(path: string, reached: Reached, longest = MOST_LINE_BYTES): AsyncGenerator<Line[]> {
  const file = await open(path, 'r')
  try {
    const split = createSplitter(longest)
    for (;;) {
      const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
      const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES)
      if (bytesRead === 0) break
      reached.bytes += bytesRead
      const lines = split.chunk(buffer.subarray(0, bytesRead))
      if (lines.length > 0) yield lines
    }
    const last = split.end()
    if (last) yield [last]
  } finally {
    await file.close()
  }
}

const createSplitter = (longest: number) => {
  let held: Buffer[] = []
  let heldBytes = 0
  let passing = false
  let number = 0
  const hold = (part: Buffer): void => {
    if (passing || part.length === 0) return
    if (heldBytes + part.length > longest) {
      // What is kept is the beginning, to show which line it was.
      held = [Buffer.from(Buffer.concat(held.slice(0, 1)).subarray(0, 4000))]
      if (held[0]?.length === 0) held = [Buffer.from(part.subarray(0, 4000))]
      passing = true
      return
    }
    held.push(part)
    heldBytes += part.length
  }
  const take = (): Line => {
    number += 1
    const bytes = held.length === 1 && held[0] ? held[0] : Buffer.concat(held)
    const tooLong = passing
    held = []
    heldBytes = 0
    passing = false
    return tooLong ? { number, problem: 'too-long', excerpt: bytes.toString('utf8') } : lineOf(bytes, number)
  }
  return {
    chunk: (chunk: Buffer): Line[] => {
      const lines: Line[] = []
      const first = chunk.indexOf(LF)
      if (first < 0) {
        hold(chunk)
        return lines
      }
      hold(chunk.subarray(0, first))
      lines.push(take())
      const last = chunk.lastIndexOf(LF)
      if (last > first) addWhole(chunk.subarray(first + 1, last), lines)
      hold(chunk.subarray(last + 1))
      return lines
    },
    end: (): Line | null => (heldBytes > 0 || passing ? take() : null),
  }
  /** Lines that lie within one chunk: decoded together where all of it is UTF-8. */
  function addWhole(bytes: Buffer, lines: Line[]): void {
    if (bytes.length <= longest && isUtf8(bytes)) {
      const text = bytes.toString('utf8')
      for (let start = 0; ; ) {
        const end = text.indexOf('\n', start)
        number += 1
        lines.push({ number, text: withoutReturn(end < 0 ? text.slice(start) : text.slice(start, end)) })
        if (end < 0) return
        start = end + 1
      }
    }
    for (let start = 0; ; ) {
      const end = bytes.indexOf(LF, start)
      hold(bytes.subarray(start, end < 0 ? undefined : end))
      lines.push(take())
      if (end < 0) return
      start = end + 1
    }
  }
}

const withoutReturn = (text: string): string => (text.endsWith('\r') ? text.slice(0, -1) : text)

const lineOf = (bytes: Buffer, number: number): Line => {
  const start = number === 1 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  const end = bytes.length > start && bytes[bytes.length - 1] === CR ? bytes.length - 1 : bytes.length
  const line = bytes.subarray(start, end)
  return isUtf8(line)
    ? { number, text: line.toString('utf8') }
    : { number, problem: 'invalid-utf-8', excerpt: line.subarray(0, 4000).toString('utf8') }
}
