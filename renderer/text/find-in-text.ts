import { findThrough, type TextQuery } from '../../shared/domain/text-search.ts'
import { t } from '../i18n/t.ts'
import type { SearchAnswer, SearchOrder } from './search-worker.ts'

/** An expression that is not done by then is given up: some take longer than a life. */
const PATIENCE_MS = 1500

let running: { readonly worker: Worker; stop(): void } | null = null

/** Looks for an expression beside the page's own thread; a new search ends the one before, which is answered with null. */
const inWorker = (texts: readonly string[], query: TextQuery): Promise<SearchAnswer | null> => {
  running?.stop()
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./search-worker.ts', import.meta.url), { type: 'module' })
    const end = (answer: SearchAnswer | null): void => {
      clearTimeout(patience)
      worker.terminate()
      if (running?.worker === worker) running = null
      resolve(answer)
    }
    const tooLong = t('This expression takes too long. Make it simpler: no repetition within a repetition.')
    const patience = setTimeout(() => end({ problem: tooLong }), PATIENCE_MS)
    worker.onmessage = ({ data }: MessageEvent<SearchAnswer>) => end(data)
    worker.onerror = () => end({ problem: tooLong })
    running = { worker, stop: () => end(null) }
    worker.postMessage({ texts, query } satisfies SearchOrder)
  })
}

/** What a query finds in texts; null when another search took its place. Plain words are found at once. */
export const findInTexts = async (
  texts: readonly string[],
  query: TextQuery,
): Promise<{ readonly found: ReturnType<typeof findThrough> } | { readonly problem: string } | null> =>
  query.regex ? inWorker(texts, query) : { found: findThrough(texts, query) }
