import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { browserDesk } from '../helpers/browser-desk.ts'
import { ROOT } from '../helpers/desk.ts'
import type { Bench, Row } from './row.ts'

const SIDE = 20_000
const STEPS = 60
const MB = 1024 * 1024

/** A picture of 400 million pixels with a photo's detail; made by another process, whose memory is not the desk's. */
const writeHuge = (path: string): void => {
  const script = `
    import sharp from 'sharp'
    const noise = { type: 'gaussian', mean: 128, sigma: 40 }
    const [small, side] = [${SIDE / 10}, ${SIDE}]
    await sharp({ create: { width: small, height: small, channels: 3, background: '#888', noise } })
      .resize(side, side, { kernel: 'cubic' }).jpeg({ quality: 85 }).toFile(${JSON.stringify(path)})`
  execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: ROOT })
}

/** Resident memory of processes, in bytes. Linux only: elsewhere 0, and the row is missed. */
const residentOf = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => {
    try {
      const pages = Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
      return sum + pages * 1024
    } catch {
      return sum
    }
  }, 0)

/** The renderer process of the page: the one whose title says so, and that has the most memory. */
const pageProcess = async (browser: Browser): Promise<number | null> => {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id)
  return renderers.toSorted((a, b) => residentOf([b]) - residentOf([a]))[0] ?? null
}

/** Counts frames, from here on, in which part of the stage that the picture covers is blank, and of how many. */
const watchBlanks = (page: Page) =>
  page.evaluateHandle(() => {
    const seen = { frames: 0, blank: 0, run: 0, longest: 0, on: true }
    const look = (): void => {
      const canvas = document.querySelector<HTMLCanvasElement>('#case-desk canvas')
      const pen = canvas?.getContext('2d')
      if (canvas && pen) {
        const { data } = pen.getImageData(0, 0, canvas.width, canvas.height)
        let empty = false
        for (let y = 8; y < canvas.height && !empty; y += 16)
          for (let x = 8; x < canvas.width; x += 16) if (data[(y * canvas.width + x) * 4 + 3] === 0) empty = true
        seen.frames += 1
        seen.run = empty ? seen.run + 1 : 0
        seen.blank += empty ? 1 : 0
        seen.longest = Math.max(seen.longest, seen.run)
      }
      if (seen.on) requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
    return seen
  })

/** Zooms in on the middle until the picture covers the stage, then pans and zooms about as a person would. */
const walk = async (page: Page): Promise<void> => {
  const box = await page.locator('#case-desk').boundingBox()
  if (!box) throw new Error('There is no picture.')
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  for (let step = 0; step < STEPS; step += 1) {
    await page.mouse.move(x, y)
    await page.mouse.wheel(0, step % 3 === 2 ? 120 : -120)
    await page.keyboard.down('Space')
    await page.mouse.down()
    const [dx, dy] = [Math.cos(step) * 200, Math.sin(step) * 150]
    await page.mouse.move(x + dx, y + dy, { steps: 5 })
    await page.mouse.up()
    await page.keyboard.up('Space')
  }
}

/** 20,000 × 20,000 pixels in the real review screen: its first picture, its tiles, panning over them, and memory. */
export const bench: Bench = {
  name: 'tiles',
  run: async () => {
    let importMs = 0
    let imported = 0
    await using desk = await browserDesk({
      prepare: async (call, folder) => {
        const path = join(folder, 'huge.jpg')
        writeHuge(path)
        const started = performance.now()
        await call('project.create', { name: 'bench' })
        const { jobId } = await call('import.start', { files: [{ from: 'path', path }] })
        while ((await call('job.get', { jobId })).state === 'running') await new Promise((r) => setTimeout(r, 50))
        importMs = performance.now() - started
        imported = performance.now()
      },
    })
    const { page, browser } = desk
    const renderer = await pageProcess(browser)
    let [peak, desks, pages] = [0, 0, 0]
    const measure = setInterval(() => {
      const [own, shown] = [residentOf([process.pid]), residentOf(renderer === null ? [] : [renderer])]
      peak = Math.max(peak, own + shown)
      desks = Math.max(desks, own)
      pages = Math.max(pages, shown)
    }, 50)
    const running = async () => (await desk.call('job.list', {})).jobs.some(({ state }) => state === 'running')
    // An image without a prediction waits in no queue: it is opened from the list of all.
    await page.getByText('All', { exact: true }).first().click()
    await page.getByRole('option', { name: /huge/ }).first().click()
    await page.waitForFunction(() => performance.getEntriesByName('case-painted').length > 0, null, {
      timeout: 120_000,
    })
    const firstMs = performance.now() - imported
    while (await running()) await page.waitForTimeout(100)
    const tilesMs = performance.now() - imported
    await page.locator('#case-desk').focus()
    for (let i = 0; i < 8; i += 1) await page.keyboard.press('Equal')
    await page.waitForTimeout(500)
    const watched = await watchBlanks(page)
    await walk(page)
    const { frames, blank, longest } = await watched.evaluate((seen) => {
      seen.on = false
      return seen
    })
    clearInterval(measure)
    const rows: Row[] = [
      { name: 'tiles.import', value: importMs / 1000, unit: 's', target: '', pass: null },
      {
        name: 'tiles.first-picture',
        value: firstMs / 1000,
        unit: 's',
        target: 'before the tiles',
        pass: firstMs < tilesMs,
      },
      { name: 'tiles.all-tiles', value: tilesMs / 1000, unit: 's', target: '', pass: null },
      { name: 'tiles.blank-frames', value: blank, unit: `of ${frames}`, target: '', pass: null },
      {
        name: 'tiles.longest-blank',
        value: longest,
        unit: 'frames',
        target: '≤ 1',
        pass: longest <= 1 && frames > 100,
      },
      { name: 'tiles.peak-memory.desk', value: desks / MB, unit: 'MB', target: '', pass: null },
      { name: 'tiles.peak-memory.page', value: pages / MB, unit: 'MB', target: '', pass: null },
      { name: 'tiles.peak-memory', value: peak / MB, unit: 'MB', target: '< 1000', pass: peak > 0 && peak / MB < 1000 },
    ]
    return rows
  },
}
