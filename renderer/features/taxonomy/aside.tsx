import { Button } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { type FormEvent, type ReactNode, useMemo, useState } from 'react'
import type { Failure } from '../../../shared/contract/errors.ts'
import { taxonomyProblems } from '../../../shared/domain/taxonomy/problems.ts'
import type { Both as BothChanged } from '../../../shared/domain/taxonomy/rebase-draft.ts'
import type { TaxonomyProblem } from '../../../shared/model/taxonomy.ts'
import { useQuery } from '../../api/use-query.ts'
import { useNavigation } from '../../app/navigation.ts'
import { t } from '../../i18n/t.ts'
import { ActionKey } from '../../ui/key-caps.tsx'
import { Notice } from '../../ui/notice.tsx'
import { TextField } from './fields.tsx'
import { SUMMARY_ID } from './label-acts.ts'
import { MigrationView } from './migration-view.tsx'
import { goToProblem } from './problems.ts'
import css from './taxonomy.module.css'
import { forgetBoth, isChanged, publish, useTaxonomy } from './taxonomy-state.ts'

/** So long nothing may change before the dry run is asked for, in ms: it reads every review. */
const PAUSE_MS = 350
const OUTDATED = 'outdated:yes'

/** Beside every list: what is wrong with the draft, what publishing it would do, and publishing it. */
export const Aside = (): ReactNode => {
  const changed = useTaxonomy(isChanged)
  const draft = useTaxonomy((state) => state.history.now)
  const problems = useMemo(() => taxonomyProblems(draft), [draft])
  return (
    <aside className={css.aside} aria-label={t('Publishing')}>
      <Problems problems={problems} />
      <section className={css.part} aria-labelledby="ahead-heading">
        <h3 id="ahead-heading">{t('What publishing would do')}</h3>
        <Ahead isSound={problems.length === 0} />
      </section>
      <Both />
      <Outdated />
      <Publish disabled={!changed || problems.length > 0} />
    </aside>
  )
}

const Ahead = ({ isSound }: { readonly isSound: boolean }): ReactNode => {
  const changed = useTaxonomy(isChanged)
  const draft = useTaxonomy((state) => state.history.now)
  const base = useTaxonomy((state) => state.base)
  const [paused] = useDebouncedValue(draft, PAUSE_MS)
  const wasSound = useMemo(() => taxonomyProblems(paused).length === 0, [paused])
  const run = useQuery('taxonomy.dryRun', base && changed && wasSound ? { next: { draft: paused } } : null, [
    'case.changed',
    'taxonomy.published',
  ])
  if (!changed) return <p className={css.quiet}>{t('Nothing: the draft says what the newest version says.')}</p>
  if (!isSound) return <p className={css.quiet}>{t('Nothing yet: what is wrong must be corrected first.')}</p>
  if (base === null) return <p className={css.quiet}>{t('It becomes the first version.')}</p>
  if (run.failure) return <Notice tone="error">{run.failure.message}</Notice>
  if (run.value === null) return <p className={css.quiet}>{t('Counting…')}</p>
  return <MigrationView run={run.value} stale={run.stale || paused !== draft} />
}

const PART_WORDS: Readonly<Record<BothChanged['part'], string>> = {
  name: t('Name'),
  guideline: t('Guideline'),
  labels: t('Labels'),
  attributes: t('Attributes'),
  relationTypes: t('Relations'),
  fields: t('Fields'),
  causes: t('Causes'),
}

/** What a version that was published meanwhile says otherwise than the draft. */
const Both = (): ReactNode => {
  const both = useTaxonomy((state) => state.both)
  const version = useTaxonomy((state) => state.base?.version ?? 0)
  const changed = useTaxonomy(isChanged)
  if (both.length === 0 || !changed) return null
  return (
    <Notice
      tone="caution"
      title={t('Version {version} says otherwise', { version })}
      actions={<Button onClick={forgetBoth}>{t('Keep the draft’s words')}</Button>}
    >
      {t('Where both changed the same, the draft stands, and publishing it puts that in place of the version’s:')}
      <ul className={css.both}>
        {both.map(({ part, name }) => (
          <li key={`${part} ${name}`} dir="auto">
            {name === '' ? PART_WORDS[part] : t('{part}: {name}', { part: PART_WORDS[part], name })}
          </li>
        ))}
      </ul>
    </Notice>
  )
}

const Problems = ({ problems }: { readonly problems: readonly TaxonomyProblem[] }): ReactNode => (
  <section className={css.part} aria-labelledby="problems-heading">
    <h3 id="problems-heading">
      {t('Problems')} {problems.length === 0 ? null : <ActionKey action="taxonomy.problem" />}
    </h3>
    <div role="status">
      {problems.length === 0 ? (
        <p className={css.quiet}>{t('None.')}</p>
      ) : (
        <ul className={css.problems}>
          {problems.map((problem) => (
            <li key={`${problem.list} ${problem.id} ${problem.message}`}>
              <button type="button" className={css.problem} dir="auto" onClick={() => goToProblem(problem)}>
                {problem.message}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  </section>
)

/** Cases that a published change returned to the queue and that nobody answered yet. */
const Outdated = (): ReactNode => {
  const counted = useQuery('queue.count', { scope: 'all', where: OUTDATED }, ['queue.changed', 'case.changed'])
  const total = counted.value?.total ?? 0
  if (total === 0) return null
  const show = (): void => {
    useNavigation.getState().setFilter(OUTDATED, 'all')
    useNavigation.getState().setQueueMode('list')
  }
  return (
    <button type="button" className={css.link} onClick={show}>
      {t('{total, plural, one {# case waits for an answer} other {# cases wait for an answer}}', { total })}
    </button>
  )
}

const Publish = ({ disabled }: { readonly disabled: boolean }): ReactNode => {
  const [summary, setSummary] = useState('')
  const base = useTaxonomy((state) => state.base?.version ?? null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (disabled || busy || summary.trim() === '') return
    setBusy(true)
    const refused = await publish(summary.trim())
    setBusy(false)
    setFailure(refused)
    if (refused === null) setSummary('')
  }
  return (
    <form className={css.publish} onSubmit={(event) => void submit(event)}>
      <TextField
        id={SUMMARY_ID}
        label={t('What changed, for the list of versions')}
        value={summary}
        onValue={setSummary}
        maxLength={500}
      />
      <Button type="submit" variant="filled" disabled={disabled || busy || summary.trim() === ''}>
        {t('Publish')}
      </Button>
      {failure === null ? null : failure.code === 'conflict' && base !== null ? (
        <Notice
          tone="error"
          title={t('Version {version} was published meanwhile, so nothing of the draft was.', { version: base })}
        >
          {t('The draft goes on from it now. See what publishing would do, and publish again.')}
        </Notice>
      ) : (
        <Notice tone="error">{failure.message}</Notice>
      )}
    </form>
  )
}
