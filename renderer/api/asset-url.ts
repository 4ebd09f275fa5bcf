import type { Sha256 } from '../../shared/model/ids.ts'
import { bridge } from './bridge.ts'

/** Where an asset of the open project is shown from. A page can name a hash, never a path. */
export const assetUrl = (sha256: Sha256): string => (bridge === null ? `asset/${sha256}` : `app://asset/${sha256}`)

/** Where a rendition of an asset is shown from (electron/backend/files/renditions.ts names them). */
export const renditionUrl = (sha256: Sha256, name: string): string => `${assetUrl(sha256)}/${name}`
