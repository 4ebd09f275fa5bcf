import {
  IconAlertOctagon,
  IconCheck,
  IconCircleHalf2,
  IconGavel,
  IconHelp,
  IconLinkOff,
  IconPuzzle,
  IconX,
} from '@tabler/icons-react'
import { memo, type ReactNode } from 'react'
import type { Verdict } from '../../../shared/model/verdict.ts'
import { useAriaKeys } from '../../app/keys.ts'
import { t } from '../../i18n/t.ts'
import { ActionKey } from '../../ui/key-caps.tsx'
import { VERDICT_WORDS } from '../../ui/words.ts'
import { judgementOf } from './conversation/turn-focus.ts'
import { turnProposal } from './conversation/turn-verdicts.ts'
import css from './review.module.css'
import { useReview } from './review-state.ts'
import { pressVerdict, VERDICT_KEYS } from './verdicts.ts'

const ICONS = {
  correct: IconCheck,
  'partially-correct': IconCircleHalf2,
  incomplete: IconPuzzle,
  incorrect: IconX,
  unsafe: IconAlertOctagon,
  'non-compliant': IconGavel,
  irrelevant: IconLinkOff,
  'cannot-tell': IconHelp,
} as const satisfies Record<Verdict, unknown>

/** Short enough for eight in a row at 720 px; the full word is the button's name. */
const SHORT: Readonly<Record<Verdict, string>> = { ...VERDICT_WORDS, 'partially-correct': t('Partially') }

/** What is seen as a dashed frame or a filled button, in words. */
const spoken = (verdict: Verdict, proposed: boolean, filed: boolean): string =>
  [
    verdict === 'partially-correct' ? ` ${t('correct')}` : '',
    proposed ? `, ${t('proposed')}` : '',
    filed ? `, ${t('filed')}` : '',
  ].join('')

export const VerdictBar = (): ReactNode => {
  const ofTurn = useReview((state) => state.turn !== null)
  const chosen = useReview((state) =>
    state.turn === null ? (state.desk?.worksheet.verdict ?? null) : (judgementOf(state)?.verdict ?? null),
  )
  const filed = useReview((state) => (state.desk?.worksheet.submittedAs ?? null) !== null)
  const proposed = useReview((state) =>
    state.veiled
      ? null
      : state.turn === null
        ? (state.desk?.proposal.verdict ?? null)
        : turnProposal(state, state.turn, null).verdict,
  )
  const open = useReview((state) => state.desk !== null)
  return (
    <section className={css.verdicts} aria-label={ofTurn ? t('Verdict on this turn') : t('Verdict')}>
      {VERDICT_KEYS.map(([verdict]) => (
        <VerdictButton
          key={verdict}
          verdict={verdict}
          open={open}
          proposed={proposed === verdict && chosen === null}
          chosen={chosen === verdict}
          filed={filed && !ofTurn && chosen === verdict}
        />
      ))}
    </section>
  )
}

type VerdictButtonProps = Readonly<Record<'open' | 'proposed' | 'chosen' | 'filed', boolean>> & {
  readonly verdict: Verdict
}

/** Rendered anew only where something of its own verdict changed: with each edit at most two of the eight. */
const VerdictButton = memo(({ verdict, open, proposed, chosen, filed }: VerdictButtonProps): ReactNode => {
  const keysOf = useAriaKeys()
  const Icon = ICONS[verdict]
  return (
    <button
      type="button"
      className={css.verdict}
      data-proposed={proposed || undefined}
      aria-pressed={chosen}
      aria-keyshortcuts={keysOf(`review.verdict.${verdict}`)}
      disabled={!open}
      onClick={() => pressVerdict(verdict)}
    >
      <Icon size={15} stroke={1.9} aria-hidden />
      <span className={css.verdictWord}>
        {SHORT[verdict]}
        <span className={css.hidden}>{spoken(verdict, proposed, filed)}</span>
      </span>
      <ActionKey action={`review.verdict.${verdict}`} painted />
    </button>
  )
})
VerdictButton.displayName = 'VerdictButton'
