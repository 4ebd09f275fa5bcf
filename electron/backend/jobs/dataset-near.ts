import { signatureOf } from '../../../shared/domain/splits/minhash.ts'
import { joinNearImages } from '../../../shared/domain/splits/near-images.ts'
import { joinNearTexts } from '../../../shared/domain/splits/near-texts.ts'
import { HASHED_SIDE, perceptualHash } from '../../../shared/domain/splits/perceptual-hash.ts'
import { createSets, type Sets } from '../../../shared/domain/splits/sets.ts'
import { shinglesOf } from '../../../shared/domain/splits/shingles.ts'
import { CaseContent, type ImageRef } from '../../../shared/model/case.ts'
import type { DatasetOptions } from '../../../shared/model/dataset.ts'
import { assetAbout } from '../files/asset-about.ts'
import { greySquare } from '../files/grey-square.ts'
import { type Fingerprint, keepFingerprint, readFingerprints } from '../store/fingerprints.ts'
import type { Store } from '../store/store.ts'
import { stopIfAsked } from './in-turns.ts'
import type { JobContext } from './job.ts'

/** Cases looked at together; few, since each may have pictures to decode. */
const PAGE = 200

type Contents = { readonly case_id: number; readonly text: string | null; readonly body: string }

/** The pictures of a case that can be decoded here: a PDF's pages are drawn by the renderer alone. */
const picturesOf = (body: string): readonly ImageRef[] => {
  if (!body.includes('"sha256"')) return []
  const { image, pages = [] } = CaseContent.parse(JSON.parse(body))
  return [...(image ? [image] : []), ...pages].filter(({ media }) => media !== 'pdf')
}

/** Null where a picture cannot be read: then the case is compared with none, and that is said. */
const imageHashes = async (context: JobContext, pictures: readonly ImageRef[]): Promise<Uint8Array | null> => {
  const hashes: Uint8Array[] = []
  for (const { sha256, pageIndex = 0 } of pictures) {
    const about = await assetAbout(context.store, sha256, context.stateDir)
    const grey = about && (await greySquare(about, pageIndex, HASHED_SIDE).catch(() => null))
    if (!grey) return null
    hashes.push(perceptualHash(grey))
  }
  return Buffer.concat(hashes)
}

/** `whole`: its pictures were looked at too, or it has none. */
type Looked = { readonly fingerprint: Fingerprint; readonly whole: boolean }

const lookAt = async (
  context: JobContext,
  { case_id, text, body }: Contents,
  withPictures: boolean,
): Promise<Looked> => {
  const pictures = picturesOf(body)
  const image = pictures.length === 0 || !withPictures ? null : await imageHashes(context, pictures)
  const signature = text === null ? null : signatureOf(shinglesOf(text))
  return {
    fingerprint: { caseRow: case_id, text: signature, image },
    whole: pictures.length === 0 || image !== null,
  }
}

/** The fingerprints of these cases, in their order, made where they are missing; and how many have an unread picture. */
const fingerprintsOf = async (
  context: JobContext,
  caseRows: readonly number[],
  withPictures: boolean,
): Promise<{ readonly found: readonly Fingerprint[]; readonly unread: number }> => {
  const { store } = context
  const found: Fingerprint[] = []
  let unread = 0
  for (let at = 0; at < caseRows.length; at += PAGE) {
    const rows = caseRows.slice(at, at + PAGE)
    const known = readFingerprints(store, rows)
    const missing = rows.filter((row) => !known.has(row))
    const made = new Map<number, Looked>()
    for (const contents of contentsOf(store, missing)) {
      stopIfAsked(context)
      made.set(contents.case_id, await lookAt(context, contents, withPictures))
    }
    const whole = [...made.values()].filter((one) => one.whole)
    if (whole.length > 0)
      store.write((write) => {
        for (const { fingerprint } of whole) keepFingerprint(write, fingerprint)
      })
    context.yieldToDesk()
    unread += made.size - whole.length
    for (const row of rows) {
      const own = known.get(row) ?? made.get(row)?.fingerprint
      found.push(own ?? { caseRow: row, text: null, image: null })
    }
    context.progress(at + rows.length, caseRows.length, 'cases compared')
    stopIfAsked(context)
  }
  return { found, unread }
}

const contentsOf = (store: Store, caseRows: readonly number[]): readonly Contents[] =>
  store
    .prepare<Contents>(
      'SELECT case_id, text, body FROM case_contents WHERE case_id IN (SELECT value FROM json_each(?))',
    )
    .all(JSON.stringify(caseRows))

/** Whole texts are read again for the exact comparison; those compared last are kept. */
const SHINGLES_KEPT = 4096

const shinglesIn = (store: Store, caseRows: readonly number[]): ((index: number) => Uint32Array) => {
  const kept = new Map<number, Uint32Array>()
  return (index) => {
    const known = kept.get(index)
    if (known !== undefined) return known
    const text = store
      .prepare<string | null>('SELECT text FROM case_contents WHERE case_id = ?')
      .pluck()
      .get(caseRows[index])
    const shingles = shinglesOf(text ?? '')
    if (kept.size >= SHINGLES_KEPT) for (const first of [...kept.keys()].slice(0, SHINGLES_KEPT / 2)) kept.delete(first)
    kept.set(index, shingles)
    return shingles
  }
}

/** The pictures of a PDF cannot be compared by what they show; that two cases have the same file can. */
const joinSameAssets = (store: Store, sets: Sets, caseRows: readonly number[]): void => {
  const indexOf = new Map(caseRows.map((row, index) => [row, index]))
  let [last, first] = ['', -1]
  const rows = store
    .prepare<{ case_id: number; sha256: Buffer }>('SELECT case_id, sha256 FROM case_assets ORDER BY sha256, case_id')
    .iterate()
  for (const { case_id, sha256 } of rows) {
    const index = indexOf.get(case_id)
    if (index === undefined) continue
    const hash = sha256.toString('hex')
    if (hash === last) sets.join(index, first)
    else [last, first] = [hash, index]
  }
}

export type NearDuplicates = {
  readonly sets: Sets
  /** Cases of which a picture could not be read. */
  readonly unread: number
}

/**
 * Finds which of these cases are near-duplicates of each other. Fingerprints are kept in the project, so that the next
 * version need not look at the same pictures and texts again. Throws `cancelled`; what was kept until then stays.
 */
export const findNearDuplicates = async (
  context: JobContext,
  caseRows: readonly number[],
  { text, image }: DatasetOptions['nearDuplicates'],
): Promise<NearDuplicates> => {
  const sets = createSets(caseRows.length)
  if (text === null && image === null) return { sets, unread: 0 }
  const { found, unread } = await fingerprintsOf(context, caseRows, image !== null)
  const step = (done: number, total: number): void => {
    context.progress(done, total, 'comparisons')
    stopIfAsked(context)
  }
  if (text !== null)
    joinNearTexts(sets, {
      signatures: found.map((one) => one.text),
      shingles: shinglesIn(context.store, caseRows),
      threshold: text,
      step,
    })
  if (image !== null) {
    joinSameAssets(context.store, sets, caseRows)
    const owners = found.flatMap((one, index) => Array.from({ length: (one.image?.length ?? 0) / 8 }, () => index))
    const hashes = Buffer.concat(found.flatMap((one) => (one.image === null ? [] : [one.image])))
    joinNearImages(sets, { owners: Int32Array.from(owners), hashes, threshold: image, step })
  }
  return { sets, unread: image === null ? 0 : unread }
}
