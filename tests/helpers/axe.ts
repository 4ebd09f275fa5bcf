import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds against WCAG 2.2 A and AA on the page as it stands: rule, and the first places. */
export const violations = async (page: Page): Promise<string[]> => {
  // The page's content policy refuses injected scripts; the browser's own evaluation is not bound by it.
  await page.evaluate(source)
  return page.evaluate(async () => {
    const axe: {
      run(
        root: Document,
        options: unknown,
      ): Promise<{ violations: { id: string; help: string; nodes: { html: string }[] }[] }>
    } = Reflect.get(window, 'axe')
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
    const found = await axe.run(document, { runOnly: { type: 'tag', values: tags } })
    return found.violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}: ${nodes
          .slice(0, 3)
          .map((node) => node.html)
          .join(' | ')}`,
    )
  })
}
