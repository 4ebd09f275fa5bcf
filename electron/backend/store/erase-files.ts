import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { hex } from '../../../shared/domain/hash.ts'
import { assetPath } from '../files/assets.ts'
import { downloadsFolder } from '../files/downloads.ts'
import type { ErasedRows } from './erase-rows.ts'
import { Database } from './sqlite.ts'
import type { Store } from './store.ts'

/** Pictures of the erased cases, and whatever else of them may stand beside the database. `copies` are its other copies. */
export const removeFiles = (
  store: Pick<Store, 'path' | 'prepare' | 'projectId'>,
  { assets }: Pick<ErasedRows, 'assets'>,
  copies: readonly string[],
): void => {
  for (const { sha256, linked } of assets) {
    if (!linked) rmSync(assetPath(store.path, sha256), { force: true })
    rmSync(join(store.path, 'derived', sha256.slice(0, 2), sha256), { recursive: true, force: true })
  }
  for (const path of [...leftoversOf(store.path), ...strayPictures(store, copies)])
    rmSync(path, { recursive: true, force: true })
  rmSync(downloadsFolder(store), { recursive: true, force: true })
}

const filesIn = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder) : [])

/** What an import, a backup or a restoring left unfinished when its process was killed: whole copies, of nobody's use. */
const leftoversOf = (projectPath: string): readonly string[] =>
  [
    { folder: join(projectPath, 'assets'), unfinished: /\.part$/ },
    { folder: join(projectPath, 'backups'), unfinished: /\.part(-wal|-shm|-journal)?$/ },
    { folder: projectPath, unfinished: /^project\.db\.restored(-wal|-shm|-journal)?$/ },
  ].flatMap(({ folder, unfinished }) =>
    filesIn(folder)
      .filter((file) => unfinished.test(file))
      .map((file) => join(folder, file)),
  )

/**
 * Pictures that no case shows, in no copy of the database: an import stores a picture before it knows whether its row is
 * taken, so that one of a row that was set aside, or of an import that was stopped, stays.
 */
const strayPictures = (
  { path, prepare }: Pick<Store, 'path' | 'prepare'>,
  copies: readonly string[],
): readonly string[] => {
  const known = new Set(prepare<Buffer>(ALL).pluck().all().map(hex))
  for (const copy of copies) for (const sha256 of picturesOf(copy)) known.add(sha256)
  return ['assets', 'derived'].flatMap((root) =>
    filesIn(join(path, root))
      .filter((part) => /^[0-9a-f]{2}$/.test(part))
      .flatMap((part) =>
        filesIn(join(path, root, part))
          .filter((name) => /^[0-9a-f]{64}$/.test(name) && !known.has(name))
          .map((name) => join(path, root, part, name)),
      ),
  )
}

const ALL = 'SELECT sha256 FROM assets'

/** None of a copy that was removed because it could not be read. */
const picturesOf = (copy: string): readonly string[] => {
  if (!existsSync(copy)) return []
  const db = new Database(copy)
  try {
    return db.prepare<[], Buffer>(ALL).pluck().all().map(hex)
  } finally {
    db.close()
  }
}
