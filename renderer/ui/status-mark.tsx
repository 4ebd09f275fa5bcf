import {
  IconAlertOctagon,
  IconAlertTriangle,
  IconArrowForwardUp,
  IconBan,
  IconCheck,
  IconCircle,
  IconCircleHalf2,
  IconFlag,
  IconHelp,
  IconPlus,
  IconProgress,
  IconX,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { CaseStatus } from '../../shared/model/review.ts'
import type { Verdict } from '../../shared/model/verdict.ts'
import css from './status-mark.module.css'
import { STATUS_WORDS, VERDICT_WORDS } from './words.ts'

const STATUS_ICONS = {
  waiting: IconCircle,
  started: IconProgress,
  skipped: IconArrowForwardUp,
  flagged: IconFlag,
  reviewed: IconCheck,
} as const satisfies Record<CaseStatus, typeof IconCircle>

const VERDICT_ICONS = {
  correct: IconCheck,
  'partially-correct': IconCircleHalf2,
  incomplete: IconPlus,
  incorrect: IconX,
  irrelevant: IconBan,
  'non-compliant': IconAlertTriangle,
  unsafe: IconAlertOctagon,
  'cannot-tell': IconHelp,
} as const satisfies Record<Verdict, typeof IconCircle>

type StatusMarkProps = {
  readonly status: CaseStatus
  readonly verdict: Verdict | null
  /** Where there is no room for the word, it is still read out. */
  readonly wordless?: boolean
}

/** Where a case stands: an icon and a word. A reviewed case says its verdict. */
export const StatusMark = ({ status, verdict, wordless = false }: StatusMarkProps): ReactNode => {
  const judged = status === 'reviewed' && verdict !== null
  const Icon = judged ? VERDICT_ICONS[verdict] : STATUS_ICONS[status]
  const word = judged ? VERDICT_WORDS[verdict] : STATUS_WORDS[status]
  return (
    <span className={css.mark} data-status={status}>
      <Icon size={14} stroke={1.75} aria-hidden className={css.icon} />
      <span className={wordless ? css.hidden : css.word}>{word}</span>
    </span>
  )
}
