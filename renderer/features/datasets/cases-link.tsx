import type { ReactNode } from 'react'
import { useNavigation } from '../../app/navigation.ts'
import { t } from '../../i18n/t.ts'
import { count } from '../../ui/numbers.ts'
import css from './datasets.module.css'

type WhereLinkProps = { readonly where: string; readonly label?: string; readonly children: ReactNode }

/** Opens the cases that fit as a list. */
const WhereLink = ({ where, label, children }: WhereLinkProps): ReactNode => {
  const { setFilter, setQueueMode } = useNavigation.getState()
  return (
    <button
      type="button"
      className={css.link}
      title={where}
      aria-label={label}
      onClick={() => {
        setFilter(where, 'all')
        setQueueMode('list')
      }}
    >
      {children}
    </button>
  )
}

/** A number of cases that opens them as a list; plain where no expression leads to them, or there are none. */
export const CasesLink = ({ where, many }: { readonly where: string | null; readonly many: number }): ReactNode =>
  where === null || many === 0 ? (
    count(many)
  ) : (
    <WhereLink where={where} label={t('{count}: show the cases', { count: many })}>
      {count(many)}
    </WhereLink>
  )

/** Words that open the cases they are about; a number beside them may count something else, such as reviews. */
export const WordsLink = ({ where, words }: { readonly where: string | null; readonly words: string }): ReactNode =>
  where === null ? (
    words
  ) : (
    <WhereLink where={where} label={t('{count}: show the cases', { count: words })}>
      {words}
    </WhereLink>
  )
