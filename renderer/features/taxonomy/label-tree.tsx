import { TextInput } from '@mantine/core'
import { IconChevronDown, IconChevronRight, IconPlus } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { type LabelBadge, labelBadges } from '../../../shared/domain/taxonomy/draft-badges.ts'
import { type LabelNode, labelTree, nodesThat, openNodes } from '../../../shared/domain/taxonomy/label-tree.ts'
import type { LabelId } from '../../../shared/model/ids.ts'
import { direction } from '../../i18n/language.ts'
import { t } from '../../i18n/t.ts'
import { ActionKey } from '../../ui/key-caps.tsx'
import { labelStyle } from '../../ui/label-style.ts'
import { LabelSwatch } from '../../ui/label-swatch.tsx'
import { matchLabels } from '../../ui/match-labels.ts'
import type { Drop } from './drop-place.ts'
import { addHere, FIND_ID, focusName, TREE_ID } from './label-acts.ts'
import { Badges } from './label-badges.tsx'
import css from './taxonomy.module.css'
import { baseDraft, showLabel, useTaxonomy } from './taxonomy-state.ts'
import { useTreeDrag } from './tree-drag.ts'

const ROW = 28
const [INTO, OUT] = direction === 'rtl' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowRight', 'ArrowLeft']
const NO_BADGES: readonly LabelBadge[] = []
const rowId = (id: LabelId): string => `taxonomy-label-${id}`

/** The rows in sight, and the label that is meant by what is typed: the best of those it finds. */
const useRows = (find: string, closed: ReadonlySet<LabelId>) => {
  const labels = useTaxonomy((state) => state.history.now.labels)
  const labelId = useTaxonomy((state) => state.labelId)
  const nodes = useMemo(() => labelTree(labels), [labels])
  const matches = useMemo(() => (find.trim() === '' ? null : matchLabels(nodes, find)), [nodes, find])
  const rows = useMemo(() => {
    if (matches === null) return openNodes(nodes, closed)
    const found = new Set(matches.map(({ label }) => label))
    // The label that is being edited stays, though its new name may not be what is looked for.
    return nodesThat(nodes, (label) => found.has(label) || label.id === labelId)
  }, [nodes, matches, closed, labelId])
  return { rows, found: matches === null ? null : (matches[0]?.label.id ?? null) }
}

/** All labels as a tree: arrows walk it, Alt and arrows move the label, Enter goes to its name, a pointer drags. */
export const EditableTree = (): ReactNode => {
  const [find, setFind] = useState('')
  const [closed, setClosed] = useState<ReadonlySet<LabelId>>(new Set())
  const labelId = useTaxonomy((state) => state.labelId)
  const { rows, found } = useRows(find, closed)
  const active = rows.findIndex(({ label }) => label.id === labelId)
  const scroller = useRef<HTMLDivElement>(null)
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  })
  const drag = useTreeDrag(scroller, rows, ROW)
  useEffect(() => {
    if (active >= 0) list.scrollToIndex(active, { align: 'auto' })
  }, [active, list])
  const badges = useBadges()
  // biome-ignore lint/correctness/useExhaustiveDependencies: a label chosen elsewhere comes into sight; typing hides it again.
  useEffect(() => {
    if (active >= 0 || labelId === null) return
    setFind('')
    setClosed(new Set())
  }, [labelId])

  const fold = (id: LabelId, shut: boolean): void =>
    setClosed((before) => (shut ? new Set([...before, id]) : new Set([...before].filter((one) => one !== id))))
  const go = (index: number): void => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, index))]
    if (next) showLabel(next.label.id)
  }
  const keyDown = (event: KeyboardEvent): void => {
    const node = rows[active] ?? rows[0]
    if (!node || event.ctrlKey || event.metaKey || event.altKey) return
    const isClosed = closed.has(node.label.id)
    if (event.key === 'ArrowDown') go(active + 1)
    else if (event.key === 'ArrowUp') go(active - 1)
    else if (event.key === 'Home') go(0)
    else if (event.key === 'End') go(rows.length - 1)
    else if (event.key === INTO && node.hasChildren) isClosed ? fold(node.label.id, false) : go(active + 1)
    else if (event.key === OUT && node.hasChildren && !isClosed) fold(node.label.id, true)
    else if (event.key === OUT && node.depth > 0) go(rows.findIndex(({ label }) => label === node.above.at(-1)))
    else if (event.key === 'Enter') focusName()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <section className={css.list} aria-label={t('Labels')}>
      <div className={css.listHead}>
        <TextInput
          id={FIND_ID}
          aria-label={t('Find a label')}
          placeholder={t('Find a label')}
          value={find}
          onChange={(event) => setFind(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setFind('')
            if (event.key !== 'ArrowDown' && event.key !== 'Enter') return
            event.preventDefault()
            if (found !== null) showLabel(found)
            if (event.key === 'Enter') setFind('')
            scroller.current?.focus()
          }}
        />
        <button type="button" className={css.add} onClick={() => addHere(false)}>
          <IconPlus size={14} aria-hidden /> {t('Add a label')} <ActionKey action="taxonomy.add" />
        </button>
      </div>
      {rows.length === 0 ? (
        <p className={css.nothing}>
          {find.trim() === ''
            ? t('No labels yet. An import derives them, or add the first one.')
            : t('No label is called so.')}
        </p>
      ) : (
        <div
          id={TREE_ID}
          ref={scroller}
          className={css.tree}
          role="tree"
          aria-label={t('Labels')}
          tabIndex={0}
          aria-activedescendant={rows[active] ? rowId(rows[active].label.id) : undefined}
          onKeyDown={keyDown}
          onPointerMove={drag.onPointerMove}
          onPointerUp={drag.onPointerUp}
          onPointerCancel={drag.onPointerCancel}
        >
          <div role="presentation" style={{ height: list.getTotalSize(), position: 'relative' }}>
            {list.getVirtualItems().map(({ index, start }) => {
              const node = rows[index]
              return node ? (
                <TreeRow
                  key={node.label.id}
                  node={node}
                  top={start}
                  place={[index + 1, rows.length]}
                  selected={index === active}
                  closed={closed.has(node.label.id) && find.trim() === ''}
                  dragged={drag.dragged === node.label.id}
                  drop={drag.drop?.over === node.label.id ? drag.drop.at : null}
                  badges={badges.get(node.label.id) ?? NO_BADGES}
                  onFold={(shut) => fold(node.label.id, shut)}
                  onPress={(event) => drag.onPointerDown(event, node.label.id)}
                />
              ) : null
            })}
          </div>
        </div>
      )}
    </section>
  )
}

type TreeRowProps = {
  readonly node: LabelNode
  readonly top: number
  readonly place: readonly [number, number]
  readonly selected: boolean
  readonly closed: boolean
  readonly dragged: boolean
  readonly drop: Drop['at'] | null
  readonly badges: readonly LabelBadge[]
  readonly onFold: (shut: boolean) => void
  readonly onPress: (event: React.PointerEvent) => void
}

const useBadges = (): ReadonlyMap<LabelId, readonly LabelBadge[]> => {
  const base = useTaxonomy((state) => state.base)
  const draft = useTaxonomy((state) => state.history.now)
  return useMemo(() => labelBadges(baseDraft({ base }), draft), [base, draft])
}

const TreeRow = (props: TreeRowProps): ReactNode => {
  const { node, top, place, selected, closed, dragged, drop, badges, onFold, onPress } = props
  const { label, depth, above, hasChildren } = node
  const Chevron = closed ? IconChevronRight : IconChevronDown
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree takes the keys for its items.
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the tree, which names the active item.
    <div
      id={rowId(label.id)}
      role="treeitem"
      className={css.row}
      style={{ top, height: ROW, paddingInlineStart: 2 + depth * 16 }}
      aria-level={depth + 1}
      aria-setsize={place[1]}
      aria-posinset={place[0]}
      aria-selected={selected}
      data-dragged={dragged}
      data-drop={drop ?? undefined}
      {...(hasChildren ? { 'aria-expanded': !closed } : {})}
      title={[...above, label].map(({ name }) => name).join(' › ')}
      onClick={() => showLabel(label.id)}
      onPointerDown={onPress}
    >
      <span
        className={css.fold}
        aria-hidden
        onClick={(event) => {
          if (!hasChildren) return
          event.stopPropagation()
          onFold(!closed)
        }}
      >
        {hasChildren ? <Chevron size={14} /> : null}
      </span>
      <LabelSwatch style={labelStyle(label)} />
      <span className={css.name} data-deprecated={label.deprecated}>
        <bdi>{label.name}</bdi>
      </span>
      <Badges badges={badges} />
      {label.key === undefined ? null : <kbd className={css.digit}>{label.key}</kbd>}
    </div>
  )
}
