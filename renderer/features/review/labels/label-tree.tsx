import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { type LabelNode, labelTree, nodesThat, openNodes } from '../../../../shared/domain/taxonomy/label-tree.ts'
import type { LabelId } from '../../../../shared/model/ids.ts'
import type { ShapeKind } from '../../../../shared/model/shape.ts'
import { direction } from '../../../i18n/language.ts'
import { t } from '../../../i18n/t.ts'
import { ActionKey } from '../../../ui/key-caps.tsx'
import { useReview } from '../review-state.ts'
import { LabelMark } from './label-mark.tsx'
import css from './labels.module.css'
import { applyLabel, digitOf, usable } from './labels.ts'

const ROW = 26
const [INTO, OUT] = direction === 'rtl' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowRight', 'ArrowLeft']

/** Parents that are closed, kept from case to case for as long as the desk is open. */
const closedNow = new Set<LabelId>()

type LabelTreeProps = { readonly kind: ShapeKind | null; readonly current: readonly string[] }

/** Labels that are made for this kind of shape, or for any; all where none is. */
const useNodes = (kind: ShapeKind | null, all: boolean) => {
  const taxonomy = useReview((state) => state.taxonomy)
  return useMemo(() => {
    const labels = usable(taxonomy)
    const nodes = labelTree(labels)
    const fitting = labels.filter(({ shapes }) => kind === null || shapes.length === 0 || shapes.includes(kind))
    const isLimited = fitting.length > 0 && fitting.length < labels.length
    return {
      nodes: isLimited && !all ? nodesThat(nodes, (label) => fitting.includes(label)) : nodes,
      others: isLimited ? labels.length - fitting.length : 0,
    }
  }, [taxonomy, kind, all])
}

/** Labels as a tree: arrows walk it and open and close parents, Enter gives the label. */
export const LabelTree = ({ kind, current }: LabelTreeProps): ReactNode => {
  const [all, setAll] = useState(false)
  const [closed, setClosed] = useState<ReadonlySet<LabelId>>(() => new Set(closedNow))
  const { nodes, others } = useNodes(kind, all)
  const rows = useMemo(() => openNodes(nodes, closed), [nodes, closed])
  const [activeId, setActiveId] = useState<LabelId | null>(null)
  const active = Math.max(
    0,
    rows.findIndex(({ label }) => label.id === activeId),
  )
  const scroller = useRef<HTMLDivElement>(null)
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
  })
  const at = rows.findIndex(({ label }) => current.includes(label.name))
  useEffect(() => {
    if (at >= 0) list.scrollToIndex(at, { align: 'auto' })
  }, [at, list])

  const close = (node: LabelNode, shut: boolean): void => {
    if (shut) closedNow.add(node.label.id)
    else closedNow.delete(node.label.id)
    setClosed(new Set(closedNow))
  }
  const go = (index: number): void => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, index))]
    if (!next) return
    setActiveId(next.label.id)
    list.scrollToIndex(rows.indexOf(next), { align: 'auto' })
  }
  const keyDown = (event: KeyboardEvent): void => {
    const node = rows[active]
    if (!node || event.ctrlKey || event.metaKey || event.altKey) return
    const isClosed = closed.has(node.label.id)
    if (event.key === 'ArrowDown') go(active + 1)
    else if (event.key === 'ArrowUp') go(active - 1)
    else if (event.key === 'Home') go(0)
    else if (event.key === 'End') go(rows.length - 1)
    else if (event.key === INTO && node.hasChildren) isClosed ? close(node, false) : go(active + 1)
    else if (event.key === OUT && node.hasChildren && !isClosed) close(node, true)
    else if (event.key === OUT && node.depth > 0) go(rows.findIndex(({ label }) => label === node.above.at(-1)))
    else if (event.key === 'Enter' || event.key === ' ') applyLabel(node.label.name)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <>
      <div
        ref={scroller}
        className={css.tree}
        role="tree"
        aria-label={t('Labels')}
        tabIndex={0}
        aria-activedescendant={rows[active] ? `label-${rows[active].label.id}` : undefined}
        onKeyDown={keyDown}
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
                on={current.includes(node.label.name)}
                active={index === active}
                closed={closed.has(node.label.id)}
                onClose={(shut) => close(node, shut)}
              />
            ) : null
          })}
        </div>
      </div>
      {others === 0 ? null : (
        <button type="button" className={css.more} onClick={() => setAll(!all)}>
          {all
            ? t('Only labels for this kind of shape')
            : t('{others, plural, one {# label} other {# labels}} for other shapes', { others })}
        </button>
      )}
    </>
  )
}

type TreeRowProps = {
  readonly node: LabelNode
  readonly top: number
  readonly place: readonly [number, number]
  readonly on: boolean
  readonly active: boolean
  readonly closed: boolean
  readonly onClose: (shut: boolean) => void
}

const TreeRow = ({ node, top, place, on, active, closed, onClose }: TreeRowProps): ReactNode => {
  const { label, depth, above, hasChildren } = node
  const digit = useReview((state) => digitOf(state.taxonomy, null, label))
  const Chevron = closed ? IconChevronRight : IconChevronDown
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree takes the keys for its items.
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the tree, which names the active item.
    <div
      id={`label-${label.id}`}
      role="treeitem"
      className={css.treeRow}
      style={{ top, height: ROW, paddingInlineStart: depth * 14 }}
      aria-level={depth + 1}
      aria-setsize={place[1]}
      aria-posinset={place[0]}
      aria-selected={on}
      data-active={active}
      {...(hasChildren ? { 'aria-expanded': !closed } : {})}
      title={[...above, label].map(({ name }) => name).join(' › ')}
      onClick={() => applyLabel(label.name)}
    >
      <span
        className={css.fold}
        aria-hidden
        onClick={(event) => {
          if (!hasChildren) return
          event.stopPropagation()
          onClose(!closed)
        }}
      >
        {hasChildren ? <Chevron size={14} /> : null}
      </span>
      <LabelMark name={label.name} />
      <bdi className={css.name}>{label.name}</bdi>
      {digit === null ? null : <ActionKey action={`review.digit.${digit}`} />}
    </div>
  )
}
