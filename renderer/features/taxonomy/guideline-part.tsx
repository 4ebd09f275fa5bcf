import type { ReactNode } from 'react'
import { t } from '../../i18n/t.ts'
import { LongField, TextField } from './fields.tsx'
import css from './taxonomy.module.css'
import { edit, useTaxonomy } from './taxonomy-state.ts'

/** What the taxonomy is called, and what reviewers should know before any label. */
export const GuidelinePart = (): ReactNode => {
  const name = useTaxonomy((state) => state.history.now.name)
  const guideline = useTaxonomy((state) => state.history.now.guideline)
  return (
    <section className={css.editor} data-wide aria-label={t('Guideline')}>
      <TextField
        label={t('Name of the taxonomy')}
        value={name}
        mayBeEmpty={false}
        onValue={(next) => edit((draft) => ({ ...draft, name: next }), 'taxonomy name')}
      />
      <LongField
        label={t('Guideline')}
        description={t('What reviewers should know before any label. Markdown.')}
        value={guideline}
        maxLength={100_000}
        onValue={(next) => edit((draft) => ({ ...draft, guideline: next }), 'guideline')}
      />
    </section>
  )
}
