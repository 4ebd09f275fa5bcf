import { Button, SegmentedControl } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { setLabel } from '../../../shared/domain/taxonomy/label-edits.ts'
import type { Label, LabelExample } from '../../../shared/model/taxonomy.ts'
import { t } from '../../i18n/t.ts'
import { LongField, TextField } from './fields.tsx'
import css from './taxonomy.module.css'
import { edit } from './taxonomy-state.ts'

const MOST = 100
const IS = [
  { value: 'positive', label: t('This is one') },
  { value: 'negative', label: t('This is not one') },
]

/** What is and what is not one. Crops of pictures come with a document; here their words are changed. */
export const Examples = ({ label }: { readonly label: Label }): ReactNode => {
  const { examples } = label
  const put = (next: readonly LabelExample[], gesture: string | null = null): void =>
    edit((draft) => setLabel(draft, label.id, { examples: [...next] }), gesture)
  const set = (index: number, part: Partial<LabelExample>): void =>
    put(
      examples.map((one, at) => (at === index ? { ...one, ...part } : one)),
      `example ${label.id} ${index} ${Object.keys(part).join()}`,
    )
  return (
    <section className={css.part} aria-labelledby="examples-heading">
      <h3 id="examples-heading">{t('Examples')}</h3>
      {examples.map((example, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: examples have no id; their order is what counts.
        <fieldset key={index} className={css.item} aria-label={t('Example {number}', { number: index + 1 })}>
          <div className={css.line}>
            <SegmentedControl
              aria-label={t('What it shows')}
              data={IS}
              value={example.is}
              onChange={(is) => set(index, { is: is === 'negative' ? 'negative' : 'positive' })}
            />
            <Button
              aria-label={t('Delete example {number}', { number: index + 1 })}
              onClick={() => put(examples.filter((_, at) => at !== index))}
            >
              <IconTrash size={14} aria-hidden />
            </Button>
          </div>
          {example.image ? (
            <p className={css.quiet}>{t('A crop of a picture of this project.')}</p>
          ) : (
            <LongField
              label={t('Text')}
              value={example.text ?? ''}
              maxLength={2000}
              onValue={(text) => set(index, { text })}
            />
          )}
          <TextField label={t('Note')} value={example.note} maxLength={2000} onValue={(note) => set(index, { note })} />
        </fieldset>
      ))}
      <Button
        disabled={examples.length >= MOST}
        onClick={() => put([...examples, { is: 'positive', text: '', note: '' }])}
      >
        {t('Add an example')}
      </Button>
    </section>
  )
}
