import { fitView } from '../../../../shared/domain/geometry/view.ts'
import type { Case } from '../../../../shared/model/case.ts'
import { client } from '../../../api/client.ts'
import { setPage, setZoom } from '../../../app/status.ts'
import { PhotoError } from '../../../canvas/decode.ts'
import { loadPhoto } from '../../../canvas/photo.ts'
import { t } from '../../../i18n/t.ts'
import { type Picture, sheetsOf } from '../picture.ts'
import { type PhotoState, review, setReview, tell } from '../review-state.ts'
import { putDownTool } from './hand.ts'
import { actionsIn, onFreeImage } from './on-image.ts'

/** Says which page of how many is in sight, where there are several. */
export const showPlace = (picture: Picture | null): void =>
  setPage(picture === null || picture.pages === 1 ? null : { page: picture.page + 1, pages: picture.pages })

/** Another page of the case's image or document, or why there is none. */
const pictureAt = async (of: Case, { image, pages }: Picture, page: number): Promise<Picture | string> => {
  const sheets = sheetsOf(of)
  const sheet = sheets[page]
  if (sheets.length > 1 && sheet) return { image: sheet, page, pages }
  const facts = await client.call('image.about', { sha256: image.sha256, page })
  const size = facts.ok ? facts.value.pages[page] : undefined
  if (!facts.ok || !size) return facts.ok ? t('There is no such page.') : facts.error.message
  return { image: { ...image, ...size, pageIndex: page }, page, pages }
}

let asked = 0
/** Puts another page in sight: from then on it is the picture that is drawn on. Of several asked for, the last wins. */
export const turnTo = async (page: number): Promise<void> => {
  const { desk, picture } = review()
  if (!desk || !picture || page < 0 || page >= picture.pages) return
  asked += 1
  const mine = asked
  putDownTool()
  const next = await pictureAt(desk.open.case, picture, page)
  if (typeof next === 'string') return tell(next, 'refused')
  const photo = await photoOf(next)
  const now = review()
  if (mine !== asked || now.desk?.open.case.id !== desk.open.case.id) return
  if (now.photo.name === 'ready' && (photo.name !== 'ready' || now.photo.photo !== photo.photo)) now.photo.photo.rest()
  const view = now.stage && fitView(next.image, now.stage)
  setReview({ picture: next, photo, view, gliding: false })
  setZoom(view?.scale ?? null)
  showPlace(next)
  tell(t('Page {page} of {pages}', { page: page + 1, pages: next.pages }))
}

/** A page that cannot be shown says so in its place: the others can still be turned to. */
const photoOf = async ({ image }: Picture): Promise<PhotoState> => {
  try {
    return { name: 'ready', photo: await loadPhoto(image) }
  } catch (error) {
    if (error instanceof PhotoError) return { name: 'broken', message: error.message }
    throw error
  }
}

const step = (by: number): void => {
  const { picture } = review()
  if (!picture) return
  const to = picture.page + by
  if (picture.pages === 1) tell(t('This picture has one page.'))
  else if (to < 0) tell(t('This is the first page.'))
  else if (to >= picture.pages) tell(t('This is the last page.'))
  else {
    setReview({ selection: [] })
    void turnTo(to)
  }
}

export const pageActions = actionsIn(t('Picture'), [
  {
    id: 'review.page.next',
    label: t('Next page'),
    keys: ['alt+pagedown'],
    when: onFreeImage,
    run: () => step(1),
  },
  {
    id: 'review.page.previous',
    label: t('Previous page'),
    keys: ['alt+pageup'],
    when: onFreeImage,
    run: () => step(-1),
  },
])
