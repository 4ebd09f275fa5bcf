import { memo, type ReactNode, useState } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { COLORS, type Peer, type PeerSpan, paragraphsOf, sharedOut } from './peer.ts'

type ParagraphProps = { readonly text: string; readonly start: number; readonly spans: readonly PeerSpan[] }

/** One memoised component a paragraph: its text cut where spans begin and end, each piece in the colours over it. */
const Paragraph = memo(({ text, start, spans }: ParagraphProps): ReactNode => {
  const end = start + text.length
  const within = (at: number): boolean => at > start && at < end
  const cuts = [...new Set([start, end, ...spans.flatMap((span) => [span.start, span.end]).filter(within)])]
  cuts.sort((a, b) => a - b)
  return (
    <p className="apart">
      {cuts.slice(0, -1).map((from, i) => {
        const to = cuts[i + 1] ?? end
        const over = spans.filter((span) => span.start <= from && span.end >= to)
        const words = text.slice(from - start, to - start)
        const [first] = over
        return first ? (
          <mark key={from} style={{ background: COLORS[first.label] }} title={over.map((span) => span.label).join(' ')}>
            {words}
          </mark>
        ) : (
          <span key={from}>{words}</span>
        )
      })}
    </p>
  )
})
Paragraph.displayName = 'Paragraph'

let change: (act: (spans: readonly PeerSpan[]) => readonly PeerSpan[]) => void = () => undefined

/** Memoised paragraphs with content-visibility, and nothing else: no lanes, no labels, no list, no saving. */
export const plain: Peer = (stage, text, given) => {
  const paragraphs = paragraphsOf(text)
  const shared = sharedOut(paragraphs)
  const App = (): ReactNode => {
    const [spans, setSpans] = useState(given)
    change = (act) => setSpans(act)
    const lists = shared(spans)
    return paragraphs.map(({ start, end }, p) => (
      <Paragraph key={start} text={text.slice(start, end)} start={start} spans={lists[p] ?? []} />
    ))
  }
  const root = createRoot(stage)
  flushSync(() => root.render(<App />))
  return {
    add: (span) => flushSync(() => change((spans) => [...spans, span])),
    remove: (id) => flushSync(() => change((spans) => spans.filter((span) => span.id !== id))),
  }
}
