import { useCallback, useEffect, useRef, useState } from 'react'
import type { QueueRow } from '../../../shared/contract/queue.ts'
import type { CaseId } from '../../../shared/model/ids.ts'
import type { CaseStatus } from '../../../shared/model/review.ts'
import { client } from '../../api/client.ts'
import { useSaveState } from '../../api/outbox.ts'
import { useTransport } from '../../api/transport.ts'
import type { Scope } from '../../app/navigation.ts'

const PAGE = 100
/** Pages kept; the ones looked at longest ago go first. */
const KEPT = 40

type Pages = Map<number, readonly QueueRow[]>

/** One filtered list: which pages are here as they are now, in the order they came, and which are on the screen. */
type List = {
  readonly scope: Scope
  readonly where: string
  readonly fresh: Set<number>
  /** The cases among the rows that came which were reviewed then. */
  readonly reviewed: Set<CaseId>
  order: number[]
  visible: readonly [number, number]
}

export type QueueRows = {
  /** Null while it is being fetched. */
  rowAt(index: number): QueueRow | null
  /** Tells which rows are on the screen, so that their pages are fetched. */
  onVisible(first: number, last: number): void
}

/**
 * A window over a list of any length. One page is fetched at a time, the one now on the screen first: pages scrolled past
 * are never asked for. A changed case or queue makes the pages on the screen old; they stay until the new ones are there.
 */
export const useQueueRows = (scope: Scope, where: string): QueueRows => {
  const [pages, setPages] = useState<Pages>(new Map())
  const list = useRef<List>({ scope, where, fresh: new Set(), reviewed: new Set(), order: [], visible: [0, 0] })
  const fetching = useRef(false)

  const fetchVisible = useCallback(async (): Promise<void> => {
    if (fetching.current) return
    fetching.current = true
    for (let page = missing(list.current); page !== null; page = missing(list.current)) {
      const asked = list.current
      const input = { scope: asked.scope, where: asked.where, offset: page * PAGE, limit: PAGE }
      asked.fresh.add(page)
      const result = await client.call('queue.rows', input)
      if (list.current !== asked) continue
      if (!result.ok) {
        asked.fresh.delete(page)
        break
      }
      const at = page
      for (const { caseId, status } of result.value.rows)
        if (status === 'reviewed') asked.reviewed.add(caseId)
        else asked.reviewed.delete(caseId)
      asked.order = [...asked.order.filter((key) => key !== at), at]
      const gone = asked.order.splice(0, Math.max(0, asked.order.length - KEPT))
      for (const key of gone) asked.fresh.delete(key)
      setPages((before) => new Map([...before].filter(([key]) => !gone.includes(key))).set(at, result.value.rows))
    }
    fetching.current = false
  }, [])

  useEffect(() => {
    list.current = { scope, where, fresh: new Set(), reviewed: new Set(), order: [], visible: list.current.visible }
    setPages(new Map())
    void fetchVisible()
  }, [scope, where, fetchVisible])

  useEffect(() => {
    // Facts outrun the answer to what brought them about: while one is on its way, both are shown in one frame.
    const facts = new Map<CaseId, CaseStatus>()
    const isAwaited = (): boolean => useSaveState.getState().word === 'saving'
    const show = () => {
      if (facts.size === 0 || isAwaited()) return
      const told = [...facts]
      facts.clear()
      setPages((before) => told.reduce((pages, [caseId, status]) => withStatus(pages, caseId, status), before))
    }
    const stopSaves = useSaveState.subscribe(show)
    const again = () => {
      // The rows that come know all that was told until now.
      facts.clear()
      list.current.fresh.clear()
      void fetchVisible()
    }
    const stopFacts = client.subscribe((event) => {
      if (event.type === 'queue.changed') again()
      if (event.type !== 'case.changed') return
      const { caseId, status } = event
      // What a verdict makes of a row only the desk can tell; that work was begun, the fact says itself.
      if (status === 'reviewed' || list.current.reviewed.has(caseId)) again()
      else {
        facts.set(caseId, status)
        show()
      }
    })
    const stopTransport = useTransport.subscribe((now, before) => {
      if (now.state === 'online' && before.state === 'offline') again()
    })
    return () => {
      stopSaves()
      stopFacts()
      stopTransport()
    }
  }, [fetchVisible])

  const onVisible = useCallback(
    (first: number, last: number): void => {
      list.current.visible = [Math.floor(first / PAGE), Math.floor(last / PAGE)]
      void fetchVisible()
    },
    [fetchVisible],
  )
  const rowAt = useCallback(
    (index: number): QueueRow | null => pages.get(Math.floor(index / PAGE))?.[index % PAGE] ?? null,
    [pages],
  )
  return { rowAt, onVisible }
}

/** The same pages where the case is in none of them, or stands there so already. */
const withStatus = (pages: Pages, caseId: CaseId, status: CaseStatus): Pages => {
  for (const [page, rows] of pages) {
    const at = rows.findIndex((row) => row.caseId === caseId)
    const row = rows[at]
    if (row) return row.status === status ? pages : new Map(pages).set(page, rows.with(at, { ...row, status }))
  }
  return pages
}

const missing = (list: List): number | null => {
  for (let page = list.visible[0]; page <= list.visible[1]; page += 1) if (!list.fresh.has(page)) return page
  return null
}
