import { IconX } from '@tabler/icons-react'
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react'
import { attributeProblem } from '../../../../shared/domain/taxonomy/attributes.ts'
import type { Json } from '../../../../shared/model/json.ts'
import type { Attribute } from '../../../../shared/model/taxonomy.ts'
import { t } from '../../../i18n/t.ts'
import { focusCase } from '../photo/hand.ts'
import { problemWord, valueWord } from './attribute-words.ts'
import css from './attributes.module.css'
import { CodeField } from './code-field.tsx'

export type ValueProps = {
  readonly attribute: Attribute
  readonly value: Json | undefined
  /** Several objects say different things. */
  readonly mixed: boolean
  readonly onGive: (value: Json | undefined) => void
}

/** More values than this stand in a list to choose from, fewer side by side. */
const SIDE_BY_SIDE = 6

/** One attribute: its name, how to give it, and what is wrong with it. */
export const ValueField = (props: ValueProps): ReactNode => {
  const { attribute, value, mixed } = props
  const id = useId()
  const problem = mixed ? null : attributeProblem(attribute, value)
  return (
    <fieldset className={css.field} aria-describedby={problem ? `${id}-problem` : undefined}>
      <legend className={css.name} title={attribute.definition || undefined}>
        {attribute.name}
        {attribute.required ? (
          <span className={css.required} title={t('required')}>
            *
          </span>
        ) : null}
        {attribute.number?.unit ? <span className={css.quiet}>{attribute.number.unit}</span> : null}
        {mixed ? <span className={css.mixed}>{t('differs')}</span> : null}
      </legend>
      <Control {...props} problemId={problem ? `${id}-problem` : undefined} />
      {problem ? (
        <p id={`${id}-problem`} className={css.problem}>
          {problemWord(problem)}
        </p>
      ) : null}
    </fieldset>
  )
}

type ControlProps = ValueProps & { readonly problemId: string | undefined }

const Control = (props: ControlProps): ReactNode => {
  const { attribute } = props
  switch (attribute.kind) {
    case 'boolean':
      return <OneOf {...props} options={[true, false]} />
    case 'choice':
      return (attribute.values ?? []).length > SIDE_BY_SIDE ? (
        <ListOf {...props} />
      ) : (
        <OneOf {...props} options={attribute.values ?? []} />
      )
    case 'multi-choice':
      return <SomeOf {...props} />
    case 'coded':
      return <CodeField {...props} />
    case 'number':
    case 'text':
    case 'date':
      return <Typed {...props} />
  }
}

/** Escape and Enter give the keyboard back to the case. */
const backToCase = (event: KeyboardEvent): void => {
  if (event.key !== 'Escape' && event.key !== 'Enter') return
  event.preventDefault()
  event.stopPropagation()
  focusCase()
}

const OneOf = ({
  attribute,
  value,
  options,
  onGive,
}: ControlProps & { readonly options: readonly Json[] }): ReactNode => {
  const name = useId()
  return (
    <div className={css.options} role="radiogroup" aria-label={attribute.name}>
      {options.map((option) => (
        <label key={valueWord(option)} className={css.option}>
          <input
            type="radio"
            name={name}
            checked={value === option}
            onChange={() => onGive(option)}
            onKeyDown={backToCase}
          />
          {valueWord(option)}
        </label>
      ))}
      {value === undefined ? null : <Clear name={attribute.name} onClear={() => onGive(undefined)} />}
    </div>
  )
}

const Clear = ({ name, onClear }: { readonly name: string; readonly onClear: () => void }): ReactNode => (
  <button type="button" className={css.clear} aria-label={t('Clear {name}', { name })} onClick={onClear}>
    <IconX size={13} aria-hidden />
  </button>
)

const ListOf = ({ attribute, value, mixed, problemId, onGive }: ControlProps): ReactNode => (
  <select
    className={css.input}
    aria-label={attribute.name}
    aria-invalid={problemId !== undefined}
    value={typeof value === 'string' ? value : ''}
    onChange={({ currentTarget }) => onGive(currentTarget.value === '' ? undefined : currentTarget.value)}
    onKeyDown={backToCase}
  >
    <option value="">{mixed ? t('differs') : t('nothing')}</option>
    {(attribute.values ?? []).map((option) => (
      <option key={option} value={option}>
        {option}
      </option>
    ))}
  </select>
)

const SomeOf = ({ attribute, value, onGive }: ControlProps): ReactNode => {
  const ticked = Array.isArray(value) ? value : []
  return (
    <div className={css.options}>
      {(attribute.values ?? []).map((option) => (
        <label key={option} className={css.option}>
          <input
            type="checkbox"
            checked={ticked.includes(option)}
            onChange={({ currentTarget: { checked } }) =>
              onGive((attribute.values ?? []).filter((each) => (each === option ? checked : ticked.includes(each))))
            }
            onKeyDown={backToCase}
          />
          {option}
        </label>
      ))}
    </div>
  )
}

/** What was typed as a value: a number where one is asked for and it reads as one. */
const typedValue = (attribute: Attribute, typed: string): Json | undefined => {
  const text = typed.trim()
  if (text === '') return undefined
  if (attribute.kind !== 'number') return text
  const number = Number(text.replace(/^([-+]?\d*),(\d+)$/, '$1.$2'))
  return Number.isFinite(number) ? number : text
}

const Typed = ({ attribute, value, mixed, problemId, onGive }: ControlProps): ReactNode => {
  const shown = value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value)
  const [typed, setTyped] = useState(shown)
  const [before, setBefore] = useState(shown)
  // Changed from elsewhere, as by undo: what stands now is shown.
  if (before !== shown) {
    setBefore(shown)
    setTyped(shown)
  }
  const give = (): void => {
    if (typed !== shown) onGive(typedValue(attribute, typed))
  }
  return (
    <input
      className={css.input}
      type={attribute.kind === 'date' ? 'date' : 'text'}
      inputMode={attribute.kind === 'number' ? 'decimal' : undefined}
      aria-label={attribute.name}
      aria-invalid={problemId !== undefined}
      aria-describedby={problemId}
      placeholder={mixed ? t('differs') : undefined}
      maxLength={10_000}
      spellCheck={false}
      value={typed}
      onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      onBlur={give}
      onKeyDown={(event) => {
        if (event.key === 'Enter') give()
        if (event.key === 'Escape') setTyped(shown)
        backToCase(event)
      }}
    />
  )
}
