import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'

/** The port of `npm start`. */
export const START_PORT = 4699

const realOr = (path: string): string => {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

/**
 * The port a project is served on: always the same, 47000 to 47999. A browser keeps unsent work under the page's
 * address, so a random port would orphan it.
 */
export const projectPort = (projectPath: string): number => {
  const digest = createHash('sha256')
    .update(realOr(resolve(projectPath)))
    .digest()
  return 47_000 + (digest.readUInt32BE(0) % 1000)
}
