import type { Action } from '../../../app/action.ts'
import { keyWord } from '../../../app/key-name.ts'
import { t } from '../../../i18n/t.ts'
import { review, setReview, tell } from '../review-state.ts'
import { addValue, drawPlace, fieldsNow, selectedField, selectField } from './field-commands.ts'

const here = (): boolean => review().phase.name === 'open' && !review().picking

const step = (by: 1 | -1): void => {
  const fields = fieldsNow().filter(({ row }) => row !== null)
  const at = fields.findIndex(({ key }) => key === selectedField()?.key)
  const next = fields[at < 0 ? (by === 1 ? 0 : fields.length - 1) : (at + by + fields.length) % fields.length]
  if (next) selectField(next)
  else tell(t('No field was read in this document.'))
}

/** Does something with the selected field, or says how to select one. */
const withField = (act: (field: NonNullable<ReturnType<typeof selectedField>>) => void): void => {
  const field = selectedField()
  if (field) act(field)
  else tell(t('Select a field first: {key} takes the next.', { key: keyWord('document.field.next') }), 'refused')
}

const typeMissing = (): void => {
  const missing = fieldsNow().find(({ row }) => row === null)
  if (missing) setReview({ selection: [], typing: missing.key })
  else tell(t('No required field is missing.'))
}

type Part = Pick<Action, 'id' | 'label' | 'keys' | 'run'> & Partial<Action>
const inDocument = (actions: readonly Part[]): readonly Action[] =>
  actions.map((action) => ({ group: t('Document'), scope: 'document', when: here, ...action }))

/** What can be done while a document has the hand, beside what can be done with a photo. */
export const documentActions: readonly Action[] = inDocument([
  { id: 'document.field.next', label: t('Next field as read'), keys: ['alt+t'], run: () => step(1), repeats: true },
  {
    id: 'document.field.previous',
    label: t('Previous field as read'),
    keys: ['alt+shift+t'],
    run: () => step(-1),
    repeats: true,
  },
  {
    id: 'document.field.value',
    label: t('Correct the value of the field'),
    keys: ['alt+v', 'f2'],
    run: () => withField(({ key }) => setReview({ typing: key })),
  },
  {
    id: 'document.field.place',
    label: t('Draw the place of the field'),
    keys: ['alt+j'],
    run: () => withField(drawPlace),
  },
  { id: 'document.field.missing', label: t('Give a missing field'), keys: ['alt+n'], run: typeMissing },
  {
    id: 'document.field.another',
    label: t('Add another value of the field'),
    keys: ['alt+shift+n'],
    run: () => withField(({ name }) => addValue(name)),
  },
])
