import { IconMessage, IconRobot, IconSettings, IconTool } from '@tabler/icons-react'
import { memo, type ReactNode } from 'react'
import { isTameMarkdown } from '../../../../shared/domain/tame-markdown.ts'
import type { AnswerSource } from '../../../../shared/domain/turns.ts'
import type { Annotation } from '../../../../shared/model/annotation.ts'
import type { Turn } from '../../../../shared/model/case.ts'
import type { Json } from '../../../../shared/model/json.ts'
import type { TurnJudgement } from '../../../../shared/model/review.ts'
import type { Taxonomy } from '../../../../shared/model/taxonomy.ts'
import { t } from '../../../i18n/t.ts'
import { JsonTree } from '../../../ui/json-tree.tsx'
import { scoreText } from '../../../ui/label-style.ts'
import { LongText } from '../../../ui/long-text.tsx'
import { moment } from '../../../ui/numbers.ts'
import { StatusMark } from '../../../ui/status-mark.tsx'
import { causeWord } from '../../../ui/words.ts'
import { styleOf } from '../labels/labels.ts'
import css from './conversation.module.css'
import { SafeMarkdown } from './markdown.tsx'

export const ROLE_ICONS = {
  system: IconSettings,
  user: IconMessage,
  assistant: IconRobot,
  tool: IconTool,
} as const satisfies Record<Turn['role'], unknown>

export const roleWord = (role: Turn['role']): string => {
  switch (role) {
    case 'system':
      return t('System')
    case 'user':
      return t('User')
    case 'assistant':
      return t('Assistant')
    case 'tool':
      return t('Tool')
  }
}

/** The name that a tool call goes by, where one of the usual members holds it. */
const callName = (call: Json): string | null => {
  if (typeof call !== 'object' || call === null || Array.isArray(call)) return null
  const members = call as Readonly<Record<string, Json>>
  if (typeof members.name === 'string') return members.name
  return members.function === undefined ? null : callName(members.function)
}

/** Arguments often come as a JSON text within the JSON: read, so that they can be read. */
const unpacked = (value: Json): Json => {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(unpacked)
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === 'arguments' && typeof member === 'string' ? parsed(member) : unpacked(member),
    ]),
  )
}

const parsed = (text: string): Json => {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

const ToolCall = ({ call, open }: { readonly call: Json; readonly open: boolean }): ReactNode => (
  <details className={css.call} open={open}>
    <summary>
      <IconTool size={14} stroke={1.75} aria-hidden /> {t('Tool call')} <bdi>{callName(call) ?? ''}</bdi>
    </summary>
    <JsonTree value={unpacked(call)} />
  </details>
)

const Sources = ({ sources }: { readonly sources: readonly AnswerSource[] }): ReactNode => (
  <aside className={css.sources} aria-label={t('Sources')}>
    <ol>
      {sources.map((source) => (
        <li key={source.number} data-cited={source.cited}>
          <p className={css.sourceTitle}>
            <span className={css.sourceNumber}>{source.number}</span> <bdi>{source.title}</bdi>
            <span className={css.tag}>{source.cited ? t('cited') : t('not cited')}</span>
          </p>
          {source.url ? (
            <p className={css.address}>
              <bdi>{source.url}</bdi>
            </p>
          ) : null}
          {source.text ? (
            <p className={css.sourceText} dir="auto">
              <LongText text={source.text} />
            </p>
          ) : null}
        </li>
      ))}
    </ol>
  </aside>
)

const Classes = ({
  classes,
  taxonomy,
}: {
  readonly classes: readonly Annotation[]
  readonly taxonomy: Taxonomy | null
}) => (
  <ul className={css.classes} aria-label={t('Labels of this turn')}>
    {classes.map(({ id, label, score, attributes }) => (
      <li key={id}>
        <span className={css.swatch} style={{ background: styleOf(taxonomy, label).chip }} />
        <bdi>{label}</bdi> {score === undefined ? null : <span className={css.quiet}>{scoreText(score)}</span>}
        {Object.entries(attributes).map(([name, value]) => (
          <span key={name} className={css.quiet}>
            <bdi>{name}</bdi>: <bdi>{typeof value === 'string' ? value : JSON.stringify(value)}</bdi>
          </span>
        ))}
      </li>
    ))}
  </ul>
)

type TurnViewProps = {
  readonly turn: Turn
  readonly place: number
  readonly of: number
  readonly focused: boolean
  readonly judged: TurnJudgement | null
  readonly sources: readonly AnswerSource[]
  readonly classes: readonly Annotation[]
  readonly taxonomy: Taxonomy | null
  readonly raw: boolean
  readonly callsOpen: boolean
  /** The turn's characters, with what is marked in them. */
  readonly words: ReactNode
}

/** One turn: who, when, what was said, the tools called, and what an answer could rest on. */
export const TurnView = memo((props: TurnViewProps): ReactNode => {
  const { turn, place, focused, judged, sources, classes } = props
  const Icon = ROLE_ICONS[turn.role]
  const rendered = turn.role === 'assistant' && !props.raw && isTameMarkdown(turn.text)
  return (
    <article
      className={css.turn}
      data-role={turn.role}
      data-focused={focused || undefined}
      aria-current={focused || undefined}
      aria-label={t('Turn {turn} of {count}, {role}', {
        turn: place + 1,
        count: props.of,
        role: turn.name ?? roleWord(turn.role),
      })}
    >
      <div className={css.body}>
        <header className={css.head}>
          <Icon size={15} stroke={1.75} aria-hidden />
          <bdi className={css.who}>{turn.name ?? roleWord(turn.role)}</bdi>
          {turn.name === undefined ? null : <span className={css.quiet}>{roleWord(turn.role)}</span>}
          {turn.time === undefined ? null : <time dateTime={turn.time}>{moment(turn.time)}</time>}
          <span className={css.place}>{place + 1}</span>
          {judged ? <StatusMark status="reviewed" verdict={judged.verdict} /> : null}
        </header>
        {judged && judged.causes.length > 0 ? (
          <p className={css.quiet}>{judged.causes.map((cause) => causeWord(cause)).join(', ')}</p>
        ) : null}
        {classes.length > 0 ? <Classes classes={classes} taxonomy={props.taxonomy} /> : null}
        <div className={css.said}>
          {turn.text === '' ? (
            (turn.toolCalls?.length ?? 0) > 0 ? null : (
              <p className={css.quiet}>{t('This turn says nothing.')}</p>
            )
          ) : rendered ? (
            <SafeMarkdown text={turn.text} raw={props.words} />
          ) : (
            props.words
          )}
          {turn.toolCalls?.map((call, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a call is its place; calls never move.
            <ToolCall key={i} call={call} open={props.callsOpen} />
          ))}
        </div>
      </div>
      {sources.length > 0 ? <Sources sources={sources} /> : null}
    </article>
  )
})
TurnView.displayName = 'TurnView'
