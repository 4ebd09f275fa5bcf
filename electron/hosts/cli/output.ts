import { once } from 'node:events'

/** Where a verb says things: results on standard output, words on standard error. */
export type Output = {
  /** One JSON value on one line of standard output. */
  json(value: unknown): Promise<void>
  /** A line of a result for people, on standard output. */
  line(text: string): Promise<void>
  /** A line of words, on standard error. */
  say(text: string): void
  /** Whether standard error is a terminal, which a progress bar needs. */
  readonly terminal: boolean
  /** Text for the progress line of a terminal: replaces what stood there. */
  redraw(text: string): void
}

/** A reader that went away (`| head`) is no fault: nothing more is written, and nothing is said about it. */
export const createOutput = (stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): Output => {
  let gone = false
  const quiet = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error
    gone = true
  }
  stdout.on('error', quiet)
  stderr.on('error', quiet)
  const write = async (text: string): Promise<void> => {
    if (gone || stdout.destroyed) return
    if (!stdout.write(text) && !gone) await Promise.race([once(stdout, 'drain'), once(stdout, 'close')]).catch(quiet)
  }
  return {
    json: (value) => write(`${JSON.stringify(value)}\n`),
    line: (text) => write(`${text}\n`),
    say: (text) => void stderr.write(`${text}\n`),
    terminal: stderr.isTTY === true,
    redraw: (text) => void stderr.write(`\r\u001b[K${text}`),
  }
}
