import type { CardKind } from '../../model/lineage.ts'
import { cardOf } from './content.ts'
import { type CroissantStated, croissant } from './croissant.ts'
import { cyclonedx } from './cyclonedx.ts'
import type { CardFacts } from './facts.ts'
import { cardHtml } from './html.ts'
import { cardMarkdown } from './markdown.ts'

export type WrittenCard = { readonly name: string; readonly mime: string; readonly text: string }

/** JSON on its own file: names may hold what a text file must not. */
const json = (value: unknown): string => `${JSON.stringify(value, null, 2).toWellFormed()}\n`

/** The card of this kind, under the name it has beside the version's files. */
export const writeCard = (kind: CardKind, facts: CardFacts, stated: CroissantStated): WrittenCard => {
  switch (kind) {
    case 'html':
      return { name: 'data-card.html', mime: 'text/html', text: cardHtml(cardOf(facts)) }
    case 'markdown':
      return { name: 'data-card.md', mime: 'text/markdown', text: cardMarkdown(cardOf(facts)) }
    case 'croissant':
      return { name: 'croissant.json', mime: 'application/ld+json', text: json(croissant(facts, stated)) }
    case 'cyclonedx':
      return { name: 'bom.cdx.json', mime: 'application/vnd.cyclonedx+json', text: json(cyclonedx(facts)) }
  }
}
