import { readFileSync } from 'node:fs'
import { unzipSync } from 'fflate'
import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { browserDesk } from '../helpers/browser-desk.ts'

const nextPainted = async (page: Page, act: () => Promise<void>): Promise<void> => {
  await page.evaluate(() => performance.clearMarks('case-painted'))
  await act()
  await page.waitForFunction(() => performance.getEntriesByName('case-painted').length > 0)
  // A verdict counts 150 ms after its case was painted: the time a person takes to see it.
  await page.waitForTimeout(200)
}

/** Moves the focus with Tab until what is named has it. */
const tabTo = async (page: Page, name: RegExp): Promise<void> => {
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(() => {
      const element = document.activeElement
      return `${element?.getAttribute('aria-label') ?? ''} ${element?.textContent ?? ''}`
    })
    if (name.test(focused)) return
  }
  throw new Error(`Tab does not reach ${name}`)
}

test('by keyboard alone: a sample, three verdicts and one undo, an export that another tool reads', async () => {
  await using desk = await browserDesk({ acceptDownloads: true })
  const { page, call } = desk
  await page.getByRole('button', { name: /Retail shelf/ }).waitFor()
  await tabTo(page, /Retail shelf/)
  await nextPainted(page, () => page.keyboard.press('Enter'))

  await nextPainted(page, () => page.keyboard.press('a'))
  await page.keyboard.press('f')
  await page.waitForTimeout(200)
  await nextPainted(page, () => page.keyboard.press('Enter'))
  await page.keyboard.press('s')
  await page.waitForTimeout(200)
  await nextPainted(page, () => page.keyboard.press('s'))
  await expect
    .poll(async () => (await call('project.stats', {})).byVerdict)
    .toEqual({
      correct: 1,
      incorrect: 1,
      'partially-correct': 1,
    })
  await page.keyboard.press('z')
  await expect.poll(async () => (await call('project.stats', {})).byVerdict).toEqual({ correct: 1, incorrect: 1 })

  await page.keyboard.press('Alt+3')
  const download = page.waitForEvent('download')
  await tabTo(page, /^\s*(Export|Write|Make)\b/)
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await call('export.list', {})).batches.length, { timeout: 20_000 }).toBe(1)
  const saved = page.getByRole('link', { name: /download/i }).or(page.getByRole('button', { name: /download/i }))
  await Promise.race([
    download,
    saved
      .first()
      .waitFor()
      .then(async () => {
        await saved.first().focus()
        await page.keyboard.press('Enter')
      }),
  ])
  const files = unzipSync(readFileSync(await (await download).path()))
  const names = Object.keys(files)
  expect(names.some((name) => name.endsWith('manifest.json'))).toBe(true)
  expect(desk.problems).toEqual([])
}, 120_000)
