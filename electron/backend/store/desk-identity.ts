import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { hex } from '../../../shared/domain/hash.ts'
import { DeskId } from '../../../shared/model/ids.ts'
import { newActId, sha256 } from '../files/sha256.ts'

/**
 * Which desk this is for this project, and how far its log had come. It lives outside the project: a project that was
 * copied, or put back from a backup, gets a new desk id, so that (desk, sequence) never names two entries.
 */
export type DeskIdentity = {
  readonly deskId: DeskId
  /** Says that the log of this desk now ends with this entry. */
  reached(sequence: number): void
  close(): void
}

const File = z.object({ deskId: DeskId, lastSequence: z.int().min(-1) })

/**
 * `lastSequence(deskId)` answers the last sequence of that desk's log in the database, -1 when it has none. The file is
 * written after the commit it tells of: a database that is ahead of it is the same lineage, one behind it is an older copy.
 * `restored` says that the database was just put back from a backup.
 */
export const deskIdentity = (
  stateDir: string,
  projectPath: string,
  projectId: string,
  lastSequence: (deskId: DeskId) => number,
  restored: boolean,
): DeskIdentity => {
  const folder = join(stateDir, 'desks')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, `${hex(sha256(`${projectId}\n${realpathSync(projectPath)}`)).slice(0, 32)}.json`)
  const known = readIdentity(file)
  const sameLineage = !restored && known !== null && lastSequence(known.deskId) >= known.lastSequence
  const deskId = sameLineage ? known.deskId : DeskId.parse(newActId())
  if (!sameLineage) writeFileSync(file, text(deskId, -1))
  let open: number | null = openSync(file, 'r+')
  return {
    deskId,
    reached: (sequence) => void (open !== null && writeSync(open, text(deskId, sequence), 0)),
    close: () => {
      if (open !== null) closeSync(open)
      open = null
    },
  }
}

/** Always of one length: written over itself in one piece, so that a kill leaves the old text or the new. */
const text = (deskId: DeskId, lastSequence: number): string =>
  `${JSON.stringify({ deskId, lastSequence }).padEnd(120)}\n`

const readIdentity = (file: string): z.infer<typeof File> | null => {
  if (!existsSync(file)) return null
  try {
    return File.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    // An unreadable identity cannot be trusted to be ours: the project gets a new desk.
    return null
  }
}
