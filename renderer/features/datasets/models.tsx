import { Button, Select, Switch, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { type DatasetVersion, datasetName } from '../../../shared/model/dataset.ts'
import type { Training } from '../../../shared/model/lineage.ts'
import { client } from '../../api/client.ts'
import { useQuery } from '../../api/use-query.ts'
import { t } from '../../i18n/t.ts'
import { Notice } from '../../ui/notice.tsx'
import { moment } from '../../ui/numbers.ts'
import { CasesLink } from './cases-link.tsx'
import css from './datasets.module.css'
import { showLineage } from './datasets-state.ts'

/** Every model whose predictions are here, or that was said to be trained here, and on what it was trained. */
export const Models = ({ versions }: { readonly versions: readonly DatasetVersion[] }): ReactNode => {
  const listed = useQuery('model.list', {}, ['project.changed'])
  const models = listed.value?.models ?? []
  return (
    <div className={css.detail}>
      {listed.failure === null ? null : <Notice tone="error">{listed.failure.message}</Notice>}
      {listed.value !== null && models.length === 0 ? (
        <p className={css.fact}>
          {t('No model is known yet. Import what one predicted, or record below what one was trained on.')}
        </p>
      ) : (
        <div className={css.scroll}>
          <table className={css.table}>
            <thead>
              <tr>
                <th scope="col">{t('Model')}</th>
                <th scope="col" className={css.number}>
                  {t('Predictions')}
                </th>
                <th scope="col">{t('Trained on')}</th>
              </tr>
            </thead>
            <tbody>
              {models.map((model) => (
                <tr key={model.name}>
                  <th scope="row" className={css.labelName}>
                    <button
                      type="button"
                      className={css.link}
                      onClick={() => showLineage({ kind: 'model', name: model.name })}
                    >
                      <bdi>{model.name}</bdi>
                    </button>
                  </th>
                  <td className={css.number}>
                    <CasesLink where={model.where} many={model.predictions} />
                  </td>
                  <td>
                    {model.trainings.length === 0 ? t('not known') : null}
                    {model.trainings.map((training) => (
                      <p key={`${training.dataset} ${training.at}`}>{trainingText(training)}</p>
                    ))}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <RecordTraining models={models.map(({ name }) => name)} versions={versions} onRecorded={listed.again} />
    </div>
  )
}

export const trainingText = ({ dataset, at, from, personId, note }: Training): string =>
  [
    dataset,
    ...(at === null ? [] : [moment(at)]),
    from === 'header' ? t('as its predictions’ file says') : t('recorded by {person}', { person: personId ?? '' }),
    ...(note === '' ? [] : [note]),
  ].join(' · ')

/** "2026-11-23T10:30": this minute, as a field for date and time has it. */
const thisMinute = (): string => {
  const now = new Date()
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

type RecordProps = {
  readonly models: readonly string[]
  readonly versions: readonly DatasetVersion[]
  readonly onRecorded: () => void
}

const RecordTraining = ({ models, versions, onRecorded }: RecordProps): ReactNode => {
  const [model, setModel] = useState('')
  const [on, setOn] = useState<string | null>(null)
  const [other, setOther] = useState('')
  const [elsewhere, setElsewhere] = useState(false)
  const [at, setAt] = useState(thisMinute)
  const [note, setNote] = useState('')
  const [failure, setFailure] = useState<string | null>(null)
  const dataset = elsewhere ? other.trim() : (on ?? '')
  const record = async (): Promise<void> => {
    const when = new Date(at)
    if (Number.isNaN(when.getTime())) return setFailure(t('Say when it was trained.'))
    const said = { model: model.trim(), on: dataset, elsewhere, at: when.toISOString(), note: note.trim() }
    const recorded = await client.call('model.train', said)
    setFailure(recorded.ok ? null : recorded.error.message)
    if (!recorded.ok) return
    setNote('')
    onRecorded()
  }
  return (
    <form
      className={css.form}
      aria-labelledby="record-training"
      onSubmit={(event) => {
        event.preventDefault()
        void record()
      }}
    >
      <fieldset className={css.group}>
        <legend id="record-training">{t('Record what a model was trained on')}</legend>
        <TextInput
          label={t('Model')}
          description={t('Its name and version, such as shelf@9')}
          list="model-names"
          value={model}
          onChange={(event) => setModel(event.currentTarget.value)}
        />
        <datalist id="model-names">
          {models.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <Switch
          label={t('On a dataset made elsewhere')}
          checked={elsewhere}
          onChange={(event) => setElsewhere(event.currentTarget.checked)}
        />
        {elsewhere ? (
          <TextInput label={t('Dataset')} value={other} onChange={(event) => setOther(event.currentTarget.value)} />
        ) : (
          <Select
            label={t('Dataset version')}
            data={versions.map(datasetName)}
            value={on}
            nothingFoundMessage={t('No dataset version yet')}
            onChange={setOn}
          />
        )}
        <TextInput
          type="datetime-local"
          label={t('When')}
          value={at}
          onChange={(event) => setAt(event.currentTarget.value)}
        />
        <TextInput label={t('Note')} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
        <div>
          <Button type="submit" disabled={model.trim() === '' || dataset === ''}>
            {t('Record the training')}
          </Button>
        </div>
        {failure === null ? null : <Notice tone="error">{failure}</Notice>}
      </fieldset>
    </form>
  )
}
