import { join } from 'node:path'
import { DeskError } from '../../../shared/contract/errors.ts'
import { Database, sqliteCode } from './sqlite.ts'

/**
 * One desk host per project. The lock is the operating system's: SQLite takes it on an empty file beside the database,
 * and it is gone with the process, however that ends.
 */
export type ProjectLock = { release(): void }

const take = (projectPath: string, file: 'desk.lock' | 'jobs.lock'): ProjectLock | null => {
  const db = new Database(join(projectPath, file), { timeout: 0 })
  try {
    db.pragma('journal_mode = DELETE')
    db.exec('BEGIN EXCLUSIVE')
    return { release: () => db.close() }
  } catch (error) {
    db.close()
    if (sqliteCode(error)?.startsWith('SQLITE_BUSY')) return null
    throw error
  }
}

/** Takes the lock, or throws `project-locked`. */
export const lockProject = (projectPath: string): ProjectLock => {
  const lock = take(projectPath, 'desk.lock')
  if (lock) return lock
  throw new DeskError(
    'project-locked',
    `${projectPath} is open in another desk. Close it there, or go on there; the command line may run beside it.`,
  )
}

/** Whether a desk, in this process or another, has the project open. */
export const isLocked = (projectPath: string): boolean => {
  const lock = take(projectPath, 'desk.lock')
  lock?.release()
  return lock === null
}

/** Long work that adds cases or lays the queue is done by one process at a time; null while another is at it. */
export const lockJobs = (projectPath: string): ProjectLock | null => take(projectPath, 'jobs.lock')
