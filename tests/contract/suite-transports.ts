import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { vi } from 'vitest'
import type { Backend, Caller } from '../../electron/backend/backend.ts'
import { createBackend } from '../../electron/backend/create-backend.ts'
import { systemPerson } from '../../electron/hosts/start/desk-places.ts'
import { serveWeb } from '../../electron/hosts/web/serve-web.ts'
import type { Result } from '../../shared/contract/errors.ts'
import * as electron from '../fakes/electron.ts'
import { paths, ROOT } from '../helpers/desk.ts'
import { rawRequest } from '../helpers/raw-request.ts'
import type { Transport } from './suite.ts'

const VERSION = '0.0.0-test'
const placesIn = (folder: string) => {
  const places = { stateDir: join(folder, 'state'), projectsRoot: join(folder, 'projects') }
  for (const place of Object.values(places)) mkdirSync(place, { recursive: true })
  return places
}
const backendIn = (folder: string, host: Caller['host']): Promise<Backend> =>
  createBackend({
    version: VERSION,
    host,
    ...placesIn(folder),
    ...paths,
    unforeseen: (operation, thrown) => console.error(operation, thrown),
  })

export const direct: Transport = {
  name: 'direct',
  open: async (folder) => {
    const backend = await backendIn(folder, 'cli')
    const caller: Caller = { host: 'cli', personId: systemPerson(), mayNamePaths: true }
    return {
      call: (name, input) => backend.dispatchUnknown(name, input, caller),
      [Symbol.asyncDispose]: () => backend.close(),
    }
  },
}

/** Main and preload against an Electron of our own that copies messages as the real one does. */
export const ipc: Transport = {
  name: 'IPC',
  open: async (folder) => {
    vi.doMock('electron', () => electron)
    const { serveIpc } = await import('../../electron/hosts/desktop/serve-ipc.ts')
    await import('../../electron/hosts/desktop/preload.ts')
    const backend = await backendIn(folder, 'desktop')
    const stop = serveIpc(backend, { host: 'desktop', personId: systemPerson(), mayNamePaths: true })
    const bridge = electron.exposed.get('secondLook')
    return {
      call: async (name, input) => (await bridge?.call?.(name, input)) as Result<unknown>,
      [Symbol.asyncDispose]: async () => {
        stop()
        await backend.close()
      },
    }
  },
}

export const http: Transport = {
  name: 'HTTP',
  open: async (folder) => {
    const backend = await backendIn(folder, 'web')
    const caller: Caller = { host: 'web', personId: systemPerson(), mayNamePaths: false }
    const host = await serveWeb({ backend, port: 0, rendererDir: folder, caller })
    const port = Number(new URL(host.origin).port)
    const json = { 'Content-Type': 'application/json' }
    const session = await rawRequest(port, 'POST', '/session', json, JSON.stringify({ token: host.token }))
    const cookie = session.headers['set-cookie']?.split(';')[0] ?? ''
    return {
      call: async (name, input) =>
        JSON.parse(
          (await rawRequest(port, 'POST', `/call/${name}`, { ...json, Cookie: cookie }, JSON.stringify(input))).body,
        ),
      [Symbol.asyncDispose]: async () => {
        await host.close()
        await backend.close()
      },
    }
  },
}

const COMMAND = fileURLToPath(new URL('electron/hosts/cli/second-look.js', ROOT))

export type Ran = { readonly code: number | null; readonly out: string; readonly err: string }

/** The command line as a person's shell would start it, without a terminal. */
export const runCommand = (folder: string, args: readonly string[], input = ''): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const { stateDir, projectsRoot } = placesIn(folder)
    const child = spawn(process.execPath, [COMMAND, ...args], {
      cwd: folder,
      env: { ...process.env, SECOND_LOOK_STATE: stateDir, SECOND_LOOK_PROJECTS: projectsRoot },
    })
    let out = ''
    let err = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      out += text
    })
    child.stderr.setEncoding('utf8').on('data', (text) => {
      err += text
    })
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, err }))
  })

/** One process a call; the project that `project.create` made is named in the calls that follow. */
export const commandLine: Transport = {
  name: 'command line',
  open: async (folder) => {
    let project = '-'
    return {
      call: async (name, input) => {
        const { out, err } = await runCommand(folder, ['call', project, name], JSON.stringify(input))
        const [first = ''] = out.split('\n')
        if (first === '') throw new Error(`${name} answered nothing: ${err}`)
        const answer = JSON.parse(first)
        if (name === 'project.create' && answer.ok) project = answer.value.path
        return answer
      },
      [Symbol.asyncDispose]: async () => {},
    }
  },
}
