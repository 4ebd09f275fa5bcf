import { Button, NumberInput, Switch, TextInput } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import type { Failure } from '../../../shared/contract/errors.ts'
import type { TriggerRule, TriggerSettings } from '../../../shared/model/trigger.ts'
import { client } from '../../api/client.ts'
import { useJobs } from '../../api/jobs.ts'
import { useQuery } from '../../api/use-query.ts'
import { refreshDesk } from '../../app/desk.ts'
import { t } from '../../i18n/t.ts'
import { JobProgress } from '../../ui/job-progress.tsx'
import { Notice } from '../../ui/notice.tsx'
import { count, percent } from '../../ui/numbers.ts'
import page from '../../ui/page.module.css'
import { RULE_WORDS } from '../../ui/words.ts'
import css from './triggers.module.css'

type Key = keyof TriggerSettings

const RULES = [
  ['lowConfidence', 'low-confidence', t('The lowest score of any predicted object is below')],
  ['lowMargin', 'low-margin', t('The two likeliest classes are closer than')],
  ['flagged', 'flagged', t('The source raised a flag')],
  ['highRiskLabel', 'high-risk-label', t('A predicted label is marked as high risk below')],
  ['disagreement', 'disagreement', t('Two models say different things')],
  ['nothingPredicted', 'nothing-predicted', t('No model found anything')],
  ['randomAudit', 'random-audit', t('Drawn at random from all cases, so that the error rate can be known')],
] as const satisfies readonly (readonly [Key, TriggerRule, string])[]

type RuleProps = {
  readonly title: string
  readonly about: string
  readonly on: boolean
  readonly onChange: (on: boolean) => void
  readonly queues: number | null
  readonly children?: ReactNode
}

const Rule = ({ title, about, on, onChange, queues, children }: RuleProps): ReactNode => (
  <li className={css.rule}>
    <Switch
      label={title}
      description={about}
      checked={on}
      onChange={(event) => onChange(event.currentTarget.checked)}
      className={css.switch}
    />
    <div className={css.knobs}>{children}</div>
    <span className={css.queues}>{on && queues !== null ? count(queues) : '–'}</span>
  </li>
)

type ShareProps = { readonly label: string; readonly value: number; readonly onChange: (value: number) => void }

const Share = ({ label, value, onChange }: ShareProps): ReactNode => (
  <NumberInput
    aria-label={label}
    className={css.number}
    min={0}
    max={1}
    step={0.01}
    decimalScale={4}
    clampBehavior="strict"
    value={value}
    onChange={(next) => {
      if (typeof next === 'number' && next >= 0 && next <= 1) onChange(next)
    }}
  />
)

type WholeProps = ShareProps & { readonly min: number; readonly max: number }

const Whole = ({ label, value, onChange, min, max }: WholeProps): ReactNode => (
  <NumberInput
    label={label}
    className={css.number}
    min={min}
    max={max}
    allowDecimal={false}
    clampBehavior="strict"
    value={value}
    onChange={(next) => {
      if (typeof next === 'number' && Number.isInteger(next) && next >= min && next <= max) onChange(next)
    }}
  />
)

const Knobs = ({
  rule,
  draft,
  change,
}: {
  readonly rule: Key
  readonly draft: TriggerSettings
  readonly change: (changed: Partial<TriggerSettings>) => void
}): ReactNode => {
  if (rule === 'lowConfidence' || rule === 'lowMargin')
    return (
      <Share
        label={rule === 'lowConfidence' ? t('Confidence below') : t('Margin below')}
        value={draft[rule].below}
        onChange={(below) => change({ [rule]: { ...draft[rule], below } })}
      />
    )
  if (rule !== 'randomAudit') return null
  const audit = draft.randomAudit
  const set = (changed: Partial<typeof audit>): void => change({ randomAudit: { ...audit, ...changed } })
  return (
    <>
      <div className={css.labelled}>
        <span>{t('Share')}</span>
        <Share label={t('Share of all cases')} value={audit.share} onChange={(share) => set({ share })} />
      </div>
      <Whole label={t('One in')} value={audit.oneIn} min={2} max={1000} onChange={(oneIn) => set({ oneIn })} />
      <Whole label={t('Seed')} value={audit.seed} min={0} max={2 ** 31 - 1} onChange={(seed) => set({ seed })} />
    </>
  )
}

/** The rules of the queue, with a live count of what they would queue before anything changes. */
export const Triggers = ({ triggers }: { readonly triggers: TriggerSettings }): ReactNode => {
  const [draft, setDraft] = useState(triggers)
  const [why, setWhy] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const saved = JSON.stringify(triggers)
  const changed = JSON.stringify(draft) !== saved
  const preview = useQuery('queue.preview', draft, ['taxonomy.published', 'project.changed'])
  const laying = useJobs(({ jobs }) => jobs.find((job) => job.kind === 'requeue' && job.state === 'running') ?? null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the project holds has changed, whoever changed it.
  useEffect(() => setDraft(triggers), [saved])

  const change = (part: Partial<TriggerSettings>): void => setDraft((before) => ({ ...before, ...part }))
  const apply = async (): Promise<void> => {
    const applied = await client.call('project.settings', { triggers: draft, why: why.trim() })
    setFailure(applied.ok ? null : applied.error)
    if (!applied.ok) return
    setWhy('')
    await refreshDesk()
  }
  const seen = preview.value
  return (
    <section aria-labelledby="triggers">
      <h2 id="triggers" className={page.heading}>
        {t('What puts a case into the queue')}
      </h2>
      <ul className={css.rules}>
        <li className={css.columns} aria-hidden>
          <span>{t('Rule')}</span>
          <span />
          <span className={css.queues}>{t('Cases')}</span>
        </li>
        {RULES.map(([key, rule, about]) => (
          <Rule
            key={key}
            title={RULE_WORDS[rule]}
            about={about}
            on={draft[key].on}
            onChange={(on) => change({ [key]: { ...draft[key], on } })}
            queues={seen?.byRule[rule] ?? (seen === null ? null : 0)}
          >
            <Knobs rule={key} draft={draft} change={change} />
          </Rule>
        ))}
      </ul>
      <div className={css.foot}>
        <p className={css.total} role="status" data-stale={preview.stale}>
          {seen === null
            ? ''
            : t('{total} of {cases, plural, one {# case} other {# cases}} would be queued, {share}', {
                total: count(seen.total),
                cases: seen.cases,
                share: percent(seen.cases === 0 ? 0 : seen.total / seen.cases),
              })}
        </p>
        <TextInput
          className={css.why}
          aria-label={t('Why')}
          placeholder={t('Why (kept in the record)')}
          maxLength={2000}
          disabled={!changed}
          value={why}
          onChange={(event) => setWhy(event.currentTarget.value)}
        />
        <Button disabled={!changed} onClick={() => setDraft(triggers)}>
          {t('As before')}
        </Button>
        <Button variant="filled" disabled={!changed || laying !== null} onClick={() => void apply()}>
          {t('Queue by these rules')}
        </Button>
      </div>
      {failure === null ? null : <Notice tone="error">{failure.message}</Notice>}
      {laying === null ? null : <JobProgress job={laying} />}
    </section>
  )
}
