import { DeskError } from '../../../shared/contract/errors.ts'

/** The most that `call` takes: inputs are small, bulk goes through files. */
const LIMIT_BYTES = 64 * 1024 * 1024

/** All of standard input as JSON; an empty object when there is none. Throws `bad-input`. */
export const readInput = async (stdin: NodeJS.ReadStream): Promise<unknown> => {
  if (stdin.isTTY) return {}
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stdin) {
    const part = Buffer.from(chunk)
    bytes += part.length
    if (bytes > LIMIT_BYTES)
      throw new DeskError('bad-input', 'Standard input holds more than 64 MiB. Pass files by path.')
    chunks.push(part)
  }
  const text = Buffer.concat(chunks).toString('utf8')
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new DeskError(
      'bad-input',
      `Standard input is not JSON: ${error instanceof Error ? error.message : String(error)}. Send one JSON object, or nothing.`,
    )
  }
}
