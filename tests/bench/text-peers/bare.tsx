import { memo, type ReactNode, useState } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { BlockView } from '../../../renderer/text/block-view.tsx'
import type { PaintedMark } from '../../../renderer/text/text-canvas.tsx'
import { type Block, layOutBlock, MOST_LANES } from '../../../renderer/text/text-layout.ts'
import { labelStyle } from '../../../renderer/ui/label-style.ts'
import { AnnotationId } from '../../../shared/model/ids.ts'
import { COLORS, type Peer, type PeerSpan, paragraphsOf, sharedOut } from './peer.ts'

const STYLES = new Map(Object.keys(COLORS).map((label, hue) => [label, labelStyle({ hue, tone: 0, dash: 0 })]))

const marks = new WeakMap<PeerSpan, PaintedMark>()
const markOf = (span: PeerSpan): PaintedMark => {
  const { id, label, start, end } = span
  const known = marks.get(span)
  if (known) return known
  const [score, chip] = id === 'added' ? [null, label] : [0.9, `${label} 0.90`]
  const mark: PaintedMark = {
    id: AnnotationId.parse(id),
    ranges: [{ start, end }],
    chipWidth: chip.length * 0.7 + 1.6,
    style: STYLES.get(label) ?? labelStyle({ hue: 3, tone: 0, dash: 0 }),
    part: id === 'added' ? 'yours' : 'predicted',
    differs: false,
    chip,
    title: label,
    score,
  }
  marks.set(span, mark)
  return mark
}

type ParagraphProps = {
  readonly text: string
  readonly block: Block
  readonly index: number
  readonly spans: readonly PeerSpan[]
}

/** One memoised component a paragraph, drawn as the desk draws it: spans in lanes, each with its label and score. */
const Paragraph = memo(({ text, block, index, spans }: ParagraphProps): ReactNode => {
  const inOrder = spans.toSorted((a, b) => a.start - b.start || b.end - a.end).map(markOf)
  const layout = layOutBlock(block, inOrder, MOST_LANES)
  return (
    <BlockView
      text={text}
      block={block}
      index={index}
      layout={layout}
      marks={new Map(inOrder.map((mark) => [mark.id, mark]))}
      chosen=""
      showAll={false}
      breakGlyph=""
      arcs={0}
      top={null}
      more={`${layout.hidden.length} more spans`}
    />
  )
})
Paragraph.displayName = 'Paragraph'

let change: (act: (spans: readonly PeerSpan[]) => readonly PeerSpan[]) => void = () => undefined

/**
 * Memoised paragraphs with content-visibility that draw what the desk draws of a text, and nothing else: no selection, no
 * list of objects, no comparison, no proposal, no saving.
 */
export const bare: Peer = (stage, text, given) => {
  const paragraphs = paragraphsOf(text)
  const shared = sharedOut(paragraphs)
  const App = (): ReactNode => {
    const [spans, setSpans] = useState(given)
    change = (act) => setSpans(act)
    const lists = shared(spans)
    return paragraphs.map((block, p) => (
      <Paragraph key={block.start} text={text} block={block} index={p} spans={lists[p] ?? []} />
    ))
  }
  const root = createRoot(stage)
  flushSync(() => root.render(<App />))
  return {
    add: (span) => flushSync(() => change((spans) => [...spans, span])),
    remove: (id) => flushSync(() => change((spans) => spans.filter((span) => span.id !== id))),
  }
}
