import type { Store, Write } from './store.ts'

/** What makes a case comparable with others (shared/domain/splits): null where it has no text, or no picture. */
export type Fingerprint = {
  readonly caseRow: number
  readonly text: Uint16Array | null
  /** Eight bytes a picture. */
  readonly image: Uint8Array | null
}

const words = (bytes: Buffer): Uint16Array => new Uint16Array(Uint8Array.from(bytes).buffer)
const bytesOf = ({ buffer, byteOffset, byteLength }: Uint16Array): Buffer => Buffer.from(buffer, byteOffset, byteLength)

/** Of those of these cases that have one. */
export const readFingerprints = (
  store: Pick<Store, 'prepare'>,
  caseRows: readonly number[],
): ReadonlyMap<number, Fingerprint> =>
  new Map(
    store
      .prepare<{ case_id: number; text: Buffer | null; image: Buffer | null }>(
        'SELECT case_id, text, image FROM case_fingerprints WHERE case_id IN (SELECT value FROM json_each(?))',
      )
      .all(JSON.stringify(caseRows))
      .map(({ case_id, text, image }) => [case_id, { caseRow: case_id, text: text && words(text), image }]),
  )

/** What a case shows never changes, and so neither does its fingerprint. */
export const keepFingerprint = (write: Write, { caseRow, text, image }: Fingerprint): void =>
  void write
    .prepare('INSERT OR IGNORE INTO case_fingerprints (case_id, text, image) VALUES (?, ?, ?)')
    .run(caseRow, text && bytesOf(text), image)
