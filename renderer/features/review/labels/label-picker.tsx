import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import type { Label } from '../../../../shared/model/taxonomy.ts'
import { focusCase } from '../photo/hand.ts'
import css from '../review.module.css'
import { setReview, useReview } from '../review-state.ts'
import { applyLabel, labelledKind, labelsFor, styleOf } from './labels.ts'

const SHOWN = 12

const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase()

/** Labels whose name holds every typed word: those that begin with the typed text first. */
export const matchLabels = (labels: readonly Label[], typed: string): readonly Label[] => {
  const words = fold(typed)
    .split(/[\s_/-]+/)
    .filter((word) => word !== '')
  const matching = labels.filter((label) => words.every((word) => fold(label.name).includes(word)))
  const first = words[0] ?? ''
  const starts = (label: Label): number => Number(!fold(label.name).startsWith(first))
  return matching.toSorted((a, b) => starts(a) - starts(b))
}

/** Label by typing: over the case, where the eye is. */
export const LabelPicker = (): ReactNode => {
  const picking = useReview((state) => state.picking)
  return picking ? <Picker /> : null
}

const Picker = (): ReactNode => {
  const taxonomy = useReview((state) => state.taxonomy)
  const kind = useReview(labelledKind)
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const input = useRef<HTMLInputElement>(null)
  const found = useMemo(() => matchLabels(labelsFor(taxonomy, kind), typed).slice(0, SHOWN), [taxonomy, kind, typed])
  useEffect(() => {
    input.current?.focus()
    return focusCase
  }, [])

  const keyDown = (event: KeyboardEvent): void => {
    const chosen = found[at]
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, found.length - 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0))
    else if (event.key === 'Escape') setReview({ picking: false })
    else if (event.key === 'Enter' && chosen) applyLabel(chosen.name)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div className={css.picker}>
      <input
        ref={input}
        className={css.pickerInput}
        role="combobox"
        aria-label="Label"
        aria-expanded="true"
        aria-controls="label-picker"
        aria-activedescendant={found[at] ? `pick-${found[at].id}` : undefined}
        placeholder="Type a label"
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={keyDown}
        onBlur={() => setReview({ picking: false })}
      />
      <div id="label-picker" role="listbox" aria-label="Matching labels" className={css.pickerList}>
        {found.map((label, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys.
          // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field, which names the active one.
          <div
            key={label.id}
            id={`pick-${label.id}`}
            role="option"
            aria-selected={i === at}
            className={css.pick}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => applyLabel(label.name)}
          >
            <span className={css.swatch} style={{ background: styleOf(taxonomy, label.name).chip }} />
            {label.name}
          </div>
        ))}
      </div>
      {found.length === 0 ? <p className={css.quiet}>No label holds “{typed}”.</p> : null}
    </div>
  )
}
