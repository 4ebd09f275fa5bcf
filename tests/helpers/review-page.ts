import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright'
import sharp from 'sharp'
import type { Input } from '../../shared/contract/table.ts'
import type { CaseId } from '../../shared/model/ids.ts'
import { DEFAULT_TRIGGERS } from '../../shared/model/trigger.ts'
import type { BrowserDesk } from './browser-desk.ts'
import { idle } from './idle.ts'

const finishImport = async (call: BrowserDesk['call'], input: Input<'import.start'>): Promise<void> => {
  const { jobId } = await call('import.start', input)
  await idle(call)
  const job = await call('job.get', { jobId })
  if (job.state !== 'done') throw new Error(`the import ${job.state}: ${job.error?.message}`)
}

/** A project of cases written here, without the random audit, in the order of their scores; `photo.jpg` is 400 × 300. */
export const cases = (lines: readonly object[], settings: Input<'project.settings'> = {}) => {
  const header = { secondLook: 1, model: { name: 'shelf', version: '1' } }
  return async (call: BrowserDesk['call'], folder: string) => {
    await call('project.create', { name: 'cases' })
    await sharp({ create: { width: 400, height: 300, channels: 3, background: '#777' } })
      .jpeg()
      .toFile(join(folder, 'photo.jpg'))
    const file = join(folder, 'cases.jsonl')
    writeFileSync(file, [header, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''))
    await finishImport(call, { files: [{ from: 'path', path: file }] })
    const triggers = { ...DEFAULT_TRIGGERS, randomAudit: { ...DEFAULT_TRIGGERS.randomAudit, on: false } }
    await call('project.settings', { triggers, ...settings })
    await idle(call)
  }
}

/** The case that is painted; empty before the first. */
export const onDesk = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const mark = performance.getEntriesByName('case-painted')[0]
    return mark instanceof PerformanceMark ? String(mark.detail) : ''
  })

/** Waits until a case other than `before` is painted and was there long enough to have been seen. Answers its id. */
export const seen = async (page: Page, before = ''): Promise<CaseId> => {
  const handle = await page.waitForFunction((last) => {
    const mark = performance.getEntriesByName('case-painted')[0]
    const painted = mark instanceof PerformanceMark && mark.detail !== last && performance.now() - mark.startTime > 170
    return painted ? mark.detail : null
  }, before)
  return (await handle.jsonValue()) as CaseId
}

export const saved = (page: Page): Promise<unknown> => page.getByText('Saved', { exact: true }).waitFor()
export const said = (page: Page, text: RegExp | string): Promise<void> => page.getByText(text).first().waitFor()
export const verdict = (page: Page, name: string): Locator => page.getByRole('button', { name: new RegExp(`^${name}`) })
