import { Select, Switch, TagsInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { isPatternHeld } from '../../../shared/domain/taxonomy/attributes.ts'
import { freeName } from '../../../shared/domain/taxonomy/label-edits.ts'
import { addItem, putItem, renameAttribute } from '../../../shared/domain/taxonomy/list-edits.ts'
import { ATTRIBUTE_KINDS, Attribute } from '../../../shared/model/taxonomy.ts'
import { useQuery } from '../../api/use-query.ts'
import { t } from '../../i18n/t.ts'
import { ChoiceField, LabelsField, LongField, NumberField, TextField } from './fields.tsx'
import { ItemList, useChosen } from './item-list.tsx'
import { meantValues, typedValues } from './json-values.ts'
import { type Members, withMembers } from './members.ts'
import css from './taxonomy.module.css'
import { edit, useTaxonomy } from './taxonomy-state.ts'

const KIND_WORDS: Readonly<Record<Attribute['kind'], string>> = {
  boolean: t('yes or no'),
  choice: t('one of several values'),
  'multi-choice': t('any of several values'),
  number: t('number'),
  text: t('text'),
  date: t('date'),
  coded: t('code of a list'),
}
const KINDS = ATTRIBUTE_KINDS.map((value) => ({ value, label: KIND_WORDS[value] }))
const ON = [
  { value: 'annotation', label: t('each object') },
  { value: 'case', label: t('the whole case') },
  { value: 'turn', label: t('each turn') },
] as const satisfies readonly { value: Attribute['on']; label: string }[]

type PartProps = {
  readonly attribute: Attribute
  /** Puts members; `typed` names the member that is being typed. */
  readonly set: (part: Members<Attribute>, typed?: string) => void
}

/** What may be said beside a label: every attribute, and the one that is edited. */
export const AttributesPart = (): ReactNode => {
  const attributes = useTaxonomy((state) => state.history.now.attributes)
  const chosen = useChosen(attributes.length)
  const attribute = attributes[chosen]
  const names = attributes.map(({ name }) => name)
  return (
    <ItemList
      list="attributes"
      title={t('Attributes')}
      add={t('Add an attribute')}
      names={names}
      empty={t('An attribute is said beside a label: severity, negation, the side it is seen from.')}
      onAdd={() =>
        edit((draft) =>
          addItem(draft, 'attributes', {
            name: freeName(names, t('New attribute')),
            kind: 'choice',
            on: 'annotation',
            values: [t('yes'), t('no')],
            ordered: false,
            required: false,
            evidence: false,
            definition: '',
          }),
        )
      }
    >
      {attribute ? <AttributeEditor key={chosen} attribute={attribute} index={chosen} /> : null}
    </ItemList>
  )
}

const AttributeEditor = ({ attribute, index }: { attribute: Attribute; index: number }): ReactNode => {
  const set: PartProps['set'] = (part, typed) =>
    edit(
      (draft) => putItem(draft, 'attributes', index, withMembers(Attribute, attribute, part)),
      typed === undefined ? null : `attribute ${index} ${typed}`,
    )
  return (
    <>
      <TextField
        label={t('Name')}
        value={attribute.name}
        mayBeEmpty={false}
        onValue={(name) => edit((draft) => renameAttribute(draft, index, name), `attribute ${index} name`)}
      />
      <div className={css.pair}>
        <ChoiceField
          label={t('Its value is')}
          value={attribute.kind}
          choices={KINDS}
          onValue={(kind) => set({ kind })}
        />
        <ChoiceField label={t('It is said of')} value={attribute.on} choices={ON} onValue={(on) => set({ on })} />
      </div>
      <LabelsField
        label={t('Labels it belongs to')}
        description={t('None means all.')}
        value={attribute.labels ?? []}
        onValue={(labels) => set({ labels: labels.length === 0 ? undefined : [...labels] })}
      />
      <ValueOf attribute={attribute} set={set} />
      <Asked attribute={attribute} set={set} />
      <LongField
        label={t('Definition')}
        value={attribute.definition}
        onValue={(definition) => set({ definition }, 'definition')}
      />
    </>
  )
}

/** What belongs to the kind of value. */
const ValueOf = ({ attribute, set }: PartProps): ReactNode => {
  switch (attribute.kind) {
    case 'choice':
    case 'multi-choice':
      return (
        <>
          <TagsInput
            label={t('Values, in order')}
            description={t('Enter adds one.')}
            maxTags={1000}
            value={attribute.values ?? []}
            onChange={(values) => set({ values: values.map((value) => value.toWellFormed()) })}
          />
          <Switch
            label={t('Their order means something')}
            description={t('Such as low, medium, high.')}
            checked={attribute.ordered}
            onChange={(event) => set({ ordered: event.currentTarget.checked })}
          />
        </>
      )
    case 'number':
      return <NumberOf attribute={attribute} set={set} />
    case 'text':
      return (
        <TextField
          label={t('Pattern')}
          description={
            isPatternHeld(attribute.pattern ?? '')
              ? t('A regular expression that the whole text must match.')
              : t('Nothing is held against this expression: it repeats within a repetition, which may take too long.')
          }
          value={attribute.pattern ?? ''}
          maxLength={500}
          onValue={(pattern) => set({ pattern: pattern === '' ? undefined : pattern }, 'pattern')}
        />
      )
    case 'coded':
      return <CodesOf attribute={attribute} set={set} />
    case 'boolean':
    case 'date':
      return null
  }
}

const NumberOf = ({ attribute, set }: PartProps): ReactNode => {
  const number = attribute.number ?? {}
  const put = (part: Members<NonNullable<Attribute['number']>>): void => {
    const next = { ...number, ...part }
    set({ number: Object.values(next).every((value) => value === undefined) ? undefined : next }, 'number')
  }
  return (
    <div className={css.quad}>
      <NumberField label={t('Least')} value={number.min} onValue={(min) => put({ min })} />
      <NumberField label={t('Greatest')} value={number.max} onValue={(max) => put({ max })} />
      <NumberField label={t('Step')} value={number.step} onValue={(step) => put({ step })} />
      <TextField
        label={t('Unit')}
        value={number.unit ?? ''}
        maxLength={40}
        onValue={(unit) => put({ unit: unit === '' ? undefined : unit })}
      />
    </div>
  )
}

/** The code list that values come from: one of those that were imported. */
const CodesOf = ({ attribute, set }: PartProps): ReactNode => {
  const lists = useQuery('codes.lists', {})
  const known = (lists.value?.lists ?? []).map(({ list, version }) => ({ list, version }))
  const now = attribute.codes
  const all =
    now && known.every((one) => one.list !== now.list || one.version !== now.version) ? [now, ...known] : known
  return (
    <Select
      label={t('Code list')}
      description={
        all.length === 0
          ? t('None is here yet: second-look codes import takes one in.')
          : t('Its version is part of it.')
      }
      data={all.map((one, index) => ({ value: String(index), label: `${one.list} ${one.version}` }))}
      value={now ? String(all.findIndex((one) => one.list === now.list && one.version === now.version)) : null}
      onChange={(chosen) => {
        const codes = all[Number(chosen)]
        if (chosen !== null && codes) set({ codes })
      }}
    />
  )
}

/** Whether and when it is asked, and what it must rest on. */
const Asked = ({ attribute, set }: PartProps): ReactNode => {
  const attributes = useTaxonomy((state) => state.history.now.attributes)
  const others = attributes.flatMap(({ name, on }) => (name === attribute.name || on !== attribute.on ? [] : [name]))
  const { when } = attribute
  const offered = attributes.find(({ name }) => name === when?.attribute)
  return (
    <>
      <Switch
        label={t('Must be given')}
        checked={attribute.required}
        onChange={(event) => set({ required: event.currentTarget.checked })}
      />
      <Switch
        label={t('Wants the spans that show it')}
        checked={attribute.evidence}
        onChange={(event) => set({ evidence: event.currentTarget.checked })}
      />
      <div className={css.pair}>
        <Select
          label={t('Asked only where')}
          placeholder={t('Always')}
          data={others}
          value={when?.attribute ?? null}
          clearable
          onChange={(chosen) => {
            const [first] = attributes.find(({ name }) => name === chosen)?.values ?? []
            set({ when: chosen === null ? undefined : { attribute: chosen, is: [first ?? true] } })
          }}
        />
        {when ? (
          <TagsInput
            label={t('is one of')}
            data={offered?.values ?? ['true', 'false']}
            value={typedValues(when.is)}
            onChange={(typed) => {
              if (typed.length > 0) set({ when: { ...when, is: meantValues(typed) } })
            }}
          />
        ) : null}
      </div>
    </>
  )
}
