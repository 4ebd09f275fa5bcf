import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { CaseTruth, TruthAnswer } from '../../../shared/contract/truths.ts'
import type { CaseId, ReviewId } from '../../../shared/model/ids.ts'
import { client } from '../../api/client.ts'
import { useQuery } from '../../api/use-query.ts'
import { useNavigation } from '../../app/navigation.ts'
import { t } from '../../i18n/t.ts'
import { Notice } from '../../ui/notice.tsx'
import { moment } from '../../ui/numbers.ts'
import { VERDICT_WORDS } from '../../ui/words.ts'
import css from './datasets.module.css'

const WINDOW = 50

type Which = 'undecided' | 'adjudicated'

/** Cases on which people differ: their answers side by side, one of them chosen, and why. */
export const Disagreements = (): ReactNode => {
  const [which, setWhich] = useState<Which>('undecided')
  const [after, setAfter] = useState<readonly CaseId[]>([])
  const start = after.at(-1) ?? null
  const listed = useQuery('truth.list', { which, after: start, limit: WINDOW }, ['queue.changed', 'case.changed'])
  const rows = listed.value?.rows ?? []
  const next = listed.value?.next ?? null
  return (
    <div className={css.detail}>
      <SegmentedControl
        aria-label={t('Which cases')}
        data={[
          { value: 'undecided', label: t('People differ') },
          { value: 'adjudicated', label: t('Decided') },
        ]}
        value={which}
        onChange={(value) => {
          setWhich(value === 'adjudicated' ? 'adjudicated' : 'undecided')
          setAfter([])
        }}
      />
      {listed.failure === null ? null : <Notice tone="error">{listed.failure.message}</Notice>}
      {listed.value !== null && rows.length === 0 && next === null ? (
        <p className={css.fact}>
          {which === 'undecided'
            ? t(
                'No case has answers that differ. Where two people review the same case and say different things, it comes here.',
              )
            : t('Nothing was decided yet.')}
        </p>
      ) : null}
      <ul className={css.truths}>
        {rows.map((row) => (
          <li key={row.caseId}>
            <OneCase row={row} onDecided={listed.again} />
          </li>
        ))}
      </ul>
      <div className={css.acts}>
        <Button disabled={after.length === 0} onClick={() => setAfter(after.slice(0, -1))}>
          {t('Earlier')}
        </Button>
        <Button disabled={next === null} onClick={() => next !== null && setAfter([...after, next])}>
          {t('Later')}
        </Button>
      </div>
    </div>
  )
}

const OneCase = ({ row, onDecided }: { readonly row: CaseTruth; onDecided(): void }): ReactNode => {
  const openCase = useNavigation((navigation) => navigation.openCase)
  const [why, setWhy] = useState('')
  const [failure, setFailure] = useState<string | null>(null)
  const done = (result: { readonly ok: boolean; readonly error?: { readonly message: string } }): void => {
    setFailure(result.ok ? null : (result.error?.message ?? ''))
    if (result.ok) onDecided()
  }
  const decide = async (reviewId: ReviewId): Promise<void> =>
    done(await client.call('truth.decide', { caseId: row.caseId, reviewId, why: why.trim() }))
  const withdraw = async (): Promise<void> =>
    done(await client.call('truth.withdraw', { caseId: row.caseId, why: why.trim() }))
  return (
    <section className={css.truth} aria-label={row.title}>
      <div className={css.head}>
        <button type="button" className={css.link} onClick={() => openCase(row.caseId)}>
          <bdi>{row.title || row.key}</bdi>
        </button>
        {row.adjudication === null ? null : (
          <span className={css.fact}>
            {t('Decided by {person}, {at}', { person: row.adjudication.personId, at: moment(row.adjudication.at) })}
            {row.adjudication.stale ? ` · ${t('somebody answered since, so it no longer stands')}` : ''}
            {row.adjudication.why === '' ? '' : ` · ${row.adjudication.why}`}
          </span>
        )}
      </div>
      <ul className={css.answers}>
        {row.answers.map((answer) => (
          <li key={answer.reviews[0]?.id}>
            <Answer
              answer={answer}
              stands={answer.reviews.some(({ id }) => id === row.adjudication?.reviewId && !row.adjudication?.stale)}
              onChoose={decide}
            />
          </li>
        ))}
      </ul>
      <div className={css.acts}>
        <TextInput
          aria-label={t('Why')}
          placeholder={t('Why (kept with the decision)')}
          value={why}
          onChange={(event) => setWhy(event.currentTarget.value)}
        />
        <Button onClick={() => openCase(row.caseId)}>{t('Give another answer')}</Button>
        {row.adjudication === null || row.adjudication.stale ? null : (
          <Button onClick={() => void withdraw()}>{t('Take the decision back')}</Button>
        )}
      </div>
      {failure === null ? null : <Notice tone="error">{failure}</Notice>}
    </section>
  )
}

type AnswerProps = {
  readonly answer: TruthAnswer
  readonly stands: boolean
  readonly onChoose: (reviewId: ReviewId) => Promise<void>
}

const Answer = ({ answer, stands, onChoose }: AnswerProps): ReactNode => {
  const [first] = answer.reviews
  const labels = Object.entries(answer.labels).map(([label, objects]) =>
    objects > 1 ? `${objects} × ${label}` : label,
  )
  const people = answer.reviews.map(({ personId }) => personId).join(', ')
  return (
    <div className={css.answer} data-stands={stands || undefined}>
      <p className={css.people}>{people}</p>
      {answer.reviews.map((review) => (
        <p key={review.id} className={css.fact}>
          {review.verdict === null ? t('Truth, imported') : VERDICT_WORDS[review.verdict]}
          {review.causes.length === 0 ? '' : ` · ${review.causes.join(', ')}`}
          {review.note === '' ? '' : ` · ${review.note}`}
        </p>
      ))}
      <p>
        <bdi>{answer.answered ? labels.join(', ') || t('nothing there') : t('not corrected')}</bdi>
      </p>
      {stands ? (
        <p className={css.stands}>{t('This answer stands')}</p>
      ) : (
        <Button
          disabled={first === undefined}
          aria-label={t('This one stands: the answer of {people}', { people })}
          onClick={() => first !== undefined && void onChoose(first.id)}
        >
          {t('This one stands')}
        </Button>
      )}
    </div>
  )
}
