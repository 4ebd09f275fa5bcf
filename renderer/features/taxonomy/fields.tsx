import { MultiSelect, NumberInput, Select, Textarea, TextInput } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import type { LabelId } from '../../../shared/model/ids.ts'
import { LabelId as LabelIdModel } from '../../../shared/model/ids.ts'
import type { Label } from '../../../shared/model/taxonomy.ts'
import { t } from '../../i18n/t.ts'
import { rest, useTaxonomy } from './taxonomy-state.ts'

/** What is typed, until it can stand in the draft: a name may be empty while it is typed anew. */
const useTyped = (value: string, mayBeEmpty: boolean, onValue: (value: string) => void) => {
  const [typed, setTyped] = useState(value)
  useEffect(() => setTyped(value), [value])
  return {
    value: typed,
    error: !mayBeEmpty && typed.trim() === '' ? t('It needs a name.') : null,
    onChange: (text: string): void => {
      setTyped(text)
      if (mayBeEmpty || text.trim() !== '') onValue(text)
    },
    onBlur: (): void => {
      setTyped(value)
      rest()
    },
  }
}

type TextProps = {
  readonly label: string
  readonly value: string
  readonly onValue: (value: string) => void
  readonly description?: string
  readonly placeholder?: string
  readonly mayBeEmpty?: boolean
  readonly id?: string
  readonly maxLength?: number
}

/** One line of text. A lone surrogate that was typed or pasted is replaced: no store keeps it. */
export const TextField = ({ value, onValue, mayBeEmpty = true, maxLength = 200, ...shown }: TextProps): ReactNode => {
  const typed = useTyped(value, mayBeEmpty, (text) => onValue(text.toWellFormed()))
  return (
    <TextInput
      {...shown}
      {...typed}
      maxLength={maxLength}
      dir="auto"
      onChange={(event) => typed.onChange(event.currentTarget.value)}
    />
  )
}

/** Several lines. */
export const LongField = ({ value, onValue, maxLength = 20_000, ...shown }: TextProps): ReactNode => {
  const typed = useTyped(value, true, (text) => onValue(text.toWellFormed()))
  return (
    <Textarea
      {...shown}
      {...typed}
      size="xs"
      dir="auto"
      autosize
      minRows={2}
      maxRows={24}
      maxLength={maxLength}
      onChange={(event) => typed.onChange(event.currentTarget.value)}
    />
  )
}

type NumberProps = {
  readonly label: string
  readonly value: number | undefined
  readonly onValue: (value: number | undefined) => void
  readonly min?: number
}

export const NumberField = ({ value, onValue, ...shown }: NumberProps): ReactNode => (
  <NumberInput
    {...shown}
    value={value ?? ''}
    onChange={(typed) => onValue(typeof typed === 'number' ? typed : undefined)}
    onBlur={rest}
    hideControls
  />
)

type Choice<T extends string> = { readonly value: T; readonly label: string }
type ChoiceProps<T extends string> = {
  readonly label: string
  readonly value: T
  readonly choices: readonly Choice<T>[]
  readonly onValue: (value: T) => void
  readonly description?: string
}

/** One of a few. */
export const ChoiceField = <T extends string>({ value, choices, onValue, ...shown }: ChoiceProps<T>): ReactNode => (
  <Select
    {...shown}
    data={choices.map((choice) => ({ ...choice }))}
    value={value}
    onChange={(chosen) => {
      const found = choices.find((choice) => choice.value === chosen)
      if (found) onValue(found.value)
    }}
  />
)

const labelChoices = (labels: readonly Label[], except: LabelId | undefined) =>
  labels
    .filter(({ id }) => id !== except)
    .map(({ id, name, deprecated }) => ({ value: id, label: deprecated ? t('{name} (deprecated)', { name }) : name }))

/** So many are offered at a time; typing finds the others. */
const MOST_OFFERED = 100

type LabelsProps = {
  readonly label: string
  readonly value: readonly LabelId[]
  readonly onValue: (value: readonly LabelId[]) => void
  readonly description?: string
  readonly placeholder?: string
  readonly except?: LabelId
  readonly id?: string
}

/** Labels of the draft by name. */
export const LabelsField = ({ value, onValue, except, ...shown }: LabelsProps): ReactNode => {
  const labels = useTaxonomy((state) => state.history.now.labels)
  return (
    <MultiSelect
      {...shown}
      data={labelChoices(labels, except)}
      value={[...value]}
      onChange={(chosen) => onValue(chosen.map((id) => LabelIdModel.parse(id)))}
      searchable
      hidePickedOptions
      limit={MOST_OFFERED}
      nothingFoundMessage={t('No label is called so.')}
    />
  )
}

type LabelProps = {
  readonly label: string
  readonly value: LabelId | null
  readonly onValue: (value: LabelId | null) => void
  readonly placeholder?: string
  readonly except?: LabelId
  readonly clearable?: boolean
  readonly id?: string
  readonly autoFocus?: boolean
  /** The field names itself to screen readers only: its column or sentence has the word. */
  readonly bare?: boolean
  /** Labels of a published version, where the draft's are not meant. */
  readonly labels?: readonly Label[]
}

export const LabelField = ({ value, onValue, except, bare, label, labels: given, ...shown }: LabelProps): ReactNode => {
  const own = useTaxonomy((state) => state.history.now.labels)
  return (
    <Select
      {...shown}
      {...(bare ? { 'aria-label': label } : { label })}
      data={labelChoices(given ?? own, except)}
      value={value}
      onChange={(chosen) => onValue(chosen === null ? null : LabelIdModel.parse(chosen))}
      searchable
      limit={MOST_OFFERED}
      nothingFoundMessage={t('No label is called so.')}
    />
  )
}
