import type { RecordEntry } from '../../../shared/contract/record.ts'
import type { LogKind, RecordProblem, RecordProblemCode } from '../../../shared/model/record.ts'
import { t } from '../../i18n/t.ts'
import { count } from '../../ui/numbers.ts'
import { VERDICT_WORDS } from '../../ui/words.ts'

export const KIND_WORDS: Readonly<Record<LogKind, string>> = {
  project: t('Project made'),
  import: t('Import'),
  review: t('Review'),
  withdrawal: t('Review taken back'),
  taxonomy: t('Taxonomy'),
  settings: t('Settings changed'),
  export: t('Export'),
  restore: t('Backup put back'),
  key: t('Key named'),
  erasure: t('Erasure'),
  truth: t('Ground truth decided'),
  dataset: t('Dataset version'),
  model: t('Model trained'),
  plan: t('Relabel plan'),
}

const PROBLEM_WORDS: Readonly<Record<RecordProblemCode, string>> = {
  missing: t('entries before this one are missing'),
  clock: t('its clock is earlier than that of the entry before'),
  hash: t('what it says does not match its hash'),
  json: t('what it says is not JSON'),
  columns: t('its columns were changed beside the log'),
  payload: t('its contents do not match'),
  'erased-in-part': t('its contents were erased only in part'),
  'erased-unsaid': t('its contents are gone, and no erasure in the record says so'),
  checkpoint: t('something in this checkpoint was changed after it was made'),
  'head-end': t('the head says that there are these entries, and they are gone'),
  'head-block': t('something here differs from what the head was made of'),
  'head-signature': t('the head’s signature is not right: the file was changed, or damaged'),
  'head-key': t('the head was signed with a key that this record does not name for its desk'),
  'head-project': t('the head is of another project'),
  'head-hashes': t('the head’s hashes do not make its root'),
  'head-consistency': t('the head does not prove that it continues the earlier one'),
}

/** "Entries 256 to 511: …" */
export const problemText = ({ sequence, last, code }: RecordProblem): string => {
  const problem = PROBLEM_WORDS[code]
  if (sequence < 0) return t('Head: {problem}', { problem })
  return sequence === last
    ? t('Entry {entry}: {problem}', { entry: count(sequence), problem })
    : t('Entries {from} to {to}: {problem}', { from: count(sequence), to: count(last), problem })
}

const isVerdict = (value: unknown): value is keyof typeof VERDICT_WORDS =>
  typeof value === 'string' && Object.hasOwn(VERDICT_WORDS, value)

const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0)

/** What an entry's facts come to, in a few words; the rest is in its details. */
export const gist = ({ kind, summary }: RecordEntry): string => {
  switch (kind) {
    case 'review':
    case 'withdrawal': {
      const verdict = isVerdict(summary.verdict) ? VERDICT_WORDS[summary.verdict] : ''
      const reviews = lengthOf(summary.reviews)
      if (reviews === 0) return verdict
      const many = t('{count, plural, one {# review} other {# reviews}}', { count: reviews })
      return verdict === '' ? many : `${verdict} · ${many}`
    }
    case 'taxonomy':
      return typeof summary.version === 'number' ? t('Version {version}', { version: summary.version }) : ''
    case 'settings':
      return Array.isArray(summary.changed) ? summary.changed.join(', ') : ''
    case 'export':
    case 'dataset':
      return typeof summary.cases === 'number'
        ? t('{count, plural, one {# case} other {# cases}}', { count: summary.cases })
        : ''
    case 'erasure':
      return t('{count, plural, one {# case} other {# cases}}', { count: lengthOf(summary.cases) })
    case 'model':
    case 'plan':
      return typeof summary.name === 'string' ? summary.name : ''
    case 'import':
    case 'project':
    case 'restore':
    case 'key':
    case 'truth':
      return ''
  }
}
