import { expect, test } from 'vitest'
import { browserDesk } from '../helpers/browser-desk.ts'

test('a saved view chooses what goes into a batch; one of the queue means the cases that some rule put there', async () => {
  await using desk = await browserDesk({
    prepare: async (call) => {
      await call('project.create', { sample: 'ticket-routing' })
      await call('view.save', { name: 'unsure', where: 'score<0.4', scope: 'queued' })
      await call('view.save', { name: 'wrong', where: 'verdict:incorrect', scope: 'all' })
    },
  })
  const { page } = desk
  await page.waitForFunction(() => performance.getEntriesByName('case-painted').length > 0)
  await page.keyboard.press('Alt+3')
  const filter = page.getByRole('textbox', { name: 'Only cases that fit' })
  await page.getByRole('button', { name: 'Use the view unsure' }).click()
  const ofQueue = await filter.inputValue()
  await page.getByRole('button', { name: 'Use the view wrong' }).click()
  expect([ofQueue, await filter.inputValue()]).toEqual(['rule:* and (score<0.4)', 'verdict:incorrect'])
})
