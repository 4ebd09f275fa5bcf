import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import type { FieldDefinition } from '../../../../shared/model/taxonomy.ts'
import { t } from '../../../i18n/t.ts'
import { fieldProblem, formatField } from './field-format.ts'
import css from './record.module.css'

/** How typing ended: taken by Enter or on leaving, taken by Tab (back with Shift), or dropped. */
export type EditorEnd = 'enter' | 'next' | 'previous' | 'left' | 'dropped'

type ValueEditorProps = {
  /** The field's name as people read it. */
  readonly name: string
  readonly definition: FieldDefinition | null
  /** The value it begins with. */
  readonly start: string
  /** Takes a value that can be read as the field's kind and is another one than before. */
  readonly onTake: (text: string) => void
  readonly onDone: (how: EditorEnd) => void
  /** Tab goes on to another field's value instead of to the next control. */
  readonly tabs?: boolean
}

const endOf = ({ key, shiftKey }: KeyboardEvent, tabs: boolean): EditorEnd | null => {
  if (key === 'Enter') return 'enter'
  if (key === 'Escape') return 'dropped'
  return tabs && key === 'Tab' ? (shiftKey ? 'previous' : 'next') : null
}

/** Takes what is typed on Enter or on leaving, if it can be read as the field's kind; Escape drops it. */
export const ValueEditor = ({ name, definition, start, onTake, onDone, tabs = false }: ValueEditorProps): ReactNode => {
  const [text, setText] = useState(start)
  const [problem, setProblem] = useState<string | null>(null)
  const input = useRef<HTMLInputElement & HTMLSelectElement>(null)
  const done = useRef(false)
  const problemId = useId()
  useEffect(() => {
    input.current?.focus()
    if (input.current instanceof HTMLInputElement) input.current.select()
  }, [])
  const finish = (how: EditorEnd) => {
    if (done.current) return
    const changed = how !== 'dropped' && text !== start
    const found = changed ? fieldProblem(text, definition) : null
    if (found !== null && how !== 'left') return setProblem(found)
    done.current = true
    if (changed && found === null) onTake(text)
    onDone(how)
  }
  const keyDown = (event: KeyboardEvent): void => {
    const how = endOf(event, tabs)
    if (how === null) return
    event.preventDefault()
    event.stopPropagation()
    finish(how)
  }
  const values =
    definition?.kind === 'choice' ? definition.values : definition?.kind === 'boolean' ? ['true', 'false'] : undefined
  const control = {
    ref: input,
    className: css.input,
    'aria-label': t('Value of {field}', { field: name }),
    'aria-invalid': problem !== null,
    'aria-describedby': problem === null ? undefined : problemId,
    value: text,
    onKeyDown: keyDown,
    onBlur: () => finish('left'),
  }
  return (
    <span className={css.editor}>
      {values ? (
        <select {...control} onChange={(event) => setText(event.currentTarget.value)}>
          <option value="">{t('nothing')}</option>
          {[...new Set([...values, ...(text === '' ? [] : [text])])].map((value) => (
            <option key={value} value={value}>
              {formatField(value, definition)}
            </option>
          ))}
        </select>
      ) : (
        <input
          {...control}
          dir="auto"
          spellCheck={false}
          onChange={(event) => {
            setText(event.currentTarget.value)
            setProblem(null)
          }}
        />
      )}
      {problem === null ? null : (
        <span id={problemId} role="alert" className={css.problem}>
          {problem}
        </span>
      )}
    </span>
  )
}
