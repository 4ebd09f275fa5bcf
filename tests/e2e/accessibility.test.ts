import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import { violations } from '../helpers/axe.ts'
import { browserDesk } from '../helpers/browser-desk.ts'

const painted = (page: Page) => page.waitForFunction(() => performance.getEntriesByName('case-painted').length > 0)
const settled = (page: Page, name: string) => page.locator('nav [aria-current]', { hasText: name })

/** Each screen and each of its states that has its own controls, reached by keys. */
const visit = async (page: Page, look: (where: string) => Promise<void>): Promise<void> => {
  await painted(page)
  await look('review')
  await page.waitForTimeout(200)
  await page.keyboard.press('f')
  await look('review, causes open')
  await page.keyboard.press('Escape')
  await page.keyboard.press('r')
  await look('review, label by typing')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Backslash')
  await page.getByRole('listbox').or(page.getByRole('grid')).first().waitFor()
  await look('queue as a list')
  for (const [key, name] of [
    ['Alt+2', 'Import'],
    ['Alt+3', 'Export'],
    ['Alt+4', 'Settings'],
    ['Alt+5', 'Taxonomy'],
  ] as const) {
    await page.keyboard.press(key)
    await settled(page, name).waitFor()
    await look(name)
  }
  await page.keyboard.press('Control+k')
  await page.getByRole('textbox').or(page.getByRole('combobox')).first().waitFor()
  await look('palette')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Alt+1')
  await page.keyboard.press('Shift+Slash')
  await page.getByRole('dialog').waitFor()
  await look('help sheet')
}

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  test.each(['retail-shelf', 'ticket-routing'] as const)(
    'axe finds nothing on any screen of %s',
    async (sample) => {
      await using desk = await browserDesk({
        colorScheme,
        reducedMotion: 'reduce',
        prepare: async (call) => void (await call('project.create', { sample })),
      })
      const found: string[] = []
      await visit(desk.page, async (where) => {
        found.push(...(await violations(desk.page)).map((what) => `${where}: ${what}`))
      })
      expect(found).toEqual([])
      expect(desk.problems).toEqual([])
    },
    120_000,
  )

  test('axe finds nothing on the first screen, nor on that of a project that does not open', async () => {
    await using desk = await browserDesk({ colorScheme })
    await desk.page.getByRole('button', { name: /Retail shelf/ }).waitFor()
    const first = await violations(desk.page)
    const { path } = await desk.call('project.create', { name: 'broken' })
    await desk.call('project.close', {})
    writeFileSync(join(path, 'project.db'), 'broken '.repeat(2000))
    await desk.page.reload()
    await desk.page
      .getByRole('button', { name: /broken/ })
      .first()
      .click()
    await desk.page
      .getByText(/damaged|not a Second Look project/)
      .first()
      .waitFor()
    expect([first, await violations(desk.page)]).toEqual([[], []])
  }, 60_000)
})
