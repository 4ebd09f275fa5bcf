import { fitView } from '../../../../shared/domain/geometry/view.ts'
import type { ImageRef } from '../../../../shared/model/case.ts'
import { client } from '../../../api/client.ts'
import { setPage, setZoom } from '../../../app/status.ts'
import { PhotoError } from '../../../canvas/decode.ts'
import { loadPhoto } from '../../../canvas/photo.ts'
import { t } from '../../../i18n/t.ts'
import { review, setReview, tell } from '../review-state.ts'
import { putDownTool } from './hand.ts'
import { actionsIn, onFreeImage } from './on-image.ts'

const imageNow = (): ImageRef | undefined => review().desk?.open.case.content.image

/** Says which page of how many is in sight, where there are several. */
export const showPlace = (image: ImageRef | undefined): void =>
  setPage(image?.pages === undefined ? null : { page: (image.pageIndex ?? 0) + 1, pages: image.pages })

const pageRef = async (image: ImageRef, page: number): Promise<ImageRef | string> => {
  const facts = await client.call('image.about', { sha256: image.sha256, page })
  const size = facts.ok ? facts.value.pages[page] : undefined
  if (!facts.ok || !size) return facts.ok ? t('There is no such page.') : facts.error.message
  return { ...image, ...size, pageIndex: page }
}

/** Puts another page of the image in sight. From then on it is the picture that is drawn on. */
export const turnTo = async (page: number): Promise<void> => {
  const before = review().desk
  const image = imageNow()
  if (!before || image?.pages === undefined || page < 0 || page >= image.pages) return
  putDownTool()
  const ref = await pageRef(image, page)
  if (typeof ref === 'string') return tell(ref, 'refused')
  try {
    const photo = await loadPhoto(ref)
    const { desk, stage } = review()
    if (!desk || desk.open.case.id !== before.open.case.id) return
    const { case: of } = desk.open
    const view = stage && fitView(ref, stage)
    setReview({
      desk: { ...desk, open: { ...desk.open, case: { ...of, content: { ...of.content, image: ref } } } },
      photo: { name: 'ready', photo },
      view,
      gliding: false,
    })
    setZoom(view?.scale ?? null)
    showPlace(ref)
    tell(t('Page {page} of {pages}', { page: page + 1, pages: image.pages }))
  } catch (error) {
    if (!(error instanceof PhotoError)) throw error
    tell(error.message, 'refused')
  }
}

const step = (by: number): void => {
  const image = imageNow()
  const to = (image?.pageIndex ?? 0) + by
  if (image?.pages === undefined) tell(t('This picture has one page.'))
  else if (to < 0) tell(t('This is the first page.'))
  else if (to >= image.pages) tell(t('This is the last page.'))
  else {
    setReview({ selection: [] })
    void turnTo(to)
  }
}

export const pageActions = actionsIn(t('Picture'), [
  {
    id: 'review.page.next',
    label: t('Next page of the image'),
    keys: ['alt+pagedown'],
    when: onFreeImage,
    run: () => step(1),
  },
  {
    id: 'review.page.previous',
    label: t('Previous page of the image'),
    keys: ['alt+pageup'],
    when: onFreeImage,
    run: () => step(-1),
  },
])
