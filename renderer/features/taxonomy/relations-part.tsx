import { Switch } from '@mantine/core'
import type { ReactNode } from 'react'
import { freeName } from '../../../shared/domain/taxonomy/label-edits.ts'
import { addItem, putItem } from '../../../shared/domain/taxonomy/list-edits.ts'
import type { LabelId } from '../../../shared/model/ids.ts'
import { RelationType } from '../../../shared/model/taxonomy.ts'
import { t } from '../../i18n/t.ts'
import { LabelsField, LongField, TextField } from './fields.tsx'
import { ItemList, useChosen } from './item-list.tsx'
import { type Members, withMembers } from './members.ts'
import css from './taxonomy.module.css'
import { edit, useTaxonomy } from './taxonomy-state.ts'

const orAll = (ids: readonly LabelId[]): LabelId[] | undefined => (ids.length === 0 ? undefined : [...ids])

/** How one thing may stand to another. */
export const RelationsPart = (): ReactNode => {
  const types = useTaxonomy((state) => state.history.now.relationTypes)
  const chosen = useChosen(types.length)
  const type = types[chosen]
  const names = types.map(({ name }) => name)
  const set = (part: Members<RelationType>, typed?: string): void => {
    if (type)
      edit(
        (draft) => putItem(draft, 'relationTypes', chosen, withMembers(RelationType, type, part)),
        typed === undefined ? null : `relation ${chosen} ${typed}`,
      )
  }
  return (
    <ItemList
      list="relationTypes"
      title={t('Relation types')}
      add={t('Add a relation type')}
      names={names}
      empty={t('A relation says how one object stands to another: a drug treats an illness.')}
      onAdd={() =>
        edit((draft) =>
          addItem(draft, 'relationTypes', {
            name: freeName(names, t('New relation')),
            symmetric: false,
            definition: '',
          }),
        )
      }
    >
      {type ? (
        <div key={chosen} className={css.form}>
          <TextField label={t('Name')} value={type.name} mayBeEmpty={false} onValue={(name) => set({ name }, 'name')} />
          <div className={css.pair}>
            <LabelsField
              label={t('From')}
              description={t('None means all.')}
              value={type.from ?? []}
              onValue={(from) => set({ from: orAll(from) })}
            />
            <LabelsField
              label={t('To')}
              description={t('None means all.')}
              value={type.to ?? []}
              onValue={(to) => set({ to: orAll(to) })}
            />
          </div>
          <Switch
            label={t('Both ways alike')}
            checked={type.symmetric}
            onChange={(event) => set({ symmetric: event.currentTarget.checked })}
          />
          <LongField
            label={t('Definition')}
            value={type.definition}
            onValue={(definition) => set({ definition }, 'definition')}
          />
        </div>
      ) : null}
    </ItemList>
  )
}
