import { COLORS, type Peer, type PeerSpan, paragraphsOf } from './peer.ts'

/** CSS Custom Highlights over plain paragraphs: one highlight a label, which merges what overlaps and shows no label. */
export const highlights: Peer = (stage, text, spans) => {
  const paragraphs = paragraphsOf(text)
  const nodes = paragraphs.map(({ start, end }) => {
    const element = document.createElement('p')
    const node = document.createTextNode(text.slice(start, end))
    element.append(node)
    stage.append(element)
    return node
  })
  const place = (at: number): readonly [Text, number] => {
    const p = Math.max(
      0,
      paragraphs.findLastIndex(({ start }) => start <= at),
    )
    const node = nodes[p] ?? nodes[0]
    if (!node) throw new Error('there is no text')
    return [node, Math.min(node.length, at - (paragraphs[p]?.start ?? 0))]
  }
  const groups = new Map(Object.keys(COLORS).map((label) => [label, new Highlight()]))
  for (const [label, group] of groups) CSS.highlights.set(label, group)
  const ranges = new Map<string, readonly [string, StaticRange]>()
  const add = ({ id, label, start, end }: PeerSpan): void => {
    const [[startContainer, startOffset], [endContainer, endOffset]] = [place(start), place(end)]
    const range = new StaticRange({ startContainer, startOffset, endContainer, endOffset })
    ranges.set(id, [label, range])
    groups.get(label)?.add(range)
  }
  for (const span of spans) add(span)
  return {
    add,
    remove: (id) => {
      const [label, range] = ranges.get(id) ?? []
      if (label !== undefined && range) groups.get(label)?.delete(range)
    },
  }
}
