import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import type { Turn } from '../../../../shared/model/case.ts'
import type { TurnJudgement } from '../../../../shared/model/review.ts'
import { t } from '../../../i18n/t.ts'
import { StatusMark } from '../../../ui/status-mark.tsx'
import { VERDICT_WORDS } from '../../../ui/words.ts'
import css from './conversation.module.css'
import { focusTurn } from './turn-focus.ts'
import { ROLE_ICONS, roleWord } from './turn-view.tsx'

const ROW_PX = 26

type TurnListProps = {
  readonly turns: readonly Turn[]
  readonly judged: ReadonlyMap<number, TurnJudgement>
  readonly focused: number | null
}

const optionId = (place: number): string => `turn-${place}`

/** The whole conversation at a glance: every turn with its verdict, and the way to each. */
export const TurnList = ({ turns, judged, focused }: TurnListProps): ReactNode => {
  const list = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: turns.length,
    getScrollElement: () => list.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  })
  useEffect(() => {
    if (focused !== null) virtual.scrollToIndex(focused)
  }, [focused, virtual])
  const keyDown = (event: KeyboardEvent): void => {
    const last = turns.length - 1
    const at = focused ?? -1
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: Math.min(at + 1, last),
      ArrowUp: Math.max(at - 1, 0),
      Home: 0,
      End: last,
    }
    const to = targets[event.key]
    if (to === undefined) return
    event.preventDefault()
    event.stopPropagation()
    focusTurn(to)
  }
  return (
    <div
      ref={list}
      className={css.list}
      role="listbox"
      aria-label={t('Turns')}
      aria-activedescendant={focused === null ? undefined : optionId(focused)}
      tabIndex={0}
      onKeyDown={keyDown}
    >
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="presentation">
        {virtual.getVirtualItems().map(({ index, start }) => {
          const turn = turns[index]
          if (!turn) return null
          const Icon = ROLE_ICONS[turn.role]
          const verdict = judged.get(index)?.verdict ?? null
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox around it takes the keys.
            // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the listbox, which names the active one.
            <div
              key={index}
              id={optionId(index)}
              className={css.option}
              role="option"
              aria-selected={focused === index}
              aria-setsize={turns.length}
              aria-posinset={index + 1}
              data-role={turn.role}
              style={{ transform: `translateY(${start}px)`, height: ROW_PX }}
              title={verdict ? VERDICT_WORDS[verdict] : undefined}
              onClick={() => focusTurn(index)}
            >
              <Icon className={css.icon} size={13} stroke={1.75} aria-hidden />
              <span className={css.optionName}>
                {index + 1} <bdi>{turn.name ?? roleWord(turn.role)}</bdi>
              </span>
              {verdict ? (
                <StatusMark status="reviewed" verdict={verdict} wordless />
              ) : turn.role === 'assistant' ? (
                <span className={css.open} title={t('Not judged yet')} />
              ) : null}
            </div>
          )
        })}
      </div>
    </div>
  )
}
