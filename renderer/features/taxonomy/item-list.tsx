import { Button } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react'
import type { KeyboardEvent, ReactNode } from 'react'
import { type DraftList, removeItem, stepItem } from '../../../shared/domain/taxonomy/list-edits.ts'
import { t } from '../../i18n/t.ts'
import css from './taxonomy.module.css'
import { edit, showItem, useTaxonomy } from './taxonomy-state.ts'

type ItemListProps = {
  readonly list: DraftList
  /** What the records are, as a heading. */
  readonly title: string
  readonly add: string
  readonly names: readonly string[]
  readonly onAdd: () => void
  /** Said where there is none: what such records are for. */
  readonly empty: string
  readonly children: ReactNode
}

/** One of the lists beside the labels: its records by name, and the editor of the chosen one. */
export const ItemList = ({ list, title, add, names, onAdd, empty, children }: ItemListProps): ReactNode => {
  const item = useTaxonomy((state) => state.item)
  const chosen = Math.min(item, names.length - 1)
  const step = (by: -1 | 1): void => {
    edit((draft) => stepItem(draft, list, chosen, by))
    showItem(list, Math.max(0, Math.min(names.length - 1, chosen + by)))
  }
  const keyDown = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : null
    if (by === null || event.ctrlKey || event.metaKey) return
    if (event.altKey) step(by)
    else showItem(list, Math.max(0, Math.min(names.length - 1, chosen + by)))
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <>
      <section className={css.list} aria-label={title}>
        <div className={css.listHead}>
          <button
            type="button"
            className={css.add}
            onClick={() => {
              onAdd()
              showItem(list, names.length)
            }}
          >
            <IconPlus size={14} aria-hidden /> {add}
          </button>
        </div>
        {names.length === 0 ? (
          <p className={css.nothing}>{empty}</p>
        ) : (
          <div
            className={css.items}
            role="listbox"
            aria-label={title}
            tabIndex={0}
            aria-activedescendant={`item-${chosen}`}
            onKeyDown={keyDown}
          >
            {names.map((name, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys for its options.
              // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the list, which names the active option.
              <div
                // biome-ignore lint/suspicious/noArrayIndexKey: a record's name changes while it is typed.
                key={index}
                id={`item-${index}`}
                role="option"
                className={css.option}
                aria-selected={index === chosen}
                onClick={() => showItem(list, index)}
              >
                <bdi>{name}</bdi>
              </div>
            ))}
          </div>
        )}
      </section>
      <section className={css.editor} aria-label={names[chosen] ?? title}>
        {names.length === 0 ? null : (
          <div className={css.tools}>
            <Button aria-label={t('Move up')} disabled={chosen === 0} onClick={() => step(-1)}>
              <IconArrowUp size={14} aria-hidden />
            </Button>
            <Button aria-label={t('Move down')} disabled={chosen === names.length - 1} onClick={() => step(1)}>
              <IconArrowDown size={14} aria-hidden />
            </Button>
            <Button
              leftSection={<IconTrash size={14} aria-hidden />}
              onClick={() => edit((draft) => removeItem(draft, list, chosen))}
            >
              {t('Delete')}
            </Button>
          </div>
        )}
        {children}
      </section>
    </>
  )
}

/** The place of the record that is edited, within its list. */
export const useChosen = (length: number): number => {
  const item = useTaxonomy((state) => state.item)
  return Math.min(item, length - 1)
}
