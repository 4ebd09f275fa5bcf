import type { Client } from '../../shared/contract/client.ts'
import type { Failure, Result } from '../../shared/contract/errors.ts'
import { DeskEvent } from '../../shared/contract/events.ts'
import type { OperationName, Output } from '../../shared/contract/table.ts'
import { t } from '../i18n/t.ts'
import { setTransport, useTransport } from './transport.ts'

const UNREACHABLE: Failure = {
  code: 'internal',
  message: t(
    'The desk does not answer. Your work is kept here and sent when it is back; start it again if it was closed.',
  ),
  details: { unreachable: true },
}
const REFUSED: Failure = {
  code: 'not-allowed',
  message: t('This page has no valid session. Open the address that the desk printed when it started.'),
}

/** The token travels in the fragment, which is never sent to a server nor written to its logs. */
const takeToken = (): string | null => {
  const fragment = new URLSearchParams(window.location.hash.slice(1))
  const token = fragment.get('token')
  if (token !== null) history.replaceState(null, '', window.location.pathname + window.location.search)
  return token
}

const openSession = async (): Promise<void> => {
  const token = takeToken()
  if (token === null) return
  const response = await fetch('session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  })
  if (response.status === 401 || response.status === 403) setTransport('refused')
}

let session: Promise<void> | null = null
/** One exchange for the page; tried again after a network failure, since the token is then still unused. */
const ready = (): Promise<void> => {
  session ??= openSession()
  return session
}

const listeners = new Set<(event: DeskEvent) => void>()
let source: EventSource | null = null
let attempts = 0

const connect = (): void => {
  if (source !== null || useTransport.getState().state === 'refused') return
  const opened = new EventSource('events')
  source = opened
  opened.onopen = () => {
    attempts = 0
    setTransport('online')
  }
  opened.onmessage = (message) => {
    const event = DeskEvent.safeParse(JSON.parse(String(message.data)))
    if (event.success) for (const listener of listeners) listener(event.data)
  }
  opened.onerror = () => {
    opened.close()
    if (source === opened) source = null
    if (useTransport.getState().state === 'refused') return
    setTransport('offline')
    // Paces the attempts only; what is sent and when it counts as saved never depends on it.
    setTimeout(connect, Math.min(250 * 2 ** attempts, 4000))
    attempts += 1
  }
}

const answered = async (response: Response): Promise<Result<unknown>> => {
  if (response.status === 401) {
    setTransport('refused')
    return { ok: false, error: REFUSED }
  }
  const body: unknown = await response.json()
  if (typeof body === 'object' && body !== null && 'ok' in body) return body as Result<unknown>
  return { ok: false, error: UNREACHABLE }
}

const post = async (path: string, body: BodyInit, type: string): Promise<Result<unknown>> => {
  try {
    await ready()
    return await answered(await fetch(path, { method: 'POST', headers: { 'content-type': type }, body }))
  } catch {
    session = useTransport.getState().state === 'connecting' ? null : session
    if (useTransport.getState().state !== 'refused') setTransport('offline')
    source?.close()
    source = null
    setTimeout(connect, 500)
    return { ok: false, error: UNREACHABLE }
  }
}

export const httpClient: Client = {
  call: async <N extends OperationName>(name: N, input: unknown): Promise<Result<Output<N>>> =>
    // The host answers what the table says for this name; dispatch checked it, so the page does not check again.
    (await post(`call/${name}`, JSON.stringify(input), 'application/json')) as Result<Output<N>>,
  subscribe: (listener) => {
    listeners.add(listener)
    void ready()
      .then(connect)
      .catch(() => setTransport('offline'))
    return () => {
      listeners.delete(listener)
    }
  },
}
