import type { Sha256 } from '../../shared/model/ids.ts'
import { bridge } from './bridge.ts'

/** Where an asset of the open project is shown from. A page can name a hash, never a path. */
export const assetUrl = (sha256: Sha256): string => (bridge === null ? `asset/${sha256}` : `app://asset/${sha256}`)
