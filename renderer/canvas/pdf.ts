import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist'
import type { Sha256 } from '../../shared/model/ids.ts'
import { assetUrl } from '../api/asset-url.ts'

/** Documents kept open: the case on the desk and the next ones. */
const KEPT = 4
const open = new Map<string, Promise<PDFDocumentProxy>>()

/** pdf.js is loaded with the first PDF. What its files refer to comes from the desk itself; nothing in a PDF is run. */
const start = async (sha256: Sha256): Promise<PDFDocumentProxy> => {
  const [pdfjs, worker] = await Promise.all([import('pdfjs-dist'), import('pdfjs-dist/build/pdf.worker.min.mjs?url')])
  pdfjs.GlobalWorkerOptions.workerSrc = worker.default
  const own = (path: string): string => new URL(path, document.baseURI).href
  return pdfjs.getDocument({
    url: own(assetUrl(sha256)),
    cMapUrl: own('pdf/cmaps/'),
    standardFontDataUrl: own('pdf/standard_fonts/'),
    verbosity: pdfjs.VerbosityLevel.ERRORS,
    useWasm: false,
    useWorkerFetch: false,
    useSystemFonts: false,
    disableFontFace: true,
    enableXfa: false,
    disableAutoFetch: true,
    maxImageSize: 100_000_000,
  }).promise
}

/** A page of a stored PDF, counted from 0. Rejects where the file is not to be had or is damaged. */
export const openPdfPage = async (sha256: Sha256, pageIndex: number): Promise<PDFPageProxy> => {
  const known = open.get(sha256) ?? start(sha256)
  open.delete(sha256)
  open.set(sha256, known)
  known.catch(() => open.delete(sha256))
  const [oldest] = open.keys()
  if (open.size > KEPT && oldest !== undefined) {
    const gone = open.get(oldest)
    open.delete(oldest)
    void gone?.then((document) => document.loadingTask.destroy()).catch(() => undefined)
  }
  return (await known).getPage(pageIndex + 1)
}
