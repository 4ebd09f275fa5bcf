import { type ReactNode, useLayoutEffect } from 'react'
import type { Case, Turn } from '../../../../shared/model/case.ts'
import type { Json } from '../../../../shared/model/json.ts'
import { casePainted } from '../clockwork.ts'
import css from '../review.module.css'

const valueText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 1))

const ROLE_WORDS: Readonly<Record<Turn['role'], string>> = {
  system: 'System',
  user: 'User',
  assistant: 'Assistant',
  tool: 'Tool',
}

const Turns = ({ turns }: { readonly turns: readonly Turn[] }): ReactNode => (
  <ol className={css.turns}>
    {turns.map((turn, i) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a turn is its place; turns never move.
      <li key={i} data-role={turn.role}>
        <h3>
          {turn.name ?? ROLE_WORDS[turn.role]} {turn.time ? <time>{turn.time}</time> : null}
        </h3>
        <p dir="auto">{turn.text}</p>
        {turn.toolCalls?.map((call) => (
          <pre key={valueText(call)}>{valueText(call)}</pre>
        ))}
        {turn.sources?.map((source) => (
          <blockquote key={`${source.title} ${source.url ?? ''}`}>
            <cite>{source.title}</cite>
            {source.text ? <p dir="auto">{source.text}</p> : null}
          </blockquote>
        ))}
      </li>
    ))}
  </ol>
)

/** A conversation, turn by turn. Nothing in it is ever taken for markup. */
export const CaseConversation = ({ id, item }: { readonly id: string; readonly item: Case }): ReactNode => {
  useLayoutEffect(() => casePainted(item.id), [item.id])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long case is scrolled by keys.
    <div id={id} className={css.plain} role="document" aria-label={`Case ${item.key}`} tabIndex={0}>
      <div className={css.plainColumn}>
        <Turns turns={item.content.turns ?? []} />
      </div>
    </div>
  )
}
