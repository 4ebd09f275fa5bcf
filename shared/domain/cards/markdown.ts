import type { Card, CardPart } from './content.ts'

/**
 * Text that means nothing to a reader of Markdown (CommonMark, GFM): no markup, no HTML, and one line. Whatever could begin
 * something stands behind a backslash. An address may become a link to the very address that is read.
 */
export const plainMarkdown = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .replaceAll(/[\\`*_{}[\]()#!|<>~&$^]/g, (sign) => `\\${sign}`)
    // A list or a rule begins with these.
    .replace(/^(\d+)([.)])/, '$1\\$2')
    .replace(/^[-+=]/, (sign) => `\\${sign}`)

const row = (cells: readonly string[]): string => `| ${cells.map(plainMarkdown).join(' | ')} |`

const part = (one: CardPart): string => {
  switch (one.kind) {
    case 'text':
      return plainMarkdown(one.text)
    case 'facts':
      return one.facts.map(([name, value]) => `- **${plainMarkdown(name)}:** ${plainMarkdown(value)}`).join('\n')
    case 'list':
      return one.items.map((item) => `- ${plainMarkdown(item)}`).join('\n')
    case 'table':
      return [row(one.head), `|---|${'--:|'.repeat(one.head.length - 1)}`, ...one.rows.map(row)].join('\n')
  }
}

/** A data card in Markdown. */
export const cardMarkdown = ({ title, lead, sections }: Card): string =>
  [
    `# ${plainMarkdown(title)}`,
    plainMarkdown(lead),
    ...sections.flatMap((section) => [`## ${plainMarkdown(section.title)}`, ...section.parts.map(part)]),
  ]
    .join('\n\n')
    .concat('\n')
