import { bare } from './bare.tsx'
import { highlights } from './highlights.ts'
import type { Peer, PeerSpan, Shown } from './peer.ts'
import { plain } from './plain.tsx'
import { recogito } from './recogito.ts'

const PEERS: Readonly<Record<string, Peer>> = { bare, plain, highlights, recogito }

/** Reads the text and its spans; answers a function that shows them, which is what is measured. */
const prepare = async (name: string, url: string): Promise<void> => {
  const stage = document.getElementById('stage')
  const peer = PEERS[name]
  if (!stage || !peer) throw new Error(`no peer ${name}`)
  const { text, spans }: { text: string; spans: readonly PeerSpan[] } = await (await fetch(url)).json()
  let shown: Shown | null = null
  Object.assign(globalThis, {
    show: () => {
      shown = peer(stage, text, spans)
    },
    drawn: () => shown?.drawn?.() ?? true,
    add: (span: PeerSpan) => shown?.add(span),
    remove: (id: string) => shown?.remove(id),
  })
}

Object.assign(globalThis, { prepare })
