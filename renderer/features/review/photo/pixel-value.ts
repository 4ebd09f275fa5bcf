import type { Point } from '../../../../shared/model/shape.ts'
import { setCursor, setPixel } from '../../../app/status.ts'
import type { Photo } from '../../../canvas/photo.ts'
import { t } from '../../../i18n/t.ts'
import { review } from '../review-state.ts'
import { photoNow } from './adjust.ts'
import { isHandBusy } from './hand.ts'

/** How long the pointer must rest before a pixel is read: it may take all pixels of the photo. */
const REST_MS = 120
const OPAQUE = 255

let resting: ReturnType<typeof setTimeout> | null = null
let asked = 0

const wordsOf = (photo: Photo, numbers: readonly number[]): string => {
  const [red = 0, green = 0, blue = 0, alpha] = numbers
  if (photo.window !== null) return numbers.join(' ')
  const grey = red === green && green === blue
  const colour = grey ? String(red) : t('R {red} G {green} B {blue}', { red, green, blue })
  return alpha === undefined || alpha === OPAQUE ? colour : t('{colour} alpha {alpha}', { colour, alpha })
}

const read = async (photo: Photo, x: number, y: number): Promise<void> => {
  asked += 1
  const mine = asked
  const numbers = await photo.sample(x, y)
  if (mine === asked) setPixel(numbers && wordsOf(photo, numbers))
}

/**
 * The pointer is over this point of the picture: the status bar says where, and once it rests, what the pixel holds; not
 * while the hand moves something over it.
 */
export const pointAt = (at: Point | null): void => {
  const place = at && { x: Math.floor(at[0]), y: Math.floor(at[1]) }
  setCursor(place)
  if (resting !== null) clearTimeout(resting)
  asked += 1
  const photo = photoNow()
  if (!photo || !place || isHandBusy(review().hand)) return
  const inside = place.x >= 0 && place.y >= 0 && place.x < photo.size.width && place.y < photo.size.height
  if (inside) resting = setTimeout(() => void read(photo, place.x, place.y), REST_MS)
}
