import type { Card, CardPart } from './content.ts'

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text that means nothing to a reader of HTML, within an element or a quoted attribute. */
export const plainHtml = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replaceAll(/[\u202a-\u202e\u2066-\u2069]/gu, '')
    .replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '')

const cells = (tag: 'td' | 'th', texts: readonly string[]): string =>
  texts
    .map((text, at) => {
      const scope = tag === 'th' ? ' scope="col"' : at === 0 ? ' scope="row"' : ''
      const name = at === 0 && tag === 'td' ? 'th' : tag
      return `<${name}${scope}><bdi>${plainHtml(text)}</bdi></${name}>`
    })
    .join('')

const part = (one: CardPart): string => {
  switch (one.kind) {
    case 'text':
      return `<p dir="auto">${plainHtml(one.text)}</p>`
    case 'facts':
      return `<dl>${one.facts.map(([name, value]) => `<div><dt>${plainHtml(name)}</dt><dd dir="auto">${plainHtml(value)}</dd></div>`).join('')}</dl>`
    case 'list':
      return `<ul>${one.items.map((item) => `<li dir="auto">${plainHtml(item)}</li>`).join('')}</ul>`
    case 'table':
      return `<table><thead><tr>${cells('th', one.head)}</tr></thead><tbody>${one.rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('')}</tbody></table>`
  }
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1d1f; --soft: #55595e; --paper: #fff; --line: #c9cdd2; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --soft: #a9afb6; --paper: #17191b; --line: #43484e; } }
body { margin: 0 auto; padding: 2rem 1.25rem; max-width: 60rem; font: 15px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
h1 { font-size: 1.7rem; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--line); padding-bottom: .2rem; }
p { max-width: 46rem; } .lead, dt, thead { color: var(--soft); }
dl div { display: flex; gap: 1rem; padding: .15rem 0; } dt { flex: 0 0 12rem; } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; margin: .75rem 0 1rem; font-variant-numeric: tabular-nums; }
th, td { padding: .2rem .75rem .2rem 0; border-bottom: 1px solid var(--line); text-align: end; font-weight: normal; vertical-align: top; }
th:first-child { text-align: start; overflow-wrap: anywhere; }
@media (max-width: 40rem) { dl div { display: block; } }
@media print {
  :root { --ink: #000; --soft: #333; --paper: #fff; --line: #999; }
  body { padding: 0; font-size: 10pt; max-width: none; } h2 { break-after: avoid; } tr { break-inside: avoid; } thead { display: table-header-group; }
}`

/**
 * A data card as one HTML file: no script, nothing loaded from anywhere (its policy forbids both), light or dark as the
 * reader has it, and fit to print.
 */
export const cardHtml = ({ title, lead, sections }: Card): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${plainHtml(title)} – data card</title>
<style>${STYLE}
</style>
</head>
<body>
<main>
<h1 dir="auto">${plainHtml(title)}</h1>
<p class="lead">${plainHtml(lead)}</p>
${sections.map((section) => `<section>\n<h2>${plainHtml(section.title)}</h2>\n${section.parts.map(part).join('\n')}\n</section>`).join('\n')}
</main>
</body>
</html>
`
