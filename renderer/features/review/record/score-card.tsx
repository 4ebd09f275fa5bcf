import type { ReactNode } from 'react'
import type { Annotation } from '../../../../shared/model/annotation.ts'
import type { Prediction } from '../../../../shared/model/prediction.ts'
import { t } from '../../../i18n/t.ts'
import { scoreColor, scoreText } from '../../../ui/label-style.ts'
import { applyLabel, styleOf } from '../labels/labels.ts'
import { setReview, shown, useReview } from '../review-state.ts'
import css from './record.module.css'

const MOST_CLASSES = 8

const isClass = ({ shape }: Annotation): boolean => shape.kind === 'case' && shape.turn === undefined

type ClassScore = { readonly label: string; readonly score: number | null }

/** Every class the model weighed, likeliest first. */
const classScores = ({ annotations, scores = {} }: Prediction): readonly ClassScore[] => {
  const known = new Map<string, number | null>(Object.entries(scores))
  for (const { label, score } of annotations.filter(isClass)) if (!known.has(label)) known.set(label, score ?? null)
  return [...known].map(([label, score]) => ({ label, score })).sort((a, b) => (b.score ?? -1) - (a.score ?? -1))
}

/** How far the score lies from production's threshold, and what production did. */
const marginText = (score: number | undefined, { decision }: Prediction): string => {
  const done = decision ? t('Production: {action}.', { action: decision.action }) : ''
  if (score === undefined || decision?.threshold === undefined) return done
  const { threshold } = decision
  const by = scoreText(Math.abs(score - threshold))
  const where =
    score === threshold
      ? t('Right on the threshold of {threshold}.', { threshold: scoreText(threshold) })
      : score > threshold
        ? t('{by} above the threshold of {threshold}.', { by, threshold: scoreText(threshold) })
        : t('{by} below the threshold of {threshold}.', { by, threshold: scoreText(threshold) })
  return `${where} ${done}`.trim()
}

/** A score from 0 to 1 as a bar, with production's threshold as a line across it. Always left to right. */
const ScoreBar = ({ score, threshold }: { readonly score: number | null; readonly threshold: number | undefined }) => (
  <span className={css.track} dir="ltr" aria-hidden>
    <span className={css.fill} style={{ width: `${(score ?? 0) * 100}%`, background: scoreColor(score ?? 0) }} />
    {threshold !== undefined && threshold >= 0 && threshold <= 1 ? (
      <span className={css.threshold} style={{ left: `${threshold * 100}%` }} />
    ) : null}
  </span>
)

const choose = (label: string): void => {
  setReview({ selection: [], caret: null })
  applyLabel(label)
}

/** What the model made of the record: its score against the threshold, its class or band, the other classes, its reasons. */
export const ScoreCard = (): ReactNode => {
  const desk = useReview((state) => state.desk)
  const veiled = useReview((state) => state.veiled)
  const taxonomy = useReview((state) => state.taxonomy)
  const prediction = desk?.prediction
  if (!prediction) return null
  if (veiled)
    return <section className={css.card}>{t('What the model said is hidden until you have answered.')}</section>
  const classes = classScores(prediction)
  const predicted = prediction.annotations.filter(isClass)
  const [top] = predicted
  const chosen = new Set(
    shown({ desk, veiled })
      .filter(isClass)
      .map(({ label }) => label),
  )
  const threshold = prediction.decision?.threshold
  const score = top?.score ?? (top ? (prediction.scores?.[top.label] ?? undefined) : undefined)
  const definition = taxonomy?.labels.find(({ name }) => name === top?.label)?.definition
  const [first, second] = classes
  const lead = first?.score != null && second?.score != null ? first.score - second.score : null
  if (!top && classes.length === 0 && !prediction.reasons?.length && !prediction.decision) return null
  return (
    <section className={css.card} aria-label={t('What the model said')}>
      <div className={css.cardMain}>
        {top ? (
          <p className={css.top}>
            <span className={css.swatch} style={{ background: styleOf(taxonomy, top.label).chip }} />
            <bdi>{top.label}</bdi>
            <span className={css.score}>{score === undefined ? '–' : scoreText(score)}</span>
          </p>
        ) : null}
        {definition ? <p className={css.quiet}>{definition}</p> : null}
        {score === undefined ? null : <ScoreBar score={score} threshold={threshold} />}
        <p className={css.quiet}>
          {marginText(score, prediction)}{' '}
          {lead === null ? null : t('{by} ahead of the next class.', { by: scoreText(lead) })}
        </p>
        {Object.entries(top?.attributes ?? {}).map(([name, value]) => (
          <p key={name} className={css.quiet}>
            <bdi>{name}</bdi>: <bdi>{typeof value === 'string' ? value : JSON.stringify(value)}</bdi>
          </p>
        ))}
        {prediction.reasons && prediction.reasons.length > 0 ? (
          <>
            <h3 className={css.cardHeading}>{t('Reasons')}</h3>
            <ol className={css.reasons}>
              {prediction.reasons.map((reason, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a reason is its place; reasons never move.
                <li key={i} dir="auto">
                  {reason}
                </li>
              ))}
            </ol>
          </>
        ) : null}
      </div>
      {classes.length > 1 ? (
        <ul className={css.classes} aria-label={t('Scores of the classes')}>
          {classes.slice(0, MOST_CLASSES).map(({ label, score: one }) => (
            <li key={label}>
              <button
                type="button"
                className={css.class}
                aria-pressed={chosen.has(label)}
                onClick={() => choose(label)}
              >
                <bdi className={css.className}>{label}</bdi>
                <span className={css.score}>{one === null ? '–' : scoreText(one)}</span>
                <ScoreBar score={one} threshold={threshold} />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  )
}
