import { IconCheck, IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Taxonomy } from '../../../shared/model/taxonomy.ts'
import type { CauseId } from '../../../shared/model/verdict.ts'
import { t } from '../../i18n/t.ts'
import { tx } from '../../i18n/tx.tsx'
import { ActionKey } from '../../ui/key-caps.tsx'
import { CULPRIT_WORDS, ERROR_WORDS, inSentence, VERDICT_WORDS } from '../../ui/words.ts'
import { type Cause, causeName, causesOf } from './causes.ts'
import { judgementOf } from './conversation/turn-focus.ts'
import { turnProposal } from './conversation/turn-verdicts.ts'
import { QuestionStrip } from './questions/question-strip.tsx'
import { questionsOf } from './questions/questions.ts'
import css from './review.module.css'
import { tickedCauses, useReview } from './review-state.ts'
import { confirm, makeFirstCause, toggleCause } from './verdicts.ts'

/** Under the verdicts, always as high: the causes while they are asked for, else what the desk computed or has to say. */
export const CauseStrip = (): ReactNode => {
  const strip = useReview((state) => state.strip)
  const told = useReview((state) => state.told)
  const asked = useReview((state) => questionsOf(state).length > 0)
  if (strip) return <Causes />
  return (
    <div className={css.strip}>
      {asked ? <QuestionStrip /> : null}
      {told ? (
        <p className={css.told} data-tone={told.tone}>
          <IconInfoCircle className={css.toldIcon} size={15} stroke={1.75} aria-hidden />
          {told.text}
        </p>
      ) : (
        <Computed />
      )}
    </div>
  )
}

const Causes = (): ReactNode => {
  const state = useReview()
  const ticked = tickedCauses(state)
  const causes = offered(state.taxonomy, ticked)
  const proposed =
    (state.turn === null
      ? state.desk?.proposal.causes
      : turnProposal(state, state.turn, judgementOf(state)?.verdict ?? null).causes) ?? []
  return (
    <section className={css.strip} aria-label={t('Causes')}>
      <div className={css.causes}>
        {causes.map((cause, i) => (
          <button
            key={cause.id}
            type="button"
            className={css.cause}
            aria-pressed={ticked.includes(cause.id)}
            title={belongs(cause, proposed.includes(cause.id))}
            onClick={() => toggleCause(cause.id)}
          >
            <span className={css.tick} aria-hidden>
              {ticked.includes(cause.id) ? <IconCheck size={12} stroke={3} /> : null}
            </span>
            {cause.name}
            {ticked.length > 1 && ticked[0] === cause.id ? <span className={css.first}>{t('first')}</span> : null}
            {proposed.includes(cause.id) ? <span className={css.hidden}>, {t('proposed')}</span> : null}
            {i < 9 ? <ActionKey action={`review.digit.${i + 1}`} /> : null}
          </button>
        ))}
        {ticked.length > 1 ? <FirstCause ticked={ticked} causes={causes} /> : null}
        <button type="button" className={css.file} onClick={confirm}>
          {state.turn === null ? t('File and go on') : t('Next answer')} <ActionKey action="review.confirm" />
        </button>
      </div>
    </section>
  )
}

const belongs = ({ culprit }: Cause, proposed: boolean): string => {
  if (culprit === null) return t('The taxonomy no longer has it')
  return proposed
    ? t('Belongs to {culprit}; proposed', { culprit: CULPRIT_WORDS[culprit] })
    : t('Belongs to {culprit}', { culprit: CULPRIT_WORDS[culprit] })
}

/** The project's causes, and those of an earlier review that it no longer has. */
const offered = (taxonomy: Taxonomy | null, ticked: readonly CauseId[]): readonly Cause[] => {
  const causes = causesOf(taxonomy)
  const gone = ticked.filter((id) => causes.every((cause) => cause.id !== id))
  return [...causes, ...gone.map((id): Cause => ({ id, name: causeName(taxonomy, id), culprit: null }))]
}

/** Of several causes, the one that the others follow from. */
const FirstCause = ({ ticked, causes }: { ticked: readonly CauseId[]; causes: readonly Cause[] }): ReactNode => (
  <label className={css.firstCause}>
    {t('First upstream')} <ActionKey action="review.first-cause" />
    <select value={ticked[0]} onChange={(event) => makeFirstCause(event.currentTarget.value)}>
      {ticked.map((id) => (
        <option key={id} value={id}>
          {causes.find((cause) => cause.id === id)?.name ?? id}
        </option>
      ))}
    </select>
  </label>
)

/** What the comparison found, and what the desk proposes for it. */
const Computed = (): ReactNode => {
  const desk = useReview((state) => state.desk)
  const veiled = useReview((state) => state.veiled)
  const taxonomy = useReview((state) => state.taxonomy)
  if (!desk) return null
  if (veiled)
    return (
      <p className={css.quiet}>
        {tx('The prediction is hidden. Label or draw what you see; {key} then shows it.', {
          key: <ActionKey action="review.confirm" />,
        })}
      </p>
    )
  if (!desk.prediction)
    return (
      <p className={css.quiet}>
        {desk.worksheet.submittedAs ? <strong>{t('Filed as the truth.')} </strong> : null}
        {tx('No model judged this case. Mark what is there; {key} files it as the truth.', {
          key: <ActionKey action="review.confirm" />,
        })}
      </p>
    )
  const { verdict, errors, causes } = desk.proposal
  const { worksheet } = desk
  return (
    <p className={css.quiet}>
      {worksheet.submittedAs ? (
        <strong>
          {worksheet.verdict
            ? t('Filed as {verdict}.', { verdict: inSentence(VERDICT_WORDS[worksheet.verdict]) })
            : t('Filed.')}{' '}
        </strong>
      ) : null}
      {errors.length === 0
        ? t('Nothing differs from the prediction.')
        : t('Found: {errors}.', { errors: errors.map((error) => inSentence(ERROR_WORDS[error])).join(', ') })}{' '}
      {verdict === null || verdict === 'correct'
        ? null
        : t('Proposed: {all}.', {
            all: [VERDICT_WORDS[verdict], ...causes.map((id) => causeName(taxonomy, id))].map(inSentence).join(', '),
          })}
    </p>
  )
}
