import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { DeskError } from '../../../shared/contract/errors.ts'

/** Writes a file that is not there yet: nothing is written over. Throws `already-exists`, `bad-input`. */
export const writeNew = (path: string, text: string): void => {
  try {
    writeFileSync(resolve(path), text, { flag: 'wx' })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      throw new DeskError(
        'already-exists',
        `${path} is there already. Choose another name: what stands there may be worth keeping.`,
      )
    throw new DeskError('bad-input', `${path} cannot be written: ${String(error)}.`)
  }
}
