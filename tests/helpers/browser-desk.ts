import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright'
import type { Backend } from '../../electron/backend/backend.ts'
import { createBackend } from '../../electron/backend/create-backend.ts'
import { serveWeb, type WebHost } from '../../electron/hosts/web/serve-web.ts'
import type { Input, OperationName, Output } from '../../shared/contract/table.ts'
import { launchChromium } from './chromium.ts'
import { asPerson, paths, ROOT } from './desk.ts'

export const RENDERER = fileURLToPath(new URL('dist/renderer', ROOT))

export type BrowserDesk = AsyncDisposable & {
  readonly page: Page
  readonly context: BrowserContext
  readonly browser: Browser
  readonly projectsRoot: string
  readonly folder: string
  /** What went wrong in the page so far: uncaught errors and console errors. */
  readonly problems: string[]
  /** Asks the backend itself, past the page. */
  call<N extends OperationName>(name: N, input: Input<N>): Promise<Output<N>>
  /** Another page of the same browser, signed in. */
  newPage(): Promise<Page>
  /** Kills the host and starts it again on the same port and project, as after a crash of the desk. */
  restartHost(): Promise<void>
}

export type BrowserDeskOptions = BrowserContextOptions & {
  /** Called with a fresh backend before the page opens: makes a project, imports. */
  readonly prepare?: (call: BrowserDesk['call'], folder: string) => Promise<void>
}

/** The real desk on loopback, in a real headless Chromium at 1280 × 800. */
export const browserDesk = async (options: BrowserDeskOptions = {}): Promise<BrowserDesk> => {
  const { prepare, ...contextOptions } = options
  if (!existsSync(join(RENDERER, 'index.html'))) throw new Error('The renderer is not built. Run npm run build first.')
  const folder = mkdtempSync(join(tmpdir(), 'second-look-browser-'))
  const stateDir = join(folder, 'state')
  const projectsRoot = join(folder, 'projects')
  mkdirSync(stateDir)
  mkdirSync(projectsRoot)
  const create = (open?: string): Promise<Backend> =>
    createBackend({ version: '0.0.0-test', host: 'web', stateDir, projectsRoot, ...paths, ...(open ? { open } : {}) })
  let backend = await create()
  const call: BrowserDesk['call'] = async (name, input) => {
    const result = await backend.dispatch(name, input, asPerson('ada'))
    if (result.ok) return result.value
    throw new Error(`${result.error.code}: ${result.error.message}`)
  }
  await prepare?.(call, folder)
  const serve = (port: number): Promise<WebHost> =>
    serveWeb({ backend, port, rendererDir: RENDERER, caller: asPerson('ada', 'web', false) })
  let host = await serve(0)
  const browser = await launchChromium()
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...contextOptions })
  const problems: string[] = []
  const newPage = async (): Promise<Page> => {
    const page = await context.newPage()
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text())
    })
    await page.goto(host.url)
    return page
  }
  const page = await newPage()
  return {
    page,
    context,
    browser,
    projectsRoot,
    folder,
    problems,
    call,
    newPage,
    restartHost: async () => {
      const { open } = await call('desk.state', {})
      const port = Number(new URL(host.origin).port)
      await host.close()
      await backend.close()
      backend = await create(open?.path)
      host = await serve(port)
    },
    [Symbol.asyncDispose]: async () => {
      await browser.close()
      await host.close()
      await backend.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
