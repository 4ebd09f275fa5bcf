import type { Store } from '../store/store.ts'
import { storedAsset } from './assets.ts'
import { aboutImage, type ImageAbout } from './image-about.ts'
import { IMAGE_MIMES } from './image-format.ts'

/** What it takes to show a stored image; null where its file is not to be had. */
export const assetAbout = async (store: Store, sha256: string, stateDir: string): Promise<ImageAbout | null> => {
  const file = await storedAsset(store, sha256, stateDir)
  if (!file?.mime.startsWith('image/')) return null
  if (file.mime !== IMAGE_MIMES.bmp) return aboutImage(file.path, file.mime).catch(() => null)
  const size = store
    .prepare<{ width: number; height: number }>('SELECT width, height FROM assets WHERE sha256 = ?')
    .get(Buffer.from(sha256, 'hex'))
  return size
    ? { path: file.path, mime: file.mime, stored: [size], orientation: 1, bits: 8, colour: 'rgb', alpha: false }
    : null
}
