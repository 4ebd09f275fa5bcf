import { MultiSelect, SegmentedControl, Switch } from '@mantine/core'
import type { ReactNode } from 'react'
import { type LabelPart, labelOf, moveLabel, setLabel } from '../../../shared/domain/taxonomy/label-edits.ts'
import type { ShapeKind } from '../../../shared/model/shape.ts'
import type { Label } from '../../../shared/model/taxonomy.ts'
import { t } from '../../i18n/t.ts'
import { SHAPE_WORDS } from '../../ui/words.ts'
import { LabelField, LongField, TextField } from './fields.tsx'
import { NAME_ID } from './label-acts.ts'
import { Examples } from './label-examples.tsx'
import { LabelFate } from './label-fate.tsx'
import { LabelLook } from './label-look.tsx'
import { SkeletonEditor } from './skeleton-editor.tsx'
import css from './taxonomy.module.css'
import { edit, showItem, useTaxonomy } from './taxonomy-state.ts'

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9']
const SHAPES: readonly { readonly value: string; readonly label: string }[] = Object.entries(SHAPE_WORDS).map(
  ([value, label]) => ({ value, label }),
)

/** Everything that is said of one label. */
export const LabelEditor = (): ReactNode => {
  const label = useTaxonomy((state) => labelOf(state.history.now, state.labelId))
  if (!label)
    return (
      <section className={css.editor} aria-label={t('The label')}>
        <p className={css.nothing}>{t('Choose a label to change it.')}</p>
      </section>
    )
  return (
    <section key={label.id} className={css.editor} aria-label={t('The label {name}', { name: label.name })}>
      <Naming label={label} />
      <LabelLook label={label} />
      <Given label={label} />
      <LabelFate label={label} />
      <LongField
        label={t('Definition')}
        description={t('What it means and how to decide. Markdown; reviewers read it beside the case.')}
        value={label.definition}
        onValue={(definition) => edit((draft) => setLabel(draft, label.id, { definition }), `definition ${label.id}`)}
      />
      <Examples label={label} />
      <OwnAttributes label={label} />
      {label.shapes.includes('skeleton') || label.skeleton ? <SkeletonEditor label={label} /> : null}
    </section>
  )
}

const Naming = ({ label }: { readonly label: Label }): ReactNode => (
  <div className={css.pair}>
    <TextField
      id={NAME_ID}
      label={t('Name')}
      value={label.name}
      mayBeEmpty={false}
      maxLength={500}
      onValue={(name) => edit((draft) => setLabel(draft, label.id, { name }), `name ${label.id}`)}
    />
    <LabelField
      label={t('Stands under')}
      placeholder={t('The top')}
      value={label.parent ?? null}
      except={label.id}
      clearable
      onValue={(parent) => edit((draft) => moveLabel(draft, label.id, { parent, before: null }))}
    />
  </div>
)

/** How and where it is given: its digit, the shapes it goes on, and whether a person must always see it. */
const Given = ({ label }: { readonly label: Label }): ReactNode => {
  const set = (part: LabelPart): void => edit((draft) => setLabel(draft, label.id, part))
  const isShape = (kind: string): kind is ShapeKind => Object.hasOwn(SHAPE_WORDS, kind)
  return (
    <>
      <div className={css.keyed}>
        <span id="digit-word">{t('Key')}</span>
        <SegmentedControl
          aria-labelledby="digit-word"
          data={[{ value: '', label: t('none') }, ...DIGITS.map((digit) => ({ value: digit, label: digit }))]}
          value={label.key ?? ''}
          disabled={label.deprecated}
          onChange={(key) => set({ key: key === '' ? undefined : key })}
        />
      </div>
      <MultiSelect
        label={t('Shapes it goes on')}
        description={t('None means any.')}
        data={[...SHAPES]}
        value={label.shapes.filter(isShape)}
        onChange={(shapes) => set({ shapes: [...label.shapes.filter((kind) => !isShape(kind)), ...shapes] })}
      />
      <Switch
        label={t('High risk')}
        description={t('A person always sees cases with this label.')}
        checked={label.risk === 'high'}
        onChange={(event) => set({ risk: event.currentTarget.checked ? 'high' : 'normal' })}
      />
    </>
  )
}

/** The attributes that are asked of it; each leads to its own editor. */
const OwnAttributes = ({ label }: { readonly label: Label }): ReactNode => {
  const attributes = useTaxonomy((state) => state.history.now.attributes)
  const own = attributes.flatMap((attribute, index) =>
    attribute.labels === undefined || attribute.labels.includes(label.id) ? [{ attribute, index }] : [],
  )
  return (
    <section className={css.part} aria-labelledby="own-attributes">
      <h3 id="own-attributes">{t('Attributes it has')}</h3>
      {own.length === 0 ? <p className={css.quiet}>{t('None.')}</p> : null}
      <div className={css.buttons}>
        {own.map(({ attribute, index }) => (
          <button key={index} type="button" className={css.link} onClick={() => showItem('attributes', index)}>
            <bdi>{attribute.name}</bdi>
          </button>
        ))}
      </div>
    </section>
  )
}
