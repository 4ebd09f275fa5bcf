import { Button, TagsInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { deprecateLabel, labelOf, restoreLabel, setRules } from '../../../shared/domain/taxonomy/label-edits.ts'
import type { LabelId } from '../../../shared/model/ids.ts'
import type { Label, ReplaceRule } from '../../../shared/model/taxonomy.ts'
import { useQuery } from '../../api/use-query.ts'
import { useNavigation } from '../../app/navigation.ts'
import { t } from '../../i18n/t.ts'
import { ActionKey } from '../../ui/key-caps.tsx'
import { ChoiceField, LabelField, LabelsField, TextField } from './fields.tsx'
import { meantValues, NO_VALUE, typedValues } from './json-values.ts'
import { addBeside, deleteChosen, focusSoon, isNew, REPLACED_ID, toggleDeprecated } from './label-acts.ts'
import css from './taxonomy.module.css'
import { edit, useTaxonomy } from './taxonomy-state.ts'

const fateWords = (label: Label, names: readonly string[]): string => {
  const [first = ''] = names
  if (names.length === 0) return t('Out of use. Nothing replaces it: a person says what each case is now.')
  if (names.length === 1) return t('Merged into “{name}”: reviews are read with that label.', { name: first })
  return label.replaceRules.length === 0
    ? t('Split: a person says which of them each case is.')
    : t('Split: the first rule that fits decides; where none does, a person says.')
}

/** Whether the label stays in use, and what stands for it where it does not. */
export const LabelFate = ({ label }: { readonly label: Label }): ReactNode => (
  <section className={css.part} aria-labelledby="fate-heading">
    <h3 id="fate-heading">{t('What becomes of it')}</h3>
    {label.deprecated ? <Replaced label={label} /> : <InUse label={label} />}
  </section>
)

/** The cases in which the label was predicted, by whatever name: the filter knows them by the published one. */
const labelNamed = (name: string): string => `label:"${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`

const InUse = ({ label }: { readonly label: Label }): ReactNode => {
  const where = useTaxonomy((state) => labelNamed(labelOf(state.base ?? { labels: [] }, label.id)?.name ?? label.name))
  const used = useQuery('queue.count', { scope: 'all', where })
  const cases = used.stale ? null : (used.value?.total ?? null)
  const mayDelete = isNew(label) || cases === 0
  return (
    <>
      <Used label={label} cases={cases} where={where} />
      <div className={css.buttons}>
        <Button onClick={toggleDeprecated}>
          {t('Merge, split or deprecate')} <ActionKey action="taxonomy.deprecate" />
        </Button>
        <Button
          leftSection={<IconTrash size={14} aria-hidden />}
          disabled={!mayDelete}
          onClick={deleteChosen}
          {...(mayDelete ? {} : { title: t('Only a label that nothing was predicted with is deleted. Deprecate it.') })}
        >
          {t('Delete')}
        </Button>
      </div>
    </>
  )
}

type UsedProps = { readonly label: Label; readonly cases: number | null; readonly where: string }

const Used = ({ label, cases, where }: UsedProps): ReactNode => {
  const show = (): void => {
    useNavigation.getState().setFilter(where, 'all')
    useNavigation.getState().setQueueMode('list')
  }
  if (isNew(label)) return <p className={css.quiet}>{t('New: no version has it yet.')}</p>
  if (cases === null) return <p className={css.quiet}>…</p>
  if (cases === 0) return <p className={css.quiet}>{t('No prediction uses it.')}</p>
  return (
    <button type="button" className={css.link} onClick={show}>
      {t('{cases, plural, one {Predicted in # case} other {Predicted in # cases}}', {
        cases,
      })}
    </button>
  )
}

const Replaced = ({ label }: { readonly label: Label }): ReactNode => {
  const [name, setName] = useState('')
  const labels = useTaxonomy((state) => state.history.now.labels)
  const names = label.replacedBy.flatMap((id) => labels.find((one) => one.id === id)?.name ?? [])
  const add = (): void => {
    if (name.trim() === '') return
    addBeside(label, name.trim().toWellFormed())
    setName('')
  }
  return (
    <>
      <p>{fateWords(label, names)}</p>
      <LabelsField
        id={REPLACED_ID}
        label={t('Replaced by')}
        description={t('One merges it, several split it, none leaves it to a person.')}
        placeholder={t('Find a label')}
        value={label.replacedBy}
        except={label.id}
        onValue={(ids) => edit((draft) => deprecateLabel(draft, label.id, ids))}
      />
      <form
        className={css.line}
        onSubmit={(event) => {
          event.preventDefault()
          add()
        }}
      >
        <TextField label={t('Replaced by a new label')} value={name} onValue={setName} maxLength={500} />
        <Button type="submit" disabled={name.trim() === ''}>
          {t('Add')}
        </Button>
      </form>
      {label.replacedBy.length > 1 ? <Rules label={label} /> : null}
      <div className={css.buttons}>
        <Button onClick={() => edit((draft) => restoreLabel(draft, label.id))}>
          {t('Use it again')} <ActionKey action="taxonomy.deprecate" />
        </Button>
      </div>
    </>
  )
}

const OF_CHOICES = [
  { value: 'attribute', label: t('attribute') },
  { value: 'metadata', label: t('metadata') },
] as const

/** Which replacement an annotation takes, row by row; the first that fits. */
const Rules = ({ label }: { readonly label: Label }): ReactNode => {
  const attributes = useTaxonomy((state) => state.history.now.attributes)
  const rules = label.replaceRules
  const put = (next: readonly ReplaceRule[], gesture: string | null = null): void =>
    edit((draft) => setRules(draft, label.id, [...next]), gesture)
  const set = (index: number, part: Partial<ReplaceRule>, gesture: string | null = null): void =>
    put(
      rules.map((rule, at) => (at === index ? { ...rule, ...part } : rule)),
      gesture,
    )
  const add = (): void => {
    const [to] = label.replacedBy
    const [attribute] = attributes
    if (to === undefined) return
    const when = { of: attribute ? ('attribute' as const) : ('metadata' as const), name: attribute?.name ?? 'source' }
    put([...rules, { when: { ...when, is: [NO_VALUE] }, to }])
    focusSoon(`rule-${rules.length}-name`)
  }
  return (
    <fieldset className={css.rules}>
      <legend>{t('Rules')}</legend>
      {rules.map((rule, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rules have no id; their order is what counts.
        <fieldset key={index} className={css.rule} aria-label={t('Rule {number}', { number: index + 1 })}>
          <ChoiceField
            label={t('Where the')}
            value={rule.when.of}
            choices={OF_CHOICES}
            onValue={(of) => set(index, { when: { ...rule.when, of } })}
          />
          <TextField
            id={`rule-${index}-name`}
            label={t('called')}
            value={rule.when.name}
            mayBeEmpty={false}
            onValue={(name) => set(index, { when: { ...rule.when, name } }, `rule ${label.id} ${index}`)}
          />
          <TagsInput
            label={t('is one of')}
            data={
              rule.when.of === 'attribute'
                ? [...(attributes.find(({ name }) => name === rule.when.name)?.values ?? [])]
                : []
            }
            value={typedValues(rule.when.is)}
            onChange={(typed) =>
              set(index, { when: { ...rule.when, is: typed.length === 0 ? [NO_VALUE] : meantValues(typed) } })
            }
            error={typedValues(rule.when.is).length === 0 ? t('It needs a value.') : null}
          />
          <RuleTarget label={label} value={rule.to} onValue={(to) => set(index, { to })} />
          <Button
            aria-label={t('Delete rule {number}', { number: index + 1 })}
            onClick={() => put(rules.filter((_, at) => at !== index))}
          >
            <IconTrash size={14} aria-hidden />
          </Button>
        </fieldset>
      ))}
      <Button onClick={add}>{t('Add a rule')}</Button>
    </fieldset>
  )
}

type TargetProps = { readonly label: Label; readonly value: LabelId; readonly onValue: (value: LabelId) => void }

const RuleTarget = ({ label, value, onValue }: TargetProps): ReactNode => {
  const labels = useTaxonomy((state) => state.history.now.labels)
  return (
    <LabelField
      label={t('it is now')}
      labels={labels.filter(({ id }) => label.replacedBy.includes(id))}
      value={value}
      onValue={(id) => {
        if (id !== null) onValue(id)
      }}
    />
  )
}
