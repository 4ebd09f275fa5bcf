import { readFile, stat } from 'node:fs/promises'
import { RowProblem } from '../../../shared/domain/formats/read-row.ts'
import type { Size } from '../../../shared/domain/geometry/box.ts'

/** Pixels a point: a page's pixels are 1/144 inch. */
const PIXELS_A_POINT = 2
const MOST_PAGES = 1000
const MOST_BYTES = 500_000_000
/** A page of 30 m: larger ones are no paper. */
const MOST_SIDE = 180_000
const MOST_MS = 60_000

/** pdf.js reads pages here and draws none: where it looks for what drawing needs, it finds these. */
const loadPdfjs = async () => {
  for (const name of ['DOMMatrix', 'Path2D', 'ImageData'])
    if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value: class {}, configurable: true })
  // Found by this name, its other half needs no file of its own: it runs in this thread.
  Object.assign(globalThis, { pdfjsWorker: await import('pdfjs-dist/legacy/build/pdf.worker.mjs') })
  return import('pdfjs-dist/legacy/build/pdf.mjs')
}

const damaged = (name: string): RowProblem =>
  new RowProblem(
    'broken-image',
    `${name} is no PDF that can be read, or was cut short.`,
    'Copy the file again from where it came from, or print it into a new PDF.',
  )

/**
 * The sizes of a PDF's pages in pixels, each page turned as it says. Nothing in it is run. Throws RowProblem:
 * `broken-image`, `encrypted-pdf`, `image-too-large`.
 */
export const pdfPages = async (path: string, name: string): Promise<readonly Size[]> => {
  if ((await stat(path)).size > MOST_BYTES)
    throw new RowProblem('image-too-large', `${name} is larger than 500 MB.`, 'Split the file.')
  const { getDocument, VerbosityLevel } = await loadPdfjs()
  const task = getDocument({
    data: new Uint8Array(await readFile(path)),
    verbosity: VerbosityLevel.ERRORS,
    useWasm: false,
    useSystemFonts: false,
    disableFontFace: true,
    enableXfa: false,
    stopAtErrors: true,
  })
  const late = setTimeout(() => void task.destroy(), MOST_MS)
  try {
    const document = await task.promise
    if (document.numPages > MOST_PAGES)
      throw new RowProblem(
        'image-too-large',
        `${name} has ${document.numPages} pages; ${MOST_PAGES} are the most.`,
        'Split the file.',
      )
    const sizes: Size[] = []
    for (let number = 1; number <= document.numPages; number += 1) {
      const page = await document.getPage(number)
      const { width, height } = page.getViewport({ scale: PIXELS_A_POINT })
      if (!(width >= 1 && height >= 1 && width <= MOST_SIDE && height <= MOST_SIDE))
        throw new RowProblem(
          'image-too-large',
          `Page ${number} of ${name} measures ${Math.round(width)} × ${Math.round(height)} pixels of 1/144 inch.`,
          'Give it pages of a size that paper has.',
        )
      sizes.push({ width: Math.round(width), height: Math.round(height) })
      page.cleanup()
    }
    return sizes
  } catch (error) {
    if (error instanceof RowProblem) throw error
    if (error instanceof Error && error.name === 'PasswordException')
      throw new RowProblem(
        'encrypted-pdf',
        `${name} is locked with a password.`,
        'Save it without a password, and import it again.',
      )
    throw damaged(name)
  } finally {
    clearTimeout(late)
    await task.destroy()
  }
}
