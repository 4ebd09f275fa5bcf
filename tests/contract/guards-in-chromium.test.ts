import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium } from '../helpers/chromium.ts'
import { webDesk } from '../helpers/web-desk.ts'

/** The guards as a browser keeps them: what a header says is one thing, what it prevents another. */

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

const PAGE = `<!doctype html><html><head><title>quiet</title>
<script>document.title = 'inline ran'</script>
<style>body { color: rgb(255, 0, 0) }</style>
</head><body onclick="document.title = 'handler ran'"><script type="module" src="/assets/index-1.js"></script></body></html>`

test('the page runs its own files, and no inline script, handler, style or foreign request', async () => {
  await using desk = await webDesk()
  writeFileSync(join(desk.folder, 'renderer', 'index.html'), PAGE)
  const page = await browser.newPage()
  await page.goto(desk.host.origin)
  await page.waitForFunction(() => document.title === 'ran')
  const seen = await page.evaluate(async () => {
    document.body.click()
    const marked = document.createElement('style')
    marked.nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
    marked.textContent = 'body { background-color: rgb(0, 0, 255) }'
    document.head.append(marked)
    const style = getComputedStyle(document.body)
    return {
      title: document.title,
      inlineStyle: style.color === 'rgb(255, 0, 0)',
      markedStyle: style.backgroundColor === 'rgb(0, 0, 255)',
      foreign: await fetch('http://127.0.0.1:9/').then(
        () => 'sent',
        () => 'refused',
      ),
    }
  })
  const evaluated = await page.evaluate(() => {
    const script = document.createElement('script')
    script.textContent = 'document.title = "injected ran"'
    document.head.append(script)
    return document.title
  })
  await page.close()
  expect({ ...seen, evaluated }).toEqual({
    title: 'ran',
    inlineStyle: false,
    markedStyle: true,
    foreign: 'refused',
    evaluated: 'ran',
  })
})

const WORKER = `onmessage = async ({ data }) => {
  const outcome = (url) => fetch(url).then((answer) => answer.status, () => 'refused')
  let evaluated = 'refused'
  try { evaluated = new Function('return "ran"')() } catch {}
  postMessage({ own: await outcome(data), foreign: await outcome('http://127.0.0.1:9/'), evaluated })
}`

test('a worker of the page reads stored files, and neither reaches other places nor runs text', async () => {
  await using desk = await webDesk()
  const sha256 = desk.backend.addAsset(new TextEncoder().encode('x'), 'image/png')
  writeFileSync(join(desk.folder, 'renderer', 'assets', 'worker-1.js'), WORKER)
  const page = await browser.newPage()
  await page.goto(desk.host.origin)
  const told = await page.evaluate(
    async ({ token, hash }) => {
      const json = { 'Content-Type': 'application/json' }
      await fetch('/session', { method: 'POST', headers: json, body: JSON.stringify({ token }) })
      const worker = new Worker('/assets/worker-1.js', { type: 'module' })
      const answer = new Promise((resolve) => {
        worker.onmessage = ({ data }) => resolve(data)
      })
      worker.postMessage(`/asset/${hash}`)
      return answer
    },
    { token: desk.host.token, hash: sha256 },
  )
  await page.close()
  expect(told).toEqual({ own: 200, foreign: 'refused', evaluated: 'refused' })
})

test('a page of another site can neither call an open desk nor show its files, even with its cookie', async () => {
  await using desk = await webDesk()
  const sha256 = desk.backend.addAsset(
    new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    'image/svg+xml',
  )
  const evil = createServer((_request, response) => response.setHeader('Content-Type', 'text/html').end('<p>evil'))
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve))
  const { port } = evil.address() as AddressInfo
  const context = await browser.newContext()
  const own = await context.newPage()
  await own.goto(desk.host.origin)
  const session = await own.evaluate(
    async (token) =>
      (
        await fetch('/session', {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ token }),
        })
      ).status,
    desk.host.token,
  )
  const ownCall = () =>
    own.evaluate(
      async () =>
        (
          await fetch('/call/view.list', {
            method: 'POST',
            headers: { 'Content-Type': 'application/json' },
            body: '{}',
          })
        ).status,
    )
  const before = await ownCall()

  const page = await context.newPage()
  // Same site (cookies ignore ports), another origin: the hardest case.
  await page.goto(`http://127.0.0.1:${port}/`)
  const tried = await page.evaluate(
    async ({ origin, hash }) => {
      const attempt = (path: string, init: RequestInit) =>
        fetch(origin + path, { credentials: 'include', ...init }).then(
          (answer) => `answered ${answer.status}`,
          () => 'refused',
        )
      const json = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' }
      const image = await new Promise((resolve) => {
        const shown = new Image()
        shown.onload = () => resolve('shown')
        shown.onerror = () => resolve('refused')
        shown.src = `${origin}/asset/${hash}`
      })
      return {
        call: await attempt('/call/view.list', json),
        simple: await attempt('/call/view.list', { method: 'POST', mode: 'no-cors', body: '{}' }).then(
          () => 'sent at most',
        ),
        asset: await attempt(`/asset/${hash}`, {}),
        image,
      }
    },
    { origin: desk.host.origin, hash: sha256 },
  )
  const after = await ownCall()
  await context.close()
  evil.close()
  expect({ session, before, after, tried, arrivals: desk.backend.arrivals.length, asked: desk.backend.asked }).toEqual({
    session: 200,
    before: 200,
    after: 200,
    tried: { call: 'refused', simple: 'sent at most', asset: 'refused', image: 'refused' },
    arrivals: 2,
    asked: [],
  })
})
