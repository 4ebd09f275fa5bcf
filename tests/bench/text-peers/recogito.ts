import * as library from '@recogito/text-annotator'
import '@recogito/text-annotator/text-annotator.css'
import { COLORS, type Peer, type PeerSpan } from './peer.ts'

type Annotator = {
  setAnnotations(all: readonly object[]): void
  addAnnotation(one: object): void
  removeAnnotation(id: string): void
}
/** What of its interface is used here; its own types name their files without endings, which Node's resolution refuses. */
const { createTextAnnotator } = library as unknown as {
  createTextAnnotator(element: HTMLElement, options: object): Annotator
}

/** Recogito's text annotator on one element of plain text, as its guide says. */
export const recogito: Peer = (stage, text, spans) => {
  const element = document.createElement('div')
  element.textContent = text
  stage.append(element)
  const style = ({ bodies }: { readonly bodies?: readonly { readonly value?: string }[] }) => ({
    fill: COLORS[bodies?.[0]?.value ?? ''],
    fillOpacity: 0.4,
  })
  const annotator = createTextAnnotator(element, { style })
  const annotationOf = ({ id, label, start, end }: PeerSpan): object => ({
    id,
    bodies: [{ id: `${id}-label`, annotation: id, purpose: 'tagging', value: label }],
    target: { annotation: id, selector: [{ quote: text.slice(start, end), start, end }] },
  })
  annotator.setAnnotations(spans.map(annotationOf))
  return {
    add: (span) => annotator.addAnnotation(annotationOf(span)),
    drawn: () => CSS.highlights.size > 0 || document.querySelector('.r6o-annotation') !== null,
    remove: (id) => annotator.removeAnnotation(id),
  }
}
