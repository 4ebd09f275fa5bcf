import { Checkbox, Select, Switch, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ExportReport } from '../../../shared/contract/exports.ts'
import type { QueueScope } from '../../../shared/contract/queue.ts'
import { FORMATS } from '../../../shared/domain/formats/formats.ts'
import {
  EXPORT_FORMATS,
  type ExportFormat,
  LOSS_CHOICES,
  type LossChoice,
  OFFSET_UNITS,
  type OffsetUnit,
  TAG_SCHEMES,
  type TagScheme,
} from '../../../shared/model/format.ts'
import { VERDICTS, type Verdict } from '../../../shared/model/verdict.ts'
import { useQuery } from '../../api/use-query.ts'
import { useNavigation } from '../../app/navigation.ts'
import { t } from '../../i18n/t.ts'
import { moment } from '../../ui/numbers.ts'
import { VERDICT_WORDS } from '../../ui/words.ts'
import { Contract } from './contract.tsx'
import css from './export-form.module.css'
import { setExport, useExport } from './export-state.ts'

export const EXPORT_WORDS: Readonly<Record<ExportFormat, string>> = {
  native: t('Native JSON Lines'),
  coco: t('COCO'),
  'yolo-detect': t('YOLO boxes'),
  'yolo-segment': t('YOLO outlines'),
  'yolo-obb': t('YOLO rotated boxes'),
  'yolo-pose': t('YOLO keypoints'),
  voc: t('Pascal VOC'),
  cvat: t('CVAT XML'),
  labelme: t('labelme'),
  masks: t('Mask images'),
  'masks-objects': t('Mask images, one an object'),
  conll: t('CoNLL'),
  prodigy: t('Prodigy JSON Lines'),
  spacy: t('spaCy JSON Lines'),
  'label-studio': t('Label Studio JSON'),
  brat: t('brat standoff'),
  webanno: t('WebAnno TSV'),
  csv: 'CSV',
  parquet: t('Parquet'),
}

const ABOUT: Readonly<Record<ExportFormat, string>> = {
  native: t('Everything, readable back as reviews.'),
  coco: t('Boxes and polygons for detectors.'),
  'yolo-detect': t('One text file an image, with data.yaml: a box around each object.'),
  'yolo-segment': t('One text file an image, with data.yaml: the outline of each object.'),
  'yolo-obb': t('One text file an image, with data.yaml: a rotated box (OBB) for each object.'),
  'yolo-pose': t('One text file an image, with data.yaml: a box and the keypoints of each object.'),
  voc: t('One XML file an image: boxes, their marks and attributes.'),
  cvat: t('One XML file: every kind of shape, attributes, groups and layers.'),
  labelme: t('One JSON file an image: its outlines, boxes, lines, points and masks.'),
  masks: t('Two PNGs an image: the class and the object of each pixel.'),
  'masks-objects': t('One PNG an object: its pixels, also where objects overlap.'),
  conll: t('Tokens and tags for sequence labelling.'),
  prodigy: t('Tasks with spans, tokens, relations and answers.'),
  spacy: t('Texts with entities, span groups and classes, as spaCy’s own documents.'),
  'label-studio': t('Tasks with annotations and predictions, for images, texts and conversations.'),
  brat: t('A text and a file of annotations for each case, with annotation.conf.'),
  webanno: t('One file a text, for INCEpTION and WebAnno: entities and their relations.'),
  csv: t('One row a case, for spreadsheets; formulas are disarmed.'),
  parquet: t('One row a case, as Hugging Face reads it, with the objects as columns.'),
}

const TAG_WORDS: Readonly<Record<TagScheme, string>> = {
  bio: t('BIO: the first token and those behind it'),
  bilou: t('BILOU: the first, the last, and spans of one token too'),
}

const UNIT_WORDS: Readonly<Record<OffsetUnit, string>> = {
  codepoint: t('Code points, as in Python'),
  utf16: t('UTF-16 units, as in JavaScript and Java'),
  utf8: t('UTF-8 bytes, as in Go and Rust'),
  grapheme: t('Graphemes, what a reader takes for characters'),
}

const LOSS_WORDS: Readonly<Record<LossChoice, string>> = {
  convert: t('Write the nearest it can carry'),
  'skip-objects': t('Leave the objects out'),
  'skip-cases': t('Leave their whole cases out'),
  stop: t('Export nothing'),
}

const EVERYONE = ''
const isScheme = (value: string): value is TagScheme => TAG_SCHEMES.some((scheme) => scheme === value)
const isUnit = (value: string): value is OffsetUnit => OFFSET_UNITS.some((unit) => unit === value)
const isLossChoice = (value: string): value is LossChoice => LOSS_CHOICES.some((choice) => choice === value)
const isFormat = (value: string): value is ExportFormat => EXPORT_FORMATS.some((format) => format === value)

const Verdicts = (): ReactNode => {
  const verdicts = useExport((state) => state.verdicts)
  const set = (verdict: Verdict, on: boolean): void =>
    setExport({ verdicts: VERDICTS.filter((one) => (one === verdict ? on : verdicts.includes(one))) })
  return (
    <fieldset className={css.verdicts}>
      <legend className={css.label}>
        {t('Verdicts')} {verdicts.length === 0 ? t('(all, as none is ticked)') : ''}
      </legend>
      {VERDICTS.map((verdict) => (
        <Checkbox
          key={verdict}
          label={VERDICT_WORDS[verdict]}
          checked={verdicts.includes(verdict)}
          onChange={(event) => set(verdict, event.currentTarget.checked)}
        />
      ))}
    </fieldset>
  )
}

/** A saved view as one expression: of the queue, it means the cases that some rule put there. */
const expressionOf = ({ where, scope }: { readonly where: string; readonly scope: QueueScope }): string => {
  if (scope === 'all') return where
  return where === '' ? 'rule:*' : `rule:* and (${where})`
}

const WhereBox = (): ReactNode => {
  const where = useExport((state) => state.where)
  const views = useQuery('view.list', {})
  const filter = useNavigation((navigation) => navigation.where)
  const parsed = useQuery('queue.parse', where.trim() === '' ? null : { where: where.trim() })
  const problem = where.trim() === '' || parsed.stale ? null : (parsed.value?.problem ?? null)
  return (
    <div className={css.wide}>
      <TextInput
        label={t('Only cases that fit')}
        placeholder={t('all reviewed cases')}
        spellCheck={false}
        value={where}
        error={problem?.message}
        onChange={(event) => setExport({ where: event.currentTarget.value })}
      />
      {filter === '' || filter === where ? null : (
        <button type="button" className={css.link} onClick={() => setExport({ where: filter })}>
          {t('Use the queue’s filter: {filter}', { filter })}
        </button>
      )}
      {(views.value?.views ?? []).map((view) => (
        <button
          key={view.id}
          type="button"
          className={css.link}
          onClick={() => setExport({ where: expressionOf(view) })}
        >
          {t('Use the view {name}', { name: view.name })}
        </button>
      ))}
    </div>
  )
}

/** What goes into the batch, and in which format. */
export const ExportForm = ({ batches }: { readonly batches: readonly ExportReport[] }): ReactNode => {
  const { losses, format, truth, reviewer, since, images, tags, offsets } = useExport()
  const units = FORMATS[format].offsets ?? []
  const reviewers = useQuery('queue.values', { field: 'reviewer', limit: 200 })
  return (
    <div className={css.form}>
      <div className={css.wide}>
        <Select
          label={t('Format')}
          description={ABOUT[format]}
          allowDeselect={false}
          data={EXPORT_FORMATS.map((value) => ({ value, label: EXPORT_WORDS[value] }))}
          value={format}
          onChange={(value) => {
            if (value !== null && isFormat(value)) setExport({ format: value })
          }}
        />
      </div>
      {units.length > 0 ? (
        <Select
          label={t('Text offsets count')}
          allowDeselect={false}
          data={units.map((value) => ({ value, label: UNIT_WORDS[value] }))}
          value={offsets !== null && units.includes(offsets) ? offsets : (units[0] ?? null)}
          onChange={(value) => {
            if (value !== null && isUnit(value)) setExport({ offsets: value === units[0] ? null : value })
          }}
        />
      ) : null}
      {format === 'conll' ? (
        <Select
          label={t('Tags')}
          allowDeselect={false}
          data={TAG_SCHEMES.map((value) => ({ value, label: TAG_WORDS[value] }))}
          value={tags}
          onChange={(value) => {
            if (value !== null && isScheme(value)) setExport({ tags: value })
          }}
        />
      ) : null}
      <WhereBox />
      <Verdicts />
      <Select
        label={t('Where reviewers differ')}
        data={[
          { value: EVERYONE, label: t('Leave the case out') },
          ...(reviewers.value?.values ?? []).map(({ value }) => ({
            value,
            label: t('The answer of {value} counts', { value }),
          })),
        ]}
        value={reviewer}
        onChange={(value) => setExport({ reviewer: value ?? EVERYONE })}
      />
      <Select
        label={t('How much')}
        data={[
          { value: EVERYONE, label: t('Everything') },
          ...(batches.length === 0
            ? []
            : [{ value: 'last', label: t('New, changed or withdrawn since the last batch') }]),
          ...batches.slice(1).map((batch) => ({
            value: batch.batchId,
            label: t('Since the {value} batch of {at}', { value: EXPORT_WORDS[batch.format], at: moment(batch.at) }),
          })),
        ]}
        value={since}
        onChange={(value) => setExport({ since: value ?? EVERYONE })}
      />
      {format === 'native' ? null : (
        <Select
          label={t('What the format cannot carry as it is')}
          description={
            losses === 'skip-objects' ? t('An image without an object that is there teaches that it is not.') : ''
          }
          allowDeselect={false}
          data={LOSS_CHOICES.map((value) => ({ value, label: LOSS_WORDS[value] }))}
          value={losses}
          onChange={(value) => {
            if (value !== null && isLossChoice(value)) setExport({ losses: value })
          }}
        />
      )}
      <div className={css.switches}>
        <Switch
          label={t('Imported truth')}
          description={t('Annotations made elsewhere, which carry no verdict')}
          checked={truth}
          onChange={(event) => setExport({ truth: event.currentTarget.checked })}
        />
        {/* A format without a place for boxes is one of texts, which names no images. */}
        {FORMATS[format].carries.box !== undefined && (
          <Switch
            label={t('Copy image files')}
            description={t('Otherwise the batch only names them')}
            checked={images === 'copy'}
            onChange={(event) => setExport({ images: event.currentTarget.checked ? 'copy' : 'reference' })}
          />
        )}
      </div>
      <Contract />
    </div>
  )
}
