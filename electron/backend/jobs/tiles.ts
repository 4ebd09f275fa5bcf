import { isLarge, LARGE_PIXELS } from '../../../shared/domain/geometry/tiles.ts'
import { hex } from '../../../shared/domain/hash.ts'
import { assetAbout } from '../files/asset-about.ts'
import { isPyramidDone, makePyramid } from '../files/pyramid.ts'
import { derivedFolder } from '../files/renditions.ts'
import type { Store } from '../store/store.ts'
import { stopIfAsked } from './in-turns.ts'
import type { JobRun } from './job.ts'

/** Progress within one page is told in hundredths of it. */
const STEPS = 100

const largeImages = (store: Store): readonly string[] =>
  store
    .prepare<{ sha256: Uint8Array }>('SELECT sha256 FROM assets WHERE width * height > ?')
    .all(LARGE_PIXELS)
    .map(({ sha256 }) => hex(sha256))

/** Makes the tiles of every large image that lacks them, the one asked for first. Cancelled, it goes on the next time. */
export const run: JobRun<'tiles'> = async (context, { first }) => {
  const { store, stateDir } = context
  const all = largeImages(store)
  const hashes = [...new Set([...all.filter((hash) => hash === first), ...all])]
  for (const [place, sha256] of hashes.entries()) {
    const about = await assetAbout(store, sha256, stateDir)
    if (!about) continue
    const folder = derivedFolder(store.path, sha256)
    for (const [page, size] of about.stored.entries()) {
      if (!isLarge(size) || isPyramidDone(about, folder, page)) continue
      await makePyramid(about, folder, page, {
        progress: (done, total) =>
          context.progress(place * STEPS + Math.round((done / total) * STEPS), hashes.length * STEPS, '% of an image'),
        stopIfAsked: () => stopIfAsked(context),
      })
      context.changed()
    }
  }
  return {}
}
