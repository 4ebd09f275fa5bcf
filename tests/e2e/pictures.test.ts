import { existsSync } from 'node:fs'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import type { SampleName } from '../../shared/contract/projects.ts'
import { browserDesk } from '../helpers/browser-desk.ts'
import { PICTURES, picture } from '../helpers/picture.ts'

/** The pictures of the readme. `UPDATE_PICTURES=1` writes them anew; otherwise the screen only has to come that far. */
const pictures: readonly {
  name: string
  sample: SampleName
  colorScheme: 'light' | 'dark'
  keys: readonly string[]
}[] = [
  { name: 'review-image', sample: 'retail-shelf', colorScheme: 'light', keys: ['t'] },
  { name: 'review-text-dark', sample: 'clinical-coding', colorScheme: 'dark', keys: ['t'] },
  { name: 'review-conversation', sample: 'support-assistant', colorScheme: 'light', keys: ['f'] },
  { name: 'review-document', sample: 'document-extraction', colorScheme: 'light', keys: ['t'] },
  { name: 'review-record-dark', sample: 'credit-risk', colorScheme: 'dark', keys: [] },
  {
    name: 'taxonomy',
    sample: 'support-assistant',
    colorScheme: 'light',
    keys: ['Alt+5', 'Slash', 'Enter', 'ArrowDown', 'Alt+ArrowRight'],
  },
]

test.each(pictures)('the picture $name shows the desk as it is', async ({ name, sample, colorScheme, keys }) => {
  await using desk = await browserDesk({
    colorScheme,
    prepare: async (call) => void (await call('project.create', { sample })),
  })
  const { page } = desk
  await page.waitForFunction(() => performance.getEntriesByName('case-painted').length > 0)
  // The time a person takes to see the case, before which no verdict counts.
  await page.waitForTimeout(400)
  for (const key of keys) await page.keyboard.press(key)
  await page.waitForTimeout(400)
  const shot = await picture(page, name)
  const { width, height, channels } = await sharp(shot)
    .stats()
    .then(async ({ channels }) => ({
      ...(await sharp(shot).metadata()),
      channels,
    }))
  expect([width, height]).toEqual([1280, 800])
  expect(Math.max(...channels.map(({ stdev }) => stdev))).toBeGreaterThan(20)
  expect(existsSync(`${PICTURES}${name}.png`)).toBe(true)
  expect(desk.problems).toEqual([])
})
