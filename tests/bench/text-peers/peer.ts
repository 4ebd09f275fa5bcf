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
