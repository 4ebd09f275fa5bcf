import { annotorious } from './annotorious.ts'
import { bare } from './bare.ts'
import type { Peer, PeerShape } from './peer.ts'
import { reactKonva } from './react-konva.tsx'

const PEERS: Readonly<Record<string, Peer>> = { bare, 'react-konva': reactKonva, annotorious }

/** As wide as the preview that the desk paints when it shows the whole photo. */
const PREVIEW = 960

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Decodes the photo, and answers a function that shows it with its shapes: what is measured. */
const prepare = async (name: string, url: string, shapes: readonly PeerShape[], dragged: number): Promise<void> => {
  const stage = document.getElementById('stage')
  const peer = PEERS[name]
  if (!stage || !peer) throw new Error(`no peer ${name}`)
  const element = new Image()
  element.src = url
  await element.decode()
  const blob = await (await fetch(url)).blob()
  const photo = await createImageBitmap(blob, { resizeWidth: PREVIEW, resizeQuality: 'medium' })
  const { naturalWidth: width, naturalHeight: height } = element
  await wait(300)
  Object.assign(globalThis, { show: () => peer(stage, { photo, element, width, height, shapes, dragged }) })
}

Object.assign(globalThis, { prepare })
