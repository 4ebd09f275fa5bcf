import { flushSync } from 'react-dom'
import type { Action } from '../../../app/action.ts'
import { t } from '../../../i18n/t.ts'
import { review, tell } from '../review-state.ts'
import { stopId } from './ranked-list.tsx'
import { resetList, setRelevance, stepItem, stepRelevance } from './record-commands.ts'

const here = (): boolean => review().phase.name === 'open' && !review().picking

const inPane = (): Element | null => document.activeElement?.closest('[data-pane="record"]') ?? null

/** Arrows belong to the record only while it has the keyboard, or nothing has. */
const holdsKeys = (): boolean => here() && (document.activeElement === document.body || inPane() !== null)

const stops = (): readonly HTMLElement[] => [
  ...document.querySelectorAll<HTMLElement>('[data-pane="record"] [data-record-stop]'),
]

/** From field to field and item to item. */
const step = (by: 1 | -1): void => {
  const all = stops()
  const active = document.activeElement
  const at = active instanceof HTMLElement ? all.indexOf(active) : -1
  const next = all[at < 0 ? (by === 1 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)]
  next?.focus()
  next?.scrollIntoView({ block: 'nearest' })
}

const focusedItem = (): string | null => {
  const stop = document.activeElement?.closest('li')?.querySelector<HTMLElement>('[data-record-stop^="item "]')
  return stop?.dataset.recordStop?.slice('item '.length) ?? selectedItem()
}

const selectedItem = (): string | null => {
  const { desk, selection } = review()
  const shape = [...(desk?.worksheet.annotations ?? []), ...(desk?.prediction?.annotations ?? [])].find(
    ({ id }) => id === selection[0],
  )?.shape
  return shape?.kind === 'item' ? shape.itemId : null
}

/** Does something to the item that has the hand, and leaves the keyboard on it wherever it goes. */
const withItem = (act: (itemId: string) => void) => {
  const itemId = focusedItem()
  if (itemId === null) return tell(t('Choose an item of the list first, with the arrow keys.'), 'refused')
  // A row that goes elsewhere loses the focus: it gets it back before the next key comes.
  flushSync(() => act(itemId))
  document.getElementById(stopId(itemId))?.focus()
}

const editField = (): void => {
  const all = stops().filter(({ dataset }) => dataset.recordStop?.startsWith('field '))
  const focused = all.find((stop) => stop === document.activeElement) ?? all[0]
  focused?.click()
}

const hasItems = (): boolean => here() && (review().desk?.open.case.content.items?.length ?? 0) > 0
const hasFields = (): boolean => here() && stops().some(({ dataset }) => dataset.recordStop?.startsWith('field '))

type Part = Pick<Action, 'id' | 'label' | 'keys' | 'run'> & Partial<Action>
const inRecord = (actions: readonly Part[]): readonly Action[] =>
  actions.map((action) => ({ group: t('Record'), scope: 'record', when: here, ...action }))

/** What can be done while a record has the hand. */
export const recordActions: readonly Action[] = inRecord([
  {
    id: 'record.next',
    label: t('Next field or item'),
    keys: ['arrowdown'],
    when: holdsKeys,
    run: () => step(1),
    repeats: true,
  },
  {
    id: 'record.previous',
    label: t('Previous field or item'),
    keys: ['arrowup'],
    when: holdsKeys,
    run: () => step(-1),
    repeats: true,
  },
  { id: 'record.edit', label: t('Correct the field'), keys: ['i'], when: hasFields, run: editField },
  {
    id: 'record.item.up',
    label: t('Move the item up'),
    keys: ['alt+arrowup'],
    when: hasItems,
    run: () => withItem((id) => stepItem(id, -1)),
    repeats: true,
  },
  {
    id: 'record.item.down',
    label: t('Move the item down'),
    keys: ['alt+arrowdown'],
    when: hasItems,
    run: () => withItem((id) => stepItem(id, 1)),
    repeats: true,
  },
  {
    id: 'record.item.more',
    label: t('More relevant'),
    keys: ['arrowright'],
    when: () => hasItems() && inPane() !== null,
    run: () => withItem((id) => stepRelevance(id, 1)),
  },
  {
    id: 'record.item.less',
    label: t('Less relevant'),
    keys: ['arrowleft'],
    when: () => hasItems() && inPane() !== null,
    run: () => withItem((id) => stepRelevance(id, -1)),
  },
  ...([0, 1, 2, 3, 4] as const).map(
    (grade): Part => ({
      id: `record.item.relevance.${grade}`,
      label: t('Relevance {grade} of 4', { grade }),
      keys: [`shift+${grade}`],
      when: hasItems,
      run: () => withItem((id) => setRelevance(id, grade / 4)),
    }),
  ),
  {
    id: 'record.items.reset',
    label: t('Put the list in the predicted order'),
    keys: ['y'],
    when: hasItems,
    run: resetList,
  },
])
