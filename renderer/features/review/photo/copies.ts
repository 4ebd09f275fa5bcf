import { useEffect, useState } from 'react'
import { coincident } from '../../../../shared/domain/spatial-index/coincident.ts'
import type { Annotation } from '../../../../shared/model/annotation.ts'

type Copies = (annotation: Annotation) => number
const ALONE: Copies = () => 1

/** The picture stands first, and a hand that goes on is not held up. */
const AFTER_MS = 400

/** How often each shape is there. Looked for once the page has nothing else to do. */
export const useCopies = (annotations: readonly Annotation[]): Copies => {
  const [copies, setCopies] = useState<Copies>(() => ALONE)
  useEffect(() => {
    let idle = 0
    const look = (): void => {
      const found = coincident(annotations)
      const next: Copies = found.size === 0 ? ALONE : (one) => found.get(one) ?? 1
      setCopies(() => next)
    }
    const waiting = setTimeout(() => {
      idle = requestIdleCallback(look)
    }, AFTER_MS)
    return () => {
      clearTimeout(waiting)
      cancelIdleCallback(idle)
    }
  }, [annotations])
  return copies
}
