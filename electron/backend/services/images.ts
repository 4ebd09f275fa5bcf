import { DeskError } from '../../../shared/contract/errors.ts'
import { isLarge, LARGE_PIXELS } from '../../../shared/domain/geometry/tiles.ts'
import type { Handlers, ServedFile } from '../backend.ts'
import { assetAbout } from '../files/asset-about.ts'
import { channelsOf, type ImageAbout, turnedSize } from '../files/image-about.ts'
import { isPyramidDone } from '../files/pyramid.ts'
import { derivedFolder, readRendition, renditionOf, windowOf } from '../files/renditions.ts'
import type { Store } from '../store/store.ts'
import type { ServiceContext } from './context.ts'
import { startSoon } from './start-soon.ts'

/** How many images' headers are remembered. */
const KEPT = 64

export type Images = Pick<Handlers, 'image.about' | 'image.tile'> & {
  /** The file of a rendition by the name it is asked for; null where there is none. */
  rendition(sha256: string, name: string): Promise<ServedFile | null>
}

export const createImages = (context: ServiceContext, stateDir: string): Images => {
  const known = new Map<string, Promise<ImageAbout | null>>()
  const about = (store: Store, sha256: string): Promise<ImageAbout | null> => {
    const key = `${store.path} ${sha256}`
    const found = known.get(key) ?? assetAbout(store, sha256, stateDir)
    known.delete(key)
    known.set(key, found)
    // What was not there may be put back.
    void found.then((value) => value ?? known.delete(key))
    const [oldest] = known.keys()
    if (known.size > KEPT && oldest !== undefined) known.delete(oldest)
    return found
  }
  return {
    'image.about': async ({ sha256, page }) => {
      const store = context.store()
      const image = await about(store, sha256)
      const stored = image?.stored[page]
      if (!image || !stored)
        throw new DeskError('not-found', `There is no page ${page + 1} of an image ${sha256} in this project.`)
      const folder = derivedFolder(store.path, sha256)
      const tiled = isLarge(stored) || image.bits === 16
      return {
        pages: image.stored.map((size) => turnedSize(size, image.orientation)),
        bits: image.bits,
        channels: channelsOf(image),
        window: await windowOf(image, folder, page),
        tiles: tiled ? (!isLarge(stored) || isPyramidDone(image, folder, page) ? 'ready' : 'missing') : null,
      }
    },
    'image.tile': ({ sha256 }) => {
      startSoon(context, 'tiles', 'Cutting large images into tiles', { first: sha256 })
      return {}
    },
    rendition: async (sha256, name) => {
      const rendition = readRendition(name)
      const store = context.store()
      const image = rendition && (await about(store, sha256))
      return rendition && image ? renditionOf(image, derivedFolder(store.path, sha256), rendition) : null
    },
  }
}

/** Has tiles made where the project has large images; those that are done cost a look each. */
export const tileLargeImages = (context: ServiceContext): void => {
  const { store } = context
  try {
    if (hasLargeImages(store())) startSoon(context, 'tiles', 'Cutting large images into tiles', { first: null })
  } catch (error) {
    // The project was closed meanwhile: tiles are made when an image is opened.
    if (!(error instanceof DeskError && error.code === 'no-project')) throw error
  }
}

const hasLargeImages = (store: Store): boolean =>
  store.prepare('SELECT 1 FROM assets WHERE width * height > ? LIMIT 1').get(LARGE_PIXELS) !== undefined
