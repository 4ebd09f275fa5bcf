import { Checkbox } from '@mantine/core'
import type { ReactNode } from 'react'
import { addCause, putItem } from '../../../shared/domain/taxonomy/list-edits.ts'
import { TaxonomyCause } from '../../../shared/model/taxonomy.ts'
import { BUILT_IN_CAUSES, CULPRITS, VERDICTS, type Verdict } from '../../../shared/model/verdict.ts'
import { t } from '../../i18n/t.ts'
import { CULPRIT_WORDS, VERDICT_WORDS } from '../../ui/words.ts'
import { ChoiceField, LongField, TextField } from './fields.tsx'
import { ItemList, useChosen } from './item-list.tsx'
import { type Members, withMembers } from './members.ts'
import css from './taxonomy.module.css'
import { edit, useTaxonomy } from './taxonomy-state.ts'

const CULPRIT_CHOICES = CULPRITS.map((value) => ({ value, label: CULPRIT_WORDS[value] }))
const isBuiltIn = (id: string): boolean => BUILT_IN_CAUSES.some((cause) => cause.id === id)

/** Why a prediction may have gone wrong, and which verdicts cannot be filed without a cause. */
export const CausesPart = (): ReactNode => {
  const causes = useTaxonomy((state) => state.history.now.causes)
  const chosen = useChosen(causes.length)
  const cause = causes[chosen]
  const set = (part: Members<TaxonomyCause>, typed?: string): void => {
    if (cause)
      edit(
        (draft) => putItem(draft, 'causes', chosen, withMembers(TaxonomyCause, cause, part)),
        typed === undefined ? null : `cause ${cause.id} ${typed}`,
      )
  }
  return (
    <ItemList
      list="causes"
      title={t('Causes')}
      add={t('Add a cause')}
      names={causes.map(({ name }) => name)}
      empty={t('A cause says why a prediction went wrong, and what is to blame.')}
      onAdd={() => edit((draft) => addCause(draft, t('New cause')))}
    >
      {cause ? (
        <div key={cause.id} className={css.form}>
          <TextField
            label={t('Name')}
            value={cause.name}
            mayBeEmpty={false}
            onValue={(name) => set({ name }, 'name')}
          />
          <p className={css.quiet}>
            {isBuiltIn(cause.id)
              ? t('Built in: the desk proposes it by itself where it fits. Its id is {id}.', { id: cause.id })
              : t('Its id is {id}.', { id: cause.id })}
          </p>
          <ChoiceField
            label={t('It belongs to')}
            value={cause.culprit}
            choices={CULPRIT_CHOICES}
            onValue={(culprit) => set({ culprit })}
          />
          <LongField
            label={t('Definition')}
            value={cause.definition}
            onValue={(definition) => set({ definition }, 'definition')}
          />
        </div>
      ) : null}
      <Required />
    </ItemList>
  )
}

const Required = (): ReactNode => {
  const required = useTaxonomy((state) => state.history.now.causesRequiredFor)
  const toggle = (verdict: Verdict, on: boolean): void =>
    edit((draft) => ({
      ...draft,
      causesRequiredFor: VERDICTS.filter((one) => (one === verdict ? on : draft.causesRequiredFor.includes(one))),
    }))
  return (
    <fieldset className={css.verdicts}>
      <legend>{t('Verdicts that cannot be filed without a cause')}</legend>
      {VERDICTS.filter((verdict) => verdict !== 'correct').map((verdict) => (
        <Checkbox
          key={verdict}
          label={VERDICT_WORDS[verdict]}
          checked={required.includes(verdict)}
          onChange={(event) => toggle(verdict, event.currentTarget.checked)}
        />
      ))}
    </fieldset>
  )
}
