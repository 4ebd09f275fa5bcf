import type { Case, ImageRef } from '../../../shared/model/case.ts'

/** The picture on the stage: the case's image, or one of the pages of its image or document. */
export type Picture = {
  readonly image: ImageRef
  /** From 0; shapes name it where there are several. */
  readonly page: number
  readonly pages: number
}

/** The pictures of a case. A document's pages come first, since shapes name them by number; another case's image does. */
export const sheetsOf = ({ kind, content }: Case): readonly ImageRef[] => {
  const { image, pages = [] } = content
  if (!image) return pages
  return kind === 'document' ? [...pages, image] : [image, ...pages]
}

/** The picture that a case begins with; null where it has none. */
export const firstPicture = (of: Case): Picture | null => {
  const sheets = sheetsOf(of)
  const [image] = sheets
  if (!image) return null
  const inFile = image.pageIndex === undefined ? (image.pages ?? 1) : 1
  return { image, page: 0, pages: sheets.length > 1 ? sheets.length : inFile }
}
