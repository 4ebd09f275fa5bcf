import sharp from 'sharp'
import { PAGE_HEIGHT, PAGE_WIDTH, type Page, type Print } from './invoice.ts'
import { letterStrokes, letterWidth } from './letters.ts'
import type { Seeded } from './seeded.ts'

/** The rectangle a print fills, in pixels of the page, with a little air around it. */
export const boxOf = ({ text, x, y, height }: Print): readonly [number, number, number, number] => [
  x - 3,
  y - 3,
  Math.ceil(letterWidth(text) * height) + 6,
  height + 6,
]

const pathOf = ({ text, x, y, height }: Print): string =>
  letterStrokes(text)
    .map((stroke) =>
      stroke
        .map(([px, py], i) => `${i === 0 ? 'M' : 'L'}${(x + px * height).toFixed(1)} ${(y + py * height).toFixed(1)}`)
        .join(''),
    )
    .join('')

/** The page as a scanner saw it: grey paper, some noise of dust, PNG of 16 greys. */
export const drawPage = async (page: Page, seed: Seeded): Promise<Buffer> => {
  const paper = seed.int(238, 252)
  const ink = seed.int(20, 70)
  const lines = page.prints.map(
    (print) => `<path d="${pathOf(print)}" stroke-width="${(print.height * (print.bold ? 0.17 : 0.11)).toFixed(2)}"/>`,
  )
  const rules = page.rules.map(([x1, y1, x2, y2]) => `<path d="M${x1} ${y1}L${x2} ${y2}" stroke-width="1.2"/>`)
  const dust = Array.from({ length: seed.int(10, 70) }, () => {
    const [x, y] = [seed.range(0, PAGE_WIDTH), seed.range(0, PAGE_HEIGHT)]
    return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${seed.range(0.4, 1.3).toFixed(1)}" fill="rgb(120,120,120)" stroke="none"/>`
  })
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${PAGE_WIDTH}" height="${PAGE_HEIGHT}"><rect width="100%" height="100%" fill="rgb(${paper},${paper},${paper})"/><g fill="none" stroke="rgb(${ink},${ink},${ink + 8})" stroke-linecap="round" stroke-linejoin="round">${lines.join('')}${rules.join('')}${dust.join('')}</g></svg>`
  return sharp(Buffer.from(svg)).greyscale().png({ palette: true, colours: 16, compressionLevel: 9 }).toBuffer()
}
