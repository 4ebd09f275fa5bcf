import type { ReactNode } from 'react'
import { addItem, putItem } from '../../../shared/domain/taxonomy/list-edits.ts'
import type { LabelId } from '../../../shared/model/ids.ts'
import type { Constraint } from '../../../shared/model/taxonomy.ts'
import { t } from '../../i18n/t.ts'
import { constraintWords } from '../../ui/constraint-words.ts'
import { ChoiceField, LabelField, LabelsField } from './fields.tsx'
import { ItemList, useChosen } from './item-list.tsx'
import css from './taxonomy.module.css'
import { edit, tell, useTaxonomy } from './taxonomy-state.ts'

const KINDS = [
  { value: 'exclusive', label: t('never together in one case') },
  { value: 'at-most-one', label: t('at most once in a case') },
  { value: 'contains', label: t('one stands within the other') },
] as const satisfies readonly { value: Constraint['kind']; label: string }[]

const ofKind = (kind: Constraint['kind'], first: LabelId, second: LabelId): Constraint => {
  switch (kind) {
    case 'exclusive':
      return { kind, labels: [first, second] }
    case 'at-most-one':
      return { kind, label: first }
    case 'contains':
      return { kind, outer: first, inner: second }
  }
}

const idsOf = (constraint: Constraint): readonly LabelId[] => {
  switch (constraint.kind) {
    case 'exclusive':
      return constraint.labels
    case 'at-most-one':
      return [constraint.label]
    case 'contains':
      return [constraint.outer, constraint.inner]
  }
}

/** What may not be said together. */
export const ConstraintsPart = (): ReactNode => {
  const constraints = useTaxonomy((state) => state.history.now.constraints)
  const labels = useTaxonomy((state) => state.history.now.labels)
  const chosen = useChosen(constraints.length)
  const constraint = constraints[chosen]
  const [first, second] = labels.filter(({ deprecated }) => !deprecated)
  const put = (next: Constraint): void => edit((draft) => putItem(draft, 'constraints', chosen, next))
  const turnInto = (kind: Constraint['kind'], now: Constraint): void => {
    const [one = first?.id, other = labels.find(({ id }) => id !== one)?.id] = idsOf(now)
    if (one && other) put(ofKind(kind, one, other))
  }
  return (
    <ItemList
      list="constraints"
      title={t('Constraints')}
      add={t('Add a constraint')}
      names={constraints.map((one) => constraintWords(one, labels))}
      empty={t('A constraint says which labels do not go together, or how often one may stand in a case.')}
      onAdd={() => {
        if (!first || !second) return tell(t('A constraint needs two labels.'))
        edit((draft) => addItem(draft, 'constraints', ofKind('exclusive', first.id, second.id)))
      }}
    >
      {constraint ? (
        <div key={chosen} className={css.form}>
          <ChoiceField
            label={t('Kind')}
            value={constraint.kind}
            choices={KINDS}
            onValue={(kind) => turnInto(kind, constraint)}
          />
          <Ends constraint={constraint} put={put} />
        </div>
      ) : null}
    </ItemList>
  )
}

type EndsProps = { readonly constraint: Constraint; readonly put: (next: Constraint) => void }

const Ends = ({ constraint, put }: EndsProps): ReactNode => {
  switch (constraint.kind) {
    case 'exclusive':
      return (
        <LabelsField
          label={t('Labels')}
          description={t('Two at least.')}
          value={constraint.labels}
          onValue={(ids) => ids.length > 1 && put({ ...constraint, labels: [...ids] })}
        />
      )
    case 'at-most-one':
      return (
        <LabelField
          label={t('Label')}
          value={constraint.label}
          onValue={(label) => label !== null && put({ ...constraint, label })}
        />
      )
    case 'contains':
      return (
        <div className={css.pair}>
          <LabelField
            label={t('The outer')}
            value={constraint.outer}
            except={constraint.inner}
            onValue={(outer) => outer !== null && put({ ...constraint, outer })}
          />
          <LabelField
            label={t('The inner')}
            value={constraint.inner}
            except={constraint.outer}
            onValue={(inner) => inner !== null && put({ ...constraint, inner })}
          />
        </div>
      )
  }
}
