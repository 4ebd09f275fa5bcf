import type { Write } from './store.ts'

/** An asset's row; width and height are those of the oriented image. */
export type AssetRow = {
  readonly sha256: Uint8Array
  readonly mime: string
  readonly bytes: number
  readonly width: number
  readonly height: number
  readonly orientation: number
  /** Null: copied into the project. */
  readonly linkedPath: string | null
}

/** True where the asset is new. A copy replaces a link to the same bytes, never the other way round. */
export const insertAsset = (write: Pick<Write, 'prepare'>, asset: AssetRow): boolean => {
  const { sha256, mime, bytes, width, height, orientation, linkedPath } = asset
  const { changes } = write
    .prepare(
      `INSERT INTO assets (sha256, mime, bytes, width, height, orientation, linked_path) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (sha256) DO NOTHING`,
    )
    .run(sha256, mime, bytes, width, height, orientation, linkedPath)
  if (changes === 0 && linkedPath === null)
    write.prepare('UPDATE assets SET linked_path = NULL WHERE sha256 = ? AND linked_path IS NOT NULL').run(sha256)
  return changes === 1
}
