import { DeskError } from '../../../shared/contract/errors.ts'

/** A port number a person typed. Throws `bad-input`. */
export const readPort = (text: string): number => {
  const port = Number(text)
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port
  throw new DeskError('bad-input', `--port takes a number from 1 to 65535, not ${JSON.stringify(text)}.`)
}
