import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron, type ElectronApplication } from 'playwright'
import { expect, test } from 'vitest'
import { ensureBuilt, PARTS } from '../../electron/hosts/start/ensure-built.ts'
import { hasDisplay, runtimePath } from '../../electron/hosts/start/surroundings.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Why the real desktop app cannot run here; null: it can. */
const obstacle = (): string | null => {
  if (runtimePath(ROOT) === null) return 'Electron’s runtime is not installed (npx install-electron)'
  if (!hasDisplay(process.platform, process.env)) return 'there is no display (xvfb-run -a npm test)'
  if (process.platform === 'linux' && process.getuid?.() === 0) return 'Electron’s sandbox does not run as root'
  return null
}

type Desk = AsyncDisposable & { readonly app: ElectronApplication; readonly folder: string }

const openDesk = async (): Promise<Desk> => {
  const folder = mkdtempSync(join(tmpdir(), 'second-look-electron-'))
  await ensureBuilt(ROOT, PARTS.renderer, () => {})
  await ensureBuilt(ROOT, PARTS.desktop, () => {})
  const app = await _electron.launch({
    executablePath: runtimePath(ROOT) ?? '',
    args: [ROOT, `--user-data-dir=${join(folder, 'profile')}`],
    env: {
      ...Object.fromEntries(
        Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
      ),
      SECOND_LOOK_STATE: join(folder, 'state'),
      SECOND_LOOK_PROJECTS: join(folder, 'projects'),
    },
  })
  return {
    app,
    folder,
    [Symbol.asyncDispose]: async () => {
      await app.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const why = obstacle()

if (why !== null) {
  test(`the real desktop app is tested where it runs: ${why}`, ({ skip }) => {
    if (process.env.REQUIRE_DESKTOP === '1') throw new Error(`REQUIRE_DESKTOP=1, but ${why}.`)
    skip(why)
  })
} else {
  test('the window shows the desk, isolated from Node, and answers through the bridge', async () => {
    await using desk = await openDesk()
    const page = await desk.app.firstWindow()
    const seen = await page.evaluate(async () => ({
      address: location.href,
      node: ['require', 'process', 'module', 'Buffer'].filter((name) => name in globalThis),
      bridge: Object.keys(window.secondLook ?? {}).sort(),
      state: await window.secondLook?.call('desk.state', {}).then((result) => result.ok && result.value.host),
    }))
    expect(seen).toEqual({
      address: 'app://desk/',
      node: [],
      bridge: ['call', 'chooseFiles', 'chooseFolder', 'pathOf', 'subscribe'],
      state: 'desktop',
    })
  })

  test('a sample opens, and a stored image is shown and can be read by its hash', async () => {
    await using desk = await openDesk()
    const page = await desk.app.firstWindow()
    const shown = await page.evaluate(async () => {
      const bridge = window.secondLook
      if (!bridge) throw new Error('no bridge')
      const made = await bridge.call('project.create', { sample: 'retail-shelf' })
      if (!made.ok) throw new Error(made.error.message)
      let row = null
      while (row === null) {
        const next = await bridge.call('queue.next', {})
        row = (next.ok && next.value.rows[0]) || null
      }
      const opened = await bridge.call('review.open', { caseId: row.caseId })
      const sha256 = opened.ok ? opened.value.case.content.image?.sha256 : ''
      const answer = await fetch(`app://asset/${sha256}`)
      return [answer.status, answer.headers.get('Content-Type')?.startsWith('image/')]
    })
    expect(shown).toEqual([200, true])
  })

  test('the page cannot leave, open windows, ask for permissions or reach the network', async () => {
    await using desk = await openDesk()
    const page = await desk.app.firstWindow()
    const tried = await page.evaluate(async () => {
      const popup = window.open('https://example.com')
      location.href = 'https://example.com'
      return {
        popup: popup === null,
        permission: await Notification.requestPermission(),
        network: await fetch('https://example.com').then(
          () => 'sent',
          () => 'refused',
        ),
        address: location.href,
      }
    })
    expect({ ...tried, windows: desk.app.windows().length }).toEqual({
      popup: true,
      permission: 'denied',
      network: 'refused',
      address: 'app://desk/',
      windows: 1,
    })
  })

  test('closing the window closes the project before the app ends', async () => {
    await using desk = await openDesk()
    const page = await desk.app.firstWindow()
    const path = await page.evaluate(async () => {
      const made = await window.secondLook?.call('project.create', { name: 'closing' })
      return made?.ok ? made.value.path : ''
    })
    const ended = desk.app.waitForEvent('close')
    await page.close()
    await ended
    // SQLite removes its write-ahead log when the last connection closes in order.
    expect([existsSync(join(path, 'project.db')), existsSync(join(path, 'project.db-wal'))]).toEqual([true, false])
  })
}
