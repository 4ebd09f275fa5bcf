import type { ImageRef } from '../model/case.ts'

/** Pages of a document by the file they are in, in their order: the pages of a PDF stand for one file. */
export const pageFiles = (pages: readonly ImageRef[]): readonly (readonly ImageRef[])[] => {
  const files: ImageRef[][] = []
  for (const page of pages) {
    const file = files.at(-1)
    const last = file?.at(-1)
    const goesOn = last?.sha256 === page.sha256 && last.pageIndex !== undefined && page.pageIndex === last.pageIndex + 1
    if (file && goesOn) file.push(page)
    else files.push([page])
  }
  return files
}
