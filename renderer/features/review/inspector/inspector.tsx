import { ActionIcon, Tooltip } from '@mantine/core'
import { IconLayoutSidebarRightCollapse } from '@tabler/icons-react'
import { type ReactNode, useMemo } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { carriesAttributes } from '../../../../shared/domain/carrier.ts'
import type { Annotation } from '../../../../shared/model/annotation.ts'
import { modelName } from '../../../../shared/model/prediction.ts'
import type { QueueReason } from '../../../../shared/model/trigger.ts'
import { useAriaKeys } from '../../../app/keys.ts'
import { toggleSide } from '../../../app/panels.ts'
import { direction } from '../../../i18n/language.ts'
import { t } from '../../../i18n/t.ts'
import { ActionKey } from '../../../ui/key-caps.tsx'
import { scoreColor, scoreText } from '../../../ui/label-style.ts'
import { leftToRight } from '../../../ui/numbers.ts'
import { RULE_WORDS, STATUS_WORDS, VERDICT_WORDS } from '../../../ui/words.ts'
import { AttributePanel } from '../attributes/attribute-panel.tsx'
import { SelectedGuideline } from '../labels/label-guideline.tsx'
import { LabelList } from '../labels/label-list.tsx'
import { applyLabel, styleOf } from '../labels/labels.ts'
import { ObjectList } from '../objects/object-list.tsx'
import { focusCase } from '../photo/hand.ts'
import css from '../review.module.css'
import { setReview, shownWholes, useReview } from '../review-state.ts'
import { openCase } from '../session.ts'
import { RelationsPart } from '../text/relations-part.tsx'
import { ConstraintsPart } from './constraints-part.tsx'
import { NotePart } from './note-part.tsx'

/** Everything about the case that is not the case: why it is here, what was predicted, what became of it. */
export const Inspector = (): ReactNode => {
  const caseId = useReview((state) => state.desk?.open.case.id)
  const hasObjects = useReview(
    ({ desk, picture }) => picture || desk?.prediction != null || (desk?.worksheet.annotations.length ?? 0) > 0,
  )
  if (caseId === undefined) return <aside className={css.inspector} aria-label={t('Inspector')} />
  return (
    <aside className={css.inspector} aria-label={t('Inspector')}>
      <Why />
      <PredictionPart />
      <ClassPanel />
      {hasObjects ? <ObjectList /> : null}
      <RelationsPart />
      <ConstraintsPart />
      <LabelList />
      <AttributePanel />
      <NotePart key={caseId} />
      <SelectedGuideline />
      <Details />
    </aside>
  )
}

/** A flag's value is its severity. */
const SEVERITIES: Readonly<Record<number, string>> = { 1: t('low'), 2: t('medium'), 3: t('high') }

const reasonValue = (reason: QueueReason): string => {
  if (reason.value === null) return ''
  if (reason.rule === 'flagged') return SEVERITIES[reason.value] ?? ''
  return reason.rule === 'random-audit' ? '' : scoreText(reason.value)
}

const NO_REASONS: readonly QueueReason[] = []

const HideSide = (): ReactNode => {
  const keysOf = useAriaKeys()
  const label = t('Hide the inspector')
  return (
    <Tooltip label={label} position={direction === 'rtl' ? 'right' : 'left'}>
      <ActionIcon
        className={css.hideSide}
        aria-label={label}
        aria-keyshortcuts={keysOf('review.side')}
        onClick={() => {
          toggleSide()
          focusCase()
        }}
      >
        <IconLayoutSidebarRightCollapse size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  )
}

const Why = (): ReactNode => {
  const reasons = useReview((state) => state.desk?.open.reasons ?? NO_REASONS)
  const veiled = useReview((state) => state.veiled)
  const status = useReview((state) => state.desk?.open.status)
  return (
    <section className={css.section} data-why aria-labelledby="why-heading">
      <h3 id="why-heading">
        {t('Why it is here')}{' '}
        <span className={css.aside}>{status && status !== 'waiting' ? STATUS_WORDS[status] : ''}</span>
      </h3>
      {reasons.length === 0 ? <p className={css.quiet}>{t('No rule put it into the queue.')}</p> : null}
      <dl className={css.reasons}>
        {reasons.map((reason) => (
          <div key={reason.rule}>
            <dt>{RULE_WORDS[reason.rule]}</dt>
            <dd>
              {veiled ? null : <span className={css.detail}>{reason.detail}</span>} {veiled ? '' : reasonValue(reason)}
            </dd>
          </div>
        ))}
      </dl>
      <HideSide />
    </section>
  )
}

const PredictionPart = (): ReactNode => {
  const keysOf = useAriaKeys()
  const prediction = useReview((state) => state.desk?.prediction ?? null)
  const open = useReview((state) => state.desk?.open ?? null)
  const beside = useReview((state) => state.beside)
  const blind = useReview((state) => state.blind)
  const veiled = useReview((state) => state.veiled)
  if (!prediction || !open) return null
  const { predictions } = open
  // What production did tells what the model said.
  const decision = veiled ? undefined : prediction.decision
  const { latencyMs } = prediction
  return (
    <section className={css.section} aria-labelledby="prediction-heading">
      <h3 id="prediction-heading">
        {t('Prediction → yours')} {blind ? <span className={css.aside}>{t('answered blind')}</span> : null}
      </h3>
      {predictions.length === 1 ? (
        <p className={css.model}>{modelName(prediction.model)}</p>
      ) : (
        <select
          className={css.select}
          aria-label={t('Prediction that is judged')}
          aria-keyshortcuts={keysOf('review.prediction')}
          value={prediction.id}
          onChange={(event) => {
            const chosen = predictions.find((one) => one.id === event.currentTarget.value)
            if (chosen) void openCase(open.case.id, chosen.id)
            focusCase()
          }}
        >
          {predictions.map((one) => (
            <option key={one.id} value={one.id}>
              {modelName(one.model)}
            </option>
          ))}
        </select>
      )}
      {decision || latencyMs !== undefined ? (
        <p className={css.quiet}>
          {decision
            ? decision.threshold === undefined
              ? t('Production: {action}', { action: decision.action })
              : t('Production: {action} at {threshold}', { action: decision.action, threshold: decision.threshold })
            : ''}
          {latencyMs === undefined ? '' : `${decision ? ' · ' : ''}${leftToRight(`${Math.round(latencyMs)} ms`)}`}
        </p>
      ) : null}
      <label className={css.switch}>
        <input
          type="checkbox"
          checked={beside}
          onChange={(event) => setReview({ beside: event.currentTarget.checked })}
        />
        {t('Show the prediction beside yours')} <ActionKey action="review.beside" />
      </label>
    </section>
  )
}

const MOST_CLASSES = 6

const isClass = (one: Annotation): boolean =>
  one.shape.kind === 'case' && one.shape.turn === undefined && !carriesAttributes(one)

/** The class of the whole case, and how sure the model was of each. */
const ClassPanel = (): ReactNode => {
  const prediction = useReview((state) => state.desk?.prediction ?? null)
  const wholes = useReview(useShallow(shownWholes))
  const veiled = useReview((state) => state.veiled)
  const taxonomy = useReview((state) => state.taxonomy)
  const chosen = useMemo(() => wholes.filter(isClass), [wholes])
  const predicted = useMemo(() => (veiled ? [] : (prediction?.annotations ?? []).filter(isClass)), [prediction, veiled])
  if (chosen.length === 0 && predicted.length === 0) return null
  const given = veiled ? {} : (prediction?.scores ?? {})
  const scores = new Map(Object.entries(given))
  for (const { label, score } of predicted) if (score !== undefined && !scores.has(label)) scores.set(label, score)
  const names = [
    ...new Set([...predicted.map((one) => one.label), ...chosen.map((one) => one.label), ...scores.keys()]),
  ]
  const ranked = names.toSorted((a, b) => (scores.get(b) ?? -1) - (scores.get(a) ?? -1))
  const always = new Set([...predicted, ...chosen].map((one) => one.label))
  const visible = ranked.filter((name, i) => i < MOST_CLASSES || always.has(name))
  return (
    <section className={css.section} aria-labelledby="class-heading">
      <h3 id="class-heading">{t('Class')}</h3>
      <div className={css.classes}>
        {visible.map((name) => {
          const score = scores.get(name)
          const was = predicted.some((one) => one.label === name)
          return (
            <button
              key={name}
              type="button"
              className={css.class}
              aria-pressed={chosen.some((one) => one.label === name)}
              onClick={() => {
                setReview({ selection: [], caret: null })
                applyLabel(name)
              }}
            >
              <span className={css.swatch} style={{ background: styleOf(taxonomy, name).chip }} />
              <span className={css.labelName}>{name}</span>
              {was ? <span className={css.tag}>{t('predicted')}</span> : null}
              <span className={css.score}>{score === undefined ? '–' : scoreText(score)}</span>
              <span className={css.track} aria-hidden>
                <span style={{ width: `${(score ?? 0) * 100}%`, background: scoreColor(score ?? 0) }} />
              </span>
            </button>
          )
        })}
      </div>
    </section>
  )
}

/** Where the case came from, and who else judged it. */
const Details = (): ReactNode => {
  const open = useReview((state) => state.desk?.open ?? null)
  const personId = useReview((state) => state.desk?.worksheet.personId)
  if (!open) return null
  const { case: item, reviews } = open
  const meta = Object.entries(item.meta).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  const facts = [
    [t('Key'), item.key],
    [t('Source'), item.source],
    [t('Group'), item.group],
    [t('Time'), item.time],
    [t('Flag'), item.flag && `${item.flag.why} (${item.flag.severity})`],
    [t('Outcome'), item.outcome?.value],
    ...meta,
  ].filter((fact): fact is [string, string] => fact[1] !== undefined && fact[1] !== '')
  const others = reviews.filter((one) => one.personId !== personId)
  return (
    <section className={css.section} aria-labelledby="details-heading">
      <h3 id="details-heading">{t('Details')}</h3>
      <dl className={css.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        {others.map((one) => (
          <div key={one.id}>
            <dt>{one.personId}</dt>
            <dd>{one.verdict ? VERDICT_WORDS[one.verdict] : t('Gave the truth')}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
