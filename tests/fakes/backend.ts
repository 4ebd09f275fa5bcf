import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Backend, Caller, ServedFile } from '../../electron/backend/backend.ts'
import type { DeskEvent } from '../../shared/contract/events.ts'

/** What reached the backend. A host that lets nothing through leaves this empty. */
export type Arrival = { readonly name: string; readonly input: unknown; readonly caller: Caller }

export type FakeBackend = Backend & {
  readonly arrivals: Arrival[]
  /** Names of assets and exports that were asked for. */
  readonly asked: string[]
  readonly uploads: { readonly name: string; readonly bytes: number; readonly largestChunk: number }[]
  readonly listeners: Set<(event: DeskEvent) => void>
  emit(event: DeskEvent): void
  /** Stores bytes as an asset and answers their hash. */
  addAsset(bytes: Uint8Array, mime: string): string
  closed: boolean
}

/** A backend that answers every operation with what it was given, for testing what hosts let through. */
export const fakeBackend = (folder: string): FakeBackend => {
  const assets = new Map<string, ServedFile>()
  const store = (key: string, bytes: Uint8Array, mime: string, name: string) => {
    const path = join(folder, name)
    writeFileSync(path, bytes)
    assets.set(key, { path, mime, bytes: bytes.byteLength })
  }
  const backend: FakeBackend = {
    arrivals: [],
    asked: [],
    uploads: [],
    listeners: new Set(),
    closed: false,
    emit: (event) => {
      for (const listener of backend.listeners) listener(event)
    },
    addAsset: (bytes, mime) => {
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      store(sha256, bytes, mime, sha256)
      return sha256
    },
    dispatch: () => Promise.reject(new Error('a host sends only what came from outside: dispatchUnknown')),
    dispatchUnknown: async (name, input, caller) => {
      backend.arrivals.push({ name, input, caller })
      if (name === 'queue.count') {
        return { ok: false, error: { code: 'no-project', message: 'No project is open. Open one first.' } }
      }
      return { ok: true, value: { name, input, host: caller.host } }
    },
    subscribe: (listener) => {
      backend.listeners.add(listener)
      return () => backend.listeners.delete(listener)
    },
    asset: async (sha256) => {
      backend.asked.push(sha256)
      return assets.get(sha256) ?? null
    },
    rendition: async (sha256, name) => {
      backend.asked.push(`${sha256}/${name}`)
      return assets.get(sha256) ?? null
    },
    download: async (batchId) => {
      backend.asked.push(batchId)
      if (batchId !== '01890000-0000-7000-8000-000000000001') return null
      store('zip', new TextEncoder().encode('PK zip'), 'application/zip', 'Übung 1.zip')
      return assets.get('zip') ?? null
    },
    upload: async (name, bytes) => {
      let total = 0
      let largestChunk = 0
      for await (const chunk of bytes) {
        total += chunk.byteLength
        largestChunk = Math.max(largestChunk, chunk.byteLength)
      }
      backend.uploads.push({ name, bytes: total, largestChunk })
      return { uploadId: '00000000-0000-4000-8000-000000000001', bytes: total }
    },
    close: async () => {
      backend.closed = true
    },
  }
  return backend
}
