import type { DeskEvent } from '../../../shared/contract/events.ts'

/** Proxies and laptops drop connections that say nothing; the browser then reconnects and refetches. */
export const HEARTBEAT_MS = 15_000
/** A page that reads this many events too slowly is let go: it reconnects and refetches, and nothing piles up here. */
const LAG_LIMIT = 10_000

/** Server-sent events for any number of pages. */
export type EventStreams = {
  open(): Response
  /** Ends every stream. */
  close(): void
}

export const createEventStreams = (
  subscribe: (listener: (event: DeskEvent) => void) => () => void,
  heartbeatMs = HEARTBEAT_MS,
): EventStreams => {
  const ending = new Set<() => void>()
  const open = (): Response => {
    const encoder = new TextEncoder()
    let end = () => {}
    /** The page closed its end: there is nothing left to close here. */
    let gone = false
    const stream = new ReadableStream<Uint8Array>(
      {
        start(controller) {
          const send = (text: string) => {
            if ((controller.desiredSize ?? 0) <= 0) end()
            else controller.enqueue(encoder.encode(text))
          }
          const unsubscribe = subscribe((event) => send(`data: ${JSON.stringify(event)}\n\n`))
          const heartbeat = setInterval(() => send(':\n\n'), heartbeatMs)
          end = () => {
            if (!ending.delete(end)) return
            unsubscribe()
            clearInterval(heartbeat)
            if (!gone) controller.close()
          }
          ending.add(end)
          send('retry: 1000\n\n')
        },
        cancel: () => {
          gone = true
          end()
        },
      },
      { highWaterMark: LAG_LIMIT },
    )
    return new Response(stream, { headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' } })
  }
  return {
    open,
    close: () => {
      for (const end of [...ending]) end()
    },
  }
}
