export type PeerSpan = { readonly id: string; readonly label: string; readonly start: number; readonly end: number }

/** Shows the text with its spans, and takes one more or one away; each answers once the elements stand. */
export type Shown = {
  add(span: PeerSpan): void
  remove(id: string): void
  /** Whether spans are to be seen: some draw them later. */
  drawn?(): boolean
}
export type Peer = (stage: HTMLElement, text: string, spans: readonly PeerSpan[]) => Shown

export const COLORS: Readonly<Record<string, string>> = { PERSON: '#9cf', PLACE: '#fc9', TIME: '#9fc' }

/** Where paragraphs begin and end. */
export const paragraphsOf = (text: string): readonly { readonly start: number; readonly end: number }[] => {
  let start = 0
  return text.split('\n').map((words) => {
    const paragraph = { start, end: start + words.length }
    start += words.length + 1
    return paragraph
  })
}

type Paragraph = ReturnType<typeof paragraphsOf>[number]

/** The spans of each paragraph; a paragraph whose spans are the same as the last time keeps its list. */
export const sharedOut = (
  paragraphs: readonly Paragraph[],
): ((spans: readonly PeerSpan[]) => readonly (readonly PeerSpan[])[]) => {
  const starts = paragraphs.map(({ start }) => start)
  const paragraphOf = (at: number): number => {
    let [low, high] = [0, starts.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= at) low = middle
      else high = middle - 1
    }
    return low
  }
  let last: readonly (readonly PeerSpan[])[] = []
  return (spans) => {
    const lists: PeerSpan[][] = paragraphs.map(() => [])
    for (const span of spans)
      for (let p = paragraphOf(span.start); p < paragraphs.length && (starts[p] ?? 0) < span.end; p++)
        lists[p]?.push(span)
    last = lists.map((list, p) => {
      const old = last[p]
      return old && old.length === list.length && old.every((span, i) => span === list[i]) ? old : list
    })
    return last
  }
}
