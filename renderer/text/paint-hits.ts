import type { Stretch } from '../../shared/domain/tools/text-snap.ts'
import { mountedStretch, pageRange } from './dom-offsets.ts'

/** Only what is in the page is marked, and of that no more than a person could look through. */
const MOST = 300

/** Which text the marks belong to: the names are the whole page's. */
let owner: Element | null = null

/** Marks what was found, with the browser's own highlights where it has them: no element of the text is touched. */
export const paintHits = (host: Element, hits: readonly Stretch[], at: number): void => {
  if (typeof Highlight === 'undefined' || (hits.length === 0 && owner !== host)) return
  CSS.highlights.delete('text-hit')
  CSS.highlights.delete('text-hit-now')
  owner = hits.length === 0 ? null : host
  const stretch = mountedStretch(host)
  if (hits.length === 0 || !stretch) return
  const [all, now] = [new Highlight(), new Highlight()]
  let painted = 0
  for (const [i, { start, end }] of hits.entries()) {
    if (start > stretch.end || painted === MOST) break
    if (end < stretch.start) continue
    const range = pageRange(host, start, end)
    if (!range) continue
    painted += 1
    if (i === at) now.add(range)
    else all.add(range)
  }
  CSS.highlights.set('text-hit', all)
  CSS.highlights.set('text-hit-now', now)
}
