import type { ReactNode } from 'react'
import { answersOf } from '../../../../shared/domain/turns.ts'
import type { Turn } from '../../../../shared/model/case.ts'
import { t } from '../../../i18n/t.ts'
import { ActionKey } from '../../../ui/key-caps.tsx'
import { useReview } from '../review-state.ts'
import css from './conversation.module.css'
import { focusTurn, toggleWhole } from './turn-focus.ts'
import { toggleRaw, useTurnLook } from './turn-look.ts'
import { roleWord } from './turn-view.tsx'

/** What the verdict keys mean now, right above them: one answer, or the whole conversation. */
export const TurnBar = ({ turns }: { readonly turns: readonly Turn[] }): ReactNode => {
  const place = useReview((state) => state.turn)
  const judged = useReview((state) => state.desk?.worksheet.turns.length ?? 0)
  const hasPrediction = useReview((state) => state.desk?.prediction != null)
  const inWords = useReview((state) => state.caret?.turn !== undefined)
  const raw = useTurnLook((look) => look.raw)
  const answers = answersOf(turns)
  const turn = place === null ? undefined : turns[place]
  const target =
    turn === undefined || place === null
      ? t('The verdict keys judge the whole conversation')
      : turn.role === 'assistant'
        ? t('The verdict keys judge turn {turn}, answer {answer} of {count}', {
            turn: place + 1,
            answer: answers.indexOf(place) + 1,
            count: answers.length,
          })
        : t('Turn {turn}, {role}: only answers are judged', { turn: place + 1, role: roleWord(turn.role) })
  return (
    <div className={css.bar}>
      <p className={css.target}>{target}</p>
      <span className={css.quiet}>
        {inWords ? (
          <>
            {t('Keys act on its words')} <ActionKey action="review.escape" /> {t('lets go')}
          </>
        ) : hasPrediction ? (
          t('{judged} of {count} judged', { judged, count: answers.length })
        ) : null}
      </span>
      <label className={css.switch}>
        <input type="checkbox" checked={raw} onChange={toggleRaw} />
        {t('Raw text')} <ActionKey action="conversation.raw" />
      </label>
      <button
        type="button"
        className={css.whole}
        aria-pressed={place === null}
        onClick={() => (place === null ? toggleWhole() : focusTurn(null))}
      >
        {t('Judge the whole')} <ActionKey action="conversation.whole" painted />
      </button>
    </div>
  )
}
