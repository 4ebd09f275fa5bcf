import { findThrough, type TextQuery } from '../../shared/domain/text-search.ts'

/** Runs a person's expression where it can be stopped. */
export type SearchOrder = { readonly texts: readonly string[]; readonly query: TextQuery }
export type SearchAnswer = { readonly found: ReturnType<typeof findThrough> } | { readonly problem: string }

const scope = globalThis as unknown as {
  postMessage(message: SearchAnswer): void
  onmessage: ((event: MessageEvent<SearchOrder>) => void) | null
}

scope.onmessage = ({ data }) => {
  try {
    scope.postMessage({ found: findThrough(data.texts, data.query) })
  } catch (error) {
    scope.postMessage({ problem: error instanceof Error ? error.message : String(error) })
  }
}
