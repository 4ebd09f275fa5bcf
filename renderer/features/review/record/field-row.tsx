import { IconArrowBackUp, IconArrowRight, IconPencil } from '@tabler/icons-react'
import { type ReactNode, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { fieldText, type RecordField } from '../../../../shared/domain/fields/record-fields.ts'
import { t } from '../../../i18n/t.ts'
import { JsonTree } from '../../../ui/json-tree.tsx'
import { LongText } from '../../../ui/long-text.tsx'
import { formatField } from './field-format.ts'
import css from './record.module.css'
import { correctField, restoreField } from './record-commands.ts'
import { type EditorEnd, ValueEditor } from './value-editor.tsx'

const heldBy = ({ said, given }: RecordField) => (said?.shape.kind === 'field' ? said.shape.value : given)

/** A value to read; lists and objects open and close. */
const Value = ({ field, value }: { readonly field: RecordField; readonly value: RecordField['given'] }): ReactNode => {
  if (value === undefined || value === null || value === '') return <span className={css.quiet}>{t('nothing')}</span>
  if (typeof value === 'object') return <JsonTree value={value} />
  const shown = formatField(value, field.definition)
  return (
    <span dir="auto" className={css.text} title={shown === fieldText(value) ? undefined : fieldText(value)}>
      <LongText text={shown} />
    </span>
  )
}

/** One field: its name, what it was, what it is, and what the reviewer says it is. */
export const FieldRow = ({ field, first }: { readonly field: RecordField; readonly first: boolean }): ReactNode => {
  const [editing, setEditing] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const { name, definition, given, before, said, missing } = field
  const title = definition?.title ?? name
  const corrected = said?.shape.kind === 'field' && (said.fromObjectId === undefined || given !== undefined)
  const nested = typeof given === 'object' && given !== null
  const close = (how: EditorEnd): void => {
    // Before the next key comes: focus that arrives later would close what that key opens.
    flushSync(() => setEditing(false))
    if (how !== 'left') button.current?.focus()
  }
  return (
    <tr
      data-changed={before !== undefined || undefined}
      data-corrected={corrected || undefined}
      data-missing={missing || undefined}
    >
      <th scope="row" title={definition?.definition || undefined}>
        <bdi>{title}</bdi>
        {definition?.title !== undefined && definition.title !== name ? (
          <span className={css.key}>
            <bdi>{name}</bdi>
          </span>
        ) : null}
      </th>
      <td>
        {before === undefined ? null : (
          <span className={css.before}>
            <span className={css.tag}>{t('changed')}</span> <s>{formatField(before, definition)}</s>{' '}
            <IconArrowRight className={css.flips} size={12} aria-label={t('to')} />{' '}
          </span>
        )}
        {corrected && given !== undefined ? (
          <span className={css.before}>
            <s>{formatField(given, definition)}</s>{' '}
            <IconArrowRight className={css.flips} size={12} aria-label={t('corrected to')} />{' '}
          </span>
        ) : null}
        {editing ? (
          <ValueEditor
            name={title}
            definition={definition}
            start={fieldText(heldBy(field))}
            onTake={(text) => correctField(field, text)}
            onDone={close}
          />
        ) : (
          <Value field={field} value={heldBy(field)} />
        )}
        {missing ? <span className={css.missing}>{t('required, and not given')}</span> : null}
      </td>
      <td className={css.tools}>
        {nested ? null : (
          <button
            ref={button}
            type="button"
            className={css.tool}
            data-record-stop={`field ${name}`}
            tabIndex={first ? 0 : -1}
            aria-label={t('Correct {field}', { field: title })}
            onClick={() => setEditing(true)}
          >
            <IconPencil size={14} stroke={1.75} aria-hidden />
          </button>
        )}
        {said ? (
          <button
            type="button"
            className={css.tool}
            aria-label={t('{field} as it was given', { field: title })}
            onClick={() => restoreField(field)}
          >
            <IconArrowBackUp size={14} stroke={1.75} aria-hidden />
          </button>
        ) : null}
      </td>
    </tr>
  )
}
