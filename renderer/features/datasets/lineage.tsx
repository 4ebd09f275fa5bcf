import { Button, Select } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { type DatasetVersion, datasetName } from '../../../shared/model/dataset.ts'
import type { LabelChange, LineageSubject } from '../../../shared/model/lineage.ts'
import { useQuery } from '../../api/use-query.ts'
import { useNavigation } from '../../app/navigation.ts'
import { t } from '../../i18n/t.ts'
import { count, moment } from '../../ui/numbers.ts'
import { ERROR_WORDS, wordOf } from '../../ui/words.ts'
import { CasesLink, WordsLink } from './cases-link.tsx'
import css from './datasets.module.css'
import { showLineage, useDatasets } from './datasets-state.ts'
import { LineageGraph } from './lineage-graph.tsx'
import { trainingText } from './models.tsx'

/** Rows of each answer that are shown at first, then so many more, then as many as are told at once; its numbers count all. */
const [ROWS, MORE, MOST] = [20, 100, 500]

const useLimit = (): { readonly limit: number; more(): void } => {
  const [limit, setLimit] = useState(ROWS)
  return { limit, more: () => setLimit(Math.min(limit + MORE, MOST)) }
}

const subjectKey = ({ kind, name }: LineageSubject): string => `${kind} ${name}`

/** What grew from what, and the five questions about one model or one dataset version. */
export const Lineage = ({ versions }: { readonly versions: readonly DatasetVersion[] }): ReactNode => {
  const chosen = useDatasets((state) => state.subject)
  const models = useQuery('model.list', {}, ['project.changed'])
  const subjects: readonly LineageSubject[] = [
    ...(models.value?.models ?? []).map(({ name }) => ({ kind: 'model' as const, name })),
    ...versions.map((version) => ({ kind: 'dataset' as const, name: datasetName(version) })),
  ]
  const subject = chosen ?? subjects.at(0) ?? null
  return (
    <div className={css.detail}>
      <LineageGraph />
      <Select
        label={t('Model or dataset version')}
        searchable
        allowDeselect={false}
        data={subjects.map((one) => ({
          value: subjectKey(one),
          label: one.kind === 'model' ? t('Model {name}', { name: one.name }) : t('Dataset {name}', { name: one.name }),
        }))}
        value={subject === null ? null : subjectKey(subject)}
        onChange={(value) => {
          const found = subjects.find((one) => subjectKey(one) === value)
          if (found) showLineage(found)
        }}
      />
      {subject === null ? (
        <p className={css.fact}>
          {t('Import predictions or freeze a dataset version: then there is something to ask.')}
        </p>
      ) : (
        <div className={css.questions} key={subjectKey(subject)}>
          <Data subject={subject} />
          <Corrected subject={subject} />
          <EdgeCases subject={subject} />
          <TaxonomyChanges subject={subject} />
          <Usage subject={subject} />
          <Failures subject={subject} />
        </div>
      )}
    </div>
  )
}

type AskProps = { readonly subject: LineageSubject }

type QuestionProps = {
  readonly title: string
  readonly failure: { readonly message: string } | null
  readonly children: ReactNode
}

const Question = ({ title, failure, children }: QuestionProps): ReactNode => (
  <section className={css.question} aria-label={title}>
    <h3 className={css.heading}>{title}</h3>
    {failure === null ? children : <p className={css.wrong}>{failure.message}</p>}
  </section>
)

const Data = ({ subject }: AskProps): ReactNode => {
  const { value, failure } = useQuery('lineage.data', { subject }, ['project.changed'])
  return (
    <Question
      title={subject.kind === 'model' ? t('Which data trained it?') : t('Which data is in it?')}
      failure={failure}
    >
      {value?.trainings.map((training) => (
        <p key={`${training.dataset} ${training.at}`}>{trainingText(training)}</p>
      ))}
      {value !== null && value.versions.length === 0 && value.trainings.length === 0 ? (
        <p className={css.fact}>{t('Nobody said so.')}</p>
      ) : null}
      <ul className={css.plain}>
        {value?.versions.map((version) => (
          <li key={version.id}>
            <strong>{version.name}</strong> · <CasesLink where={version.where} many={version.cases} />{' '}
            <span className={css.fact}>
              {moment(version.at)} · {version.splits.map(({ name, cases }) => `${name} ${count(cases)}`).join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </Question>
  )
}

const changeText = ({ from, to }: LabelChange): string => `${from ?? t('nothing')} → ${to ?? t('nothing')}`

const Corrected = ({ subject }: AskProps): ReactNode => {
  const { limit, more } = useLimit()
  const { value, failure } = useQuery('lineage.corrected', { subject, limit }, ['case.changed', 'project.changed'])
  return (
    <Question title={t('Which labels were corrected since?')} failure={failure}>
      {value === null ? null : value.against.length === 0 && value.since === null ? (
        <p className={css.fact}>{t('Neither its data nor its time is known, so nothing can be said.')}</p>
      ) : (
        <>
          <p className={css.fact}>
            {t('{cases, plural, one {# case} other {# cases}} answered otherwise than in {against}', {
              cases: value.cases,
              against: value.against.join(', ') || (value.since === null ? '' : moment(value.since)),
            })}
          </p>
          <ul className={css.plain}>
            {value.changes.slice(0, limit).map((change) => (
              <li key={changeText(change)}>
                <bdi>{changeText(change)}</bdi> · {count(change.cases)}
              </li>
            ))}
            <Rest of={value.kinds} shown={Math.min(limit, value.changes.length)} />
          </ul>
          <CaseList rows={value.rows} of={value.cases} more={more} />
        </>
      )}
    </Question>
  )
}

const EdgeCases = ({ subject }: AskProps): ReactNode => {
  const { limit, more } = useLimit()
  const { value, failure } = useQuery('lineage.edgeCases', { subject, limit }, ['case.changed', 'project.changed'])
  return (
    <Question title={t('Which edge cases were added since?')} failure={failure}>
      {value === null ? null : (
        <>
          <p>
            {t('Cases:')} <CasesLink where={value.where} many={value.total} />
          </p>
          <CaseList rows={value.rows} of={value.total} more={more} />
        </>
      )}
    </Question>
  )
}

const TaxonomyChanges = ({ subject }: AskProps): ReactNode => {
  const { value, failure } = useQuery('lineage.taxonomy', { subject }, ['taxonomy.published'])
  return (
    <Question title={t('Which taxonomy changed since?')} failure={failure}>
      {value === null ? null : value.from === null ? (
        <p className={css.fact}>{t('The taxonomy of its data is not known.')}</p>
      ) : value.versions.length === 0 ? (
        <p className={css.fact}>{t('None: it is still version {version}.', { version: value.from })}</p>
      ) : (
        <ul className={css.plain}>
          {value.versions.map((version) => (
            <li key={version.version}>
              <strong>{t('Version {version}', { version: version.version })}</strong>{' '}
              <span className={css.fact}>
                {moment(version.at)} · {version.personId} · {version.summary}
              </span>
              <ul>
                {version.changes.slice(0, ROWS).map((words) => (
                  <li key={words}>{words}</li>
                ))}
                <Rest of={version.changes.length} shown={ROWS} />
              </ul>
            </li>
          ))}
        </ul>
      )}
    </Question>
  )
}

const Usage = ({ subject }: AskProps): ReactNode => {
  const { value, failure } = useQuery('lineage.usage', { subject }, ['project.changed'])
  return (
    <Question
      title={subject.kind === 'model' ? t('Which versions did it use?') : t('Which models used it?')}
      failure={failure}
    >
      {value !== null && value.pairs.length === 0 ? <p className={css.fact}>{t('None.')}</p> : null}
      <ul className={css.plain}>
        {value?.pairs.map((pair) => (
          <li key={`${pair.model} ${pair.dataset} ${pair.at}`}>
            <strong>{pair.model}</strong> ← {trainingText(pair)}
          </li>
        ))}
      </ul>
    </Question>
  )
}

const Failures = ({ subject }: AskProps): ReactNode => {
  const { limit, more } = useLimit()
  const { value, failure } = useQuery('lineage.failures', { subject, limit }, ['case.changed', 'project.changed'])
  return (
    <Question title={t('Which reviews came from a model’s failure?')} failure={failure}>
      {value === null ? null : (
        <>
          <p>
            {t('{count, plural, one {# review} other {# reviews}}', { count: value.reviews })} · {t('Cases:')}{' '}
            <CasesLink where={value.where} many={value.cases} />
            {value.uncounted === 0 ? null : (
              <span className={css.fact}>
                {' '}
                {t('({uncounted, plural, one {# review} other {# reviews}} still to be worked out)', {
                  uncounted: value.uncounted,
                })}
              </span>
            )}
          </p>
          <ul className={css.plain}>
            {value.byError.map(({ what, reviews, where }) => (
              <li key={what}>
                <WordsLink where={where} words={wordOf(ERROR_WORDS, what)} /> ·{' '}
                {t('{count, plural, one {# review} other {# reviews}}', { count: reviews })}
              </li>
            ))}
            {value.byLabel.slice(0, limit).map((change) => (
              <li key={changeText(change)}>
                <bdi>{changeText(change)}</bdi> · {count(change.reviews)}
              </li>
            ))}
          </ul>
          <CaseList rows={value.rows} of={value.reviews} more={more} />
        </>
      )}
    </Question>
  )
}

/** How many of a list are not told. */
const Rest = ({ of, shown }: { readonly of: number; readonly shown: number }): ReactNode =>
  of <= shown ? null : <li className={css.fact}>{t('and {length} more', { length: count(of - shown) })}</li>

type CaseRow = {
  readonly caseId: Parameters<ReturnType<typeof useNavigation.getState>['openCase']>[0]
  readonly key: string
  readonly title: string
}

type CaseListProps = { readonly rows: readonly CaseRow[]; readonly of: number; more(): void }

/** The first cases of an answer; each opens. `of`: how many there are. */
const CaseList = ({ rows, of, more }: CaseListProps): ReactNode => {
  const openCase = useNavigation((navigation) => navigation.openCase)
  if (rows.length === 0) return null
  const left = of - rows.length
  return (
    <ul className={css.cases}>
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a case may stand here for several of its reviews.
        <li key={`${row.caseId} ${index}`}>
          <button type="button" className={css.link} onClick={() => openCase(row.caseId)}>
            <bdi>{row.title || row.key}</bdi>
          </button>
        </li>
      ))}
      {left <= 0 ? null : rows.length < MOST ? (
        <li>
          <Button variant="default" size="compact-sm" onClick={more}>
            {t('Show more: {count, number} are left', { count: left })}
          </Button>
        </li>
      ) : (
        <Rest of={of} shown={rows.length} />
      )}
    </ul>
  )
}
