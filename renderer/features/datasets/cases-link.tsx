import type { ReactNode } from 'react'
import { useNavigation } from '../../app/navigation.ts'
import { t } from '../../i18n/t.ts'
import { count } from '../../ui/numbers.ts'
import css from './datasets.module.css'

/** A number of cases that opens them as a list; plain where no expression leads to them, or there are none. */
export const CasesLink = ({ where, many }: { readonly where: string | null; readonly many: number }): ReactNode => {
  const { setFilter, setQueueMode } = useNavigation.getState()
  if (where === null || many === 0) return count(many)
  return (
    <button
      type="button"
      className={css.link}
      title={where}
      aria-label={t('{count}: show the cases', { count: many })}
      onClick={() => {
        setFilter(where, 'all')
        setQueueMode('list')
      }}
    >
      {count(many)}
    </button>
  )
}
