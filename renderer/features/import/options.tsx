import { SegmentedControl, Select, Switch, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { IMPORT_FORMATS, type ImportFormat } from '../../../shared/model/format.ts'
import { useDesk } from '../../app/desk.ts'
import { t } from '../../i18n/t.ts'
import { choose, type Role, useImport } from './import-state.ts'
import css from './options.module.css'

export const FORMAT_WORDS: Readonly<Record<ImportFormat, string>> = {
  native: t('Native JSON Lines'),
  coco: t('COCO'),
  yolo: t('YOLO'),
  voc: t('Pascal VOC'),
  cvat: t('CVAT XML'),
  labelme: t('labelme'),
  masks: t('Mask images'),
  conll: t('CoNLL'),
  csv: t('CSV or TSV'),
  parquet: t('Parquet'),
  prodigy: t('Prodigy JSON Lines'),
  spacy: t('spaCy JSON Lines'),
  'label-studio': t('Label Studio JSON'),
  brat: t('brat standoff'),
  webanno: t('WebAnno TSV'),
  images: t('Images'),
  texts: t('Texts'),
}

const ROLES = [
  { value: 'prediction', label: t('Predictions') },
  { value: 'truth', label: t('Human truth') },
  { value: 'outcome', label: t('Outcomes') },
] as const satisfies readonly { value: Role; label: string }[]

const ROLE_HELP: Readonly<Record<Role, string>> = {
  prediction: t('What a model said. It joins cases that are already here.'),
  truth: t('Annotations a person made elsewhere: their ground truth, without a verdict.'),
  outcome: t('What really happened, known later; joined by key.'),
}

const isRole = (value: string): value is Role => ROLES.some((role) => role.value === value)
const isFormat = (value: string | null): value is ImportFormat => IMPORT_FORMATS.some((format) => format === value)

/** What the files are, and how they are taken in. */
export const Options = ({ detected }: { readonly detected: ImportFormat | null }): ReactNode => {
  const choices = useImport((state) => state.choices)
  const mayLink = useDesk((desk) => desk.state?.mayNamePaths === true)
  const person = useDesk((desk) => desk.state?.personId ?? '')
  const asDetected = detected === null ? t('As detected') : t('Detected: {format}', { format: FORMAT_WORDS[detected] })
  return (
    <div className={css.options}>
      <Select
        label={t('Format')}
        data={[
          { value: 'detected', label: asDetected },
          ...IMPORT_FORMATS.map((format) => ({ value: format, label: FORMAT_WORDS[format] })),
        ]}
        value={choices.format ?? 'detected'}
        onChange={(value) => choose({ format: isFormat(value) ? value : null, columns: null })}
      />
      <TextInput
        label={t('Model')}
        placeholder={t('name@version')}
        description={t('Where the file does not name it')}
        maxLength={400}
        value={choices.model}
        onChange={(event) => choose({ model: event.currentTarget.value })}
      />
      <TextInput
        label={t('Feed')}
        placeholder={t('none')}
        description={t('Keeps apart sources whose keys may collide')}
        maxLength={200}
        value={choices.feed}
        onChange={(event) => choose({ feed: event.currentTarget.value })}
      />
      <div className={css.role}>
        <span className={css.label} id="import-role">
          {t('These are')}
        </span>
        <SegmentedControl
          aria-labelledby="import-role"
          data={[...ROLES]}
          value={choices.role}
          onChange={(value) => {
            if (isRole(value)) choose({ role: value })
          }}
        />
        <p className={css.help}>{ROLE_HELP[choices.role]}</p>
      </div>
      {choices.role === 'truth' ? (
        <TextInput
          label={t('Made by')}
          placeholder={person}
          maxLength={120}
          value={choices.as}
          onChange={(event) => choose({ as: event.currentTarget.value })}
        />
      ) : null}
      {mayLink ? (
        <Switch
          label={t('Leave images where they are')}
          description={t('The project names their paths instead of copying them in')}
          checked={choices.link}
          onChange={(event) => choose({ link: event.currentTarget.checked })}
        />
      ) : null}
    </div>
  )
}
