import { Switch, TagsInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { freeName } from '../../../shared/domain/taxonomy/label-edits.ts'
import { addItem, putItem } from '../../../shared/domain/taxonomy/list-edits.ts'
import { FIELD_KINDS, FieldDefinition } from '../../../shared/model/taxonomy.ts'
import { t } from '../../i18n/t.ts'
import { ChoiceField, LongField, TextField } from './fields.tsx'
import { ItemList, useChosen } from './item-list.tsx'
import { type Members, withMembers } from './members.ts'
import css from './taxonomy.module.css'
import { edit, useTaxonomy } from './taxonomy-state.ts'

const KIND_WORDS: Readonly<Record<FieldDefinition['kind'], string>> = {
  text: t('text'),
  number: t('number'),
  amount: t('amount of money'),
  date: t('date'),
  boolean: t('yes or no'),
  choice: t('one of several values'),
}
const KINDS = FIELD_KINDS.map((value) => ({ value, label: KIND_WORDS[value] }))
const orNone = (text: string): string | undefined => (text === '' ? undefined : text)

/** The fields of a record, or that a document is expected to have. */
export const FieldsPart = (): ReactNode => {
  const fields = useTaxonomy((state) => state.history.now.fields)
  const chosen = useChosen(fields.length)
  const field = fields[chosen]
  const names = fields.map(({ name }) => name)
  const set = (part: Members<FieldDefinition>, typed?: string): void => {
    if (field)
      edit(
        (draft) => putItem(draft, 'fields', chosen, withMembers(FieldDefinition, field, part)),
        typed === undefined ? null : `field ${chosen} ${typed}`,
      )
  }
  return (
    <ItemList
      list="fields"
      title={t('Fields')}
      add={t('Add a field')}
      names={names}
      empty={t('A field is what a record holds, or what a document is expected to say.')}
      onAdd={() =>
        edit((draft) =>
          addItem(draft, 'fields', {
            name: freeName(names, t('New field')),
            kind: 'text',
            required: false,
            definition: '',
          }),
        )
      }
    >
      {field ? (
        <div key={chosen} className={css.form}>
          <div className={css.pair}>
            <TextField
              label={t('Name')}
              description={t('Its key in the data.')}
              value={field.name}
              mayBeEmpty={false}
              maxLength={500}
              onValue={(name) => set({ name }, 'name')}
            />
            <TextField
              label={t('Title')}
              description={t('As reviewers read it.')}
              value={field.title ?? ''}
              maxLength={500}
              onValue={(title) => set({ title: orNone(title) }, 'title')}
            />
          </div>
          <div className={css.pair}>
            <ChoiceField
              label={t('Its value is')}
              value={field.kind}
              choices={KINDS}
              onValue={(kind) => set({ kind })}
            />
            <TextField
              label={t('Unit')}
              value={field.unit ?? ''}
              maxLength={40}
              onValue={(unit) => set({ unit: orNone(unit) }, 'unit')}
            />
          </div>
          {field.kind === 'choice' ? (
            <TagsInput
              label={t('Values, in order')}
              description={t('Enter adds one.')}
              value={field.values ?? []}
              onChange={(values) => set({ values: values.map((value) => value.toWellFormed()) })}
            />
          ) : null}
          <TextField
            label={t('Stands under the heading')}
            value={field.group ?? ''}
            onValue={(group) => set({ group: orNone(group) }, 'group')}
          />
          <Switch
            label={t('Must be given')}
            checked={field.required}
            onChange={(event) => set({ required: event.currentTarget.checked })}
          />
          <LongField
            label={t('Definition')}
            value={field.definition}
            onValue={(definition) => set({ definition }, 'definition')}
          />
        </div>
      ) : null}
    </ItemList>
  )
}
