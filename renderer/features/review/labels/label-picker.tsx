import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { type LabelNode, labelTree, replacementsOf } from '../../../../shared/domain/taxonomy/label-tree.ts'
import type { Taxonomy } from '../../../../shared/model/taxonomy.ts'
import { t } from '../../../i18n/t.ts'
import { ActionKey } from '../../../ui/key-caps.tsx'
import { matchLabels } from '../../../ui/match-labels.ts'
import { focusCase } from '../photo/hand.ts'
import { setReview, tell, useReview } from '../review-state.ts'
import { LabelGuideline } from './label-guideline.tsx'
import { LabelMark } from './label-mark.tsx'
import css from './labels.module.css'
import { applyLabel, digitOf, labelledKind, labelsFor } from './labels.ts'
import { useRecentLabels } from './recent-labels.ts'

const ROW = 30

/** Label by typing: over the case, where the eye is. */
export const LabelPicker = (): ReactNode => {
  const picking = useReview((state) => state.picking)
  return picking ? <Picker /> : null
}

/** Gives the label; of a deprecated one what replaces it, and says so. */
const give = ({ label }: LabelNode, taxonomy: Taxonomy | null): void => {
  if (!label.deprecated) {
    applyLabel(label.name)
    return
  }
  const [instead] = replacementsOf(label, taxonomy?.labels ?? [])
  if (!instead) {
    tell(t('“{name}” is deprecated, and nothing replaces it. Choose another label.', { name: label.name }), 'refused')
    return
  }
  applyLabel(instead.name)
  tell(t('“{name}” is deprecated: “{instead}” was given instead.', { name: label.name, instead: instead.name }))
}

/** What may be chosen: the labels given lately, then those of this kind of shape, then the others; deprecated ones last. */
const useChoices = (typed: string): readonly LabelNode[] => {
  const taxonomy = useReview((state) => state.taxonomy)
  const kind = useReview(labelledKind)
  const recent = useRecentLabels((state) => state.names)
  const nodes = useMemo(() => {
    const tree = labelTree(taxonomy?.labels ?? [])
    const order = new Map(labelsFor(taxonomy, kind).map((label, index) => [label.id, index]))
    const place = ({ label }: LabelNode): number => order.get(label.id) ?? Number.MAX_SAFE_INTEGER
    return tree.toSorted((a, b) => place(a) - place(b))
  }, [taxonomy, kind])
  return useMemo(() => {
    if (typed.trim() !== '') return matchLabels(nodes, typed)
    const live = nodes.filter(({ label }) => !label.deprecated)
    const lately = recent.flatMap((name) => live.find(({ label }) => label.name === name) ?? [])
    return [...new Set([...lately, ...live])]
  }, [nodes, typed, recent])
}

const Picker = (): ReactNode => {
  const taxonomy = useReview((state) => state.taxonomy)
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const input = useRef<HTMLInputElement>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const found = useChoices(typed)
  const list = useVirtualizer({
    count: found.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 6,
  })
  useEffect(() => {
    input.current?.focus()
    return focusCase
  }, [])
  const chosen = found[at]
  const go = (index: number): void => {
    const next = Math.max(0, Math.min(found.length - 1, index))
    setAt(next)
    list.scrollToIndex(next, { align: 'auto' })
  }
  const keyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') go(at + 1)
    else if (event.key === 'ArrowUp') go(at - 1)
    else if (event.key === 'PageDown') go(at + 8)
    else if (event.key === 'PageUp') go(at - 8)
    else if (event.key === 'Escape') setReview({ picking: false })
    else if (event.key === 'Enter' && chosen) give(chosen, taxonomy)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const explained =
    chosen && (chosen.label.definition !== '' || chosen.label.examples.length > 0 || chosen.label.deprecated)

  return (
    <div className={css.picker} data-explained={explained === true}>
      <div className={css.choosing}>
        <input
          ref={input}
          className={css.pickerInput}
          role="combobox"
          aria-label={t('Label')}
          aria-expanded="true"
          aria-controls="label-picker"
          aria-activedescendant={chosen ? `pick-${chosen.label.id}` : undefined}
          placeholder={t('Type a label')}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value)
            setAt(0)
            list.scrollToOffset(0)
          }}
          onKeyDown={keyDown}
          onBlur={() => setReview({ picking: false })}
        />
        <div
          id="label-picker"
          ref={scroller}
          role="listbox"
          aria-label={t('Matching labels')}
          className={css.pickerList}
        >
          <div role="presentation" style={{ height: list.getTotalSize(), position: 'relative' }}>
            {list.getVirtualItems().map(({ index, start }) => {
              const node = found[index]
              return node ? (
                <Pick
                  key={node.label.id}
                  node={node}
                  top={start}
                  place={[index + 1, found.length]}
                  on={index === at}
                  onGive={() => give(node, taxonomy)}
                />
              ) : null
            })}
          </div>
        </div>
        {found.length === 0 ? (
          <p className={css.quiet}>{t('No label is called anything like “{typed}”.', { typed })}</p>
        ) : null}
      </div>
      {explained && chosen ? (
        <div className={css.beside} onPointerDown={(event) => event.preventDefault()}>
          <p className={css.path}>{[...chosen.above, chosen.label].map(({ name }) => name).join(' › ')}</p>
          <LabelGuideline key={chosen.label.id} label={chosen.label} />
        </div>
      ) : null}
    </div>
  )
}

type PickProps = {
  readonly node: LabelNode
  readonly top: number
  readonly place: readonly [number, number]
  readonly on: boolean
  readonly onGive: () => void
}

const Pick = ({ node, top, place, on, onGive }: PickProps): ReactNode => {
  const { label, above } = node
  const digit = useReview((state) => digitOf(state.taxonomy, labelledKind(state), label))
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys.
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field, which names the active one.
    <div
      id={`pick-${label.id}`}
      role="option"
      aria-selected={on}
      aria-posinset={place[0]}
      aria-setsize={place[1]}
      className={css.pick}
      style={{ top, height: ROW }}
      title={[...above, label].map(({ name }) => name).join(' › ')}
      onPointerDown={(event) => event.preventDefault()}
      onClick={onGive}
    >
      <LabelMark name={label.name} />
      <bdi className={css.name} data-deprecated={label.deprecated}>
        {label.name}
      </bdi>
      {label.deprecated ? <span className={css.tag}>{t('deprecated')}</span> : null}
      {above.length === 0 ? null : <bdi className={css.above}>{above.map(({ name }) => name).join(' › ')}</bdi>}
      {digit === null ? null : <ActionKey action={`review.digit.${digit}`} />}
    </div>
  )
}
