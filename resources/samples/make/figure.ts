import type { Screen } from './camera.ts'
import type { Look } from './person-look.ts'
import type { Picture } from './picture.ts'
import type { Joint, Skeleton } from './skeletons.ts'

/** One person about to be drawn. */
export type Figure = {
  readonly picture: Picture
  readonly look: Look
  readonly body: Skeleton
  /** Where a joint is on the screen. */
  at(joint: Joint): Screen
  /** Pixels of a metre at this person. */
  readonly px: number
  /** Width of the shoulders as seen, in metres. */
  readonly wide: number
  /** 1 looking right, −1 looking left. */
  readonly flip: number
}
