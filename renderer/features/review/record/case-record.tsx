import { type ReactNode, useLayoutEffect, useMemo } from 'react'
import { recordFields } from '../../../../shared/domain/fields/record-fields.ts'
import type { Case } from '../../../../shared/model/case.ts'
import { t } from '../../../i18n/t.ts'
import { casePainted } from '../clockwork.ts'
import { shown, useReview } from '../review-state.ts'
import { FieldTable } from './field-table.tsx'
import { RankedList } from './ranked-list.tsx'
import css from './record.module.css'
import { ScoreCard } from './score-card.tsx'

/** A record: its fields by the schema, what the model made of them, its ranked list. Nothing in it is ever taken for markup. */
export const CaseRecord = ({ id, item }: { readonly id: string; readonly item: Case }): ReactNode => {
  const { fields, items } = item.content
  const desk = useReview((state) => state.desk)
  const veiled = useReview((state) => state.veiled)
  const definitions = useReview((state) => state.taxonomy?.fields)
  const groups = useMemo(
    () =>
      recordFields({
        fields: fields ?? {},
        meta: item.meta,
        annotations: shown({ desk, veiled }),
        definitions: item.kind === 'record' ? (definitions ?? []) : [],
      }),
    [fields, item, desk, veiled, definitions],
  )
  useLayoutEffect(() => casePainted(item.id, 'record'), [item.id])
  const hasItems = (items?.length ?? 0) > 0
  const table = groups.length > 0 ? <FieldTable groups={groups} /> : null
  return (
    <div
      id={id}
      className={css.record}
      data-pane="record"
      data-record-scroll
      role="document"
      aria-label={t('Record {key}', { key: item.key })}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a long case is scrolled by keys.
      tabIndex={0}
    >
      <div className={css.columns}>
        <div className={css.side}>
          {item.kind === 'record' ? <ScoreCard /> : null}
          {hasItems ? table : null}
        </div>
        <div className={css.main}>{hasItems && items ? <RankedList items={items} /> : table}</div>
      </div>
    </div>
  )
}
