import { z } from 'zod'
import type { Failure, Result } from '../../shared/contract/errors.ts'
import type { SourceFile } from '../../shared/contract/imports.ts'
import { t } from '../i18n/t.ts'
import { bridge } from './bridge.ts'

/** A file the person gave, as the desk will find it. */
export type GivenFile = { readonly name: string; readonly bytes: number | null; readonly source: SourceFile }

const Uploaded = z.object({ ok: z.literal(true), value: z.object({ uploadId: z.string(), bytes: z.number() }) })

const failed = (name: string): Failure => ({
  code: 'bad-file',
  message: t('{name} could not be handed to the desk. Check that it still exists and can be read, then add it again.', {
    name,
  }),
})

/** Streams the file to the host: a browser knows no paths. `onBytes` is called as they go. */
const upload = (file: File, onBytes: (bytes: number) => void, signal: AbortSignal): Promise<Result<GivenFile>> =>
  new Promise((resolve) => {
    const request = new XMLHttpRequest()
    const refuse = () => resolve({ ok: false, error: failed(file.name) })
    request.open('POST', `upload?name=${encodeURIComponent(file.name)}`)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.upload.onprogress = (event) => onBytes(event.loaded)
    request.onerror = refuse
    request.onabort = refuse
    request.onload = () => {
      let body: unknown = null
      try {
        body = JSON.parse(request.responseText)
      } catch {
        return refuse()
      }
      const answer = Uploaded.safeParse(body)
      if (!answer.success) return refuse()
      const { uploadId, bytes } = answer.data.value
      resolve({ ok: true, value: { name: file.name, bytes, source: { from: 'upload', uploadId } } })
    }
    signal.addEventListener('abort', () => request.abort())
    request.send(file)
  })

/** Files a person dropped or picked, made nameable for the desk: by path on the desktop, by upload in a browser. */
export const giveFiles = async (
  files: readonly File[],
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<Result<readonly GivenFile[]>> => {
  const given: GivenFile[] = []
  let before = 0
  for (const file of files) {
    if (bridge !== null) {
      given.push({ name: file.name, bytes: file.size, source: { from: 'path', path: bridge.pathOf(file) } })
      continue
    }
    const sent = before
    const result = await upload(file, (bytes) => onBytes(sent + bytes), signal)
    if (!result.ok) return result
    before += file.size
    given.push(result.value)
  }
  return { ok: true, value: given }
}

const baseName = (path: string): string => path.split(/[\\/]/).filter(Boolean).at(-1) ?? path

/** Files and folders chosen by path in the desktop's own dialogs. */
export const givenPaths = (paths: readonly string[]): readonly GivenFile[] =>
  paths.map((path) => ({ name: baseName(path), bytes: null, source: { from: 'path', path } }))
