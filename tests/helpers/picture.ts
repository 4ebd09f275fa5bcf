import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright'
import sharp from 'sharp'
import { ROOT } from './desk.ts'

export const PICTURES = fileURLToPath(new URL('docs/pictures/', ROOT))

/** The screen as it is now. With `UPDATE_PICTURES=1` it becomes the picture of that name in the docs. */
export const picture = async (page: Page, name: string): Promise<Buffer> => {
  const shot = await page.screenshot()
  if (process.env.UPDATE_PICTURES === '1') {
    mkdirSync(PICTURES, { recursive: true })
    writeFileSync(`${PICTURES}${name}.png`, await sharp(shot).png({ palette: true, quality: 90 }).toBuffer())
  }
  return shot
}
