import type { MigrationStep } from '../../../shared/model/migration.ts'
import { t } from '../../i18n/t.ts'

const list = (names: readonly string[]): string => names.map((name) => `“${name}”`).join(', ')

const TIGHTENED: Readonly<Record<Extract<MigrationStep, { kind: 'tighten' }>['of'], (name: string) => string>> = {
  attribute: (name) => t('Attribute “{name}” takes fewer values, or must be given.', { name }),
  relation: (name) => t('Relation “{name}” joins fewer labels.', { name }),
  field: (name) => t('Field “{name}” takes fewer values, or must be given.', { name }),
  shape: (name) => t('Label “{name}” goes on fewer kinds of shape.', { name }),
}

const replaceWords = ({ name, by, rules }: Extract<MigrationStep, { kind: 'replace' }>): string => {
  const [first = ''] = by
  if (by.length === 0) return t('“{name}” goes out of use; nothing replaces it.', { name })
  if (by.length === 1) return t('“{name}” is merged into “{into}”.', { name, into: first })
  return t('“{name}” is split into {names}{rules, plural, =0 {} one {, # rule decides} other {, # rules decide}}.', {
    name,
    names: list(by),
    rules,
  })
}

/** A step of a migration in a sentence. */
export const stepWords = (step: MigrationStep): string => {
  switch (step.kind) {
    case 'rename':
      return t('“{from}” is now called “{to}”.', { from: step.from, to: step.to })
    case 'replace':
      return replaceWords(step)
    case 'remove':
      return t('“{name}” is removed.', { name: step.name })
    case 'restore':
      return t('“{name}” is in use again.', { name: step.name })
    case 'add':
      return t('“{name}” is new.', { name: step.name })
    case 'move':
      return step.to === null
        ? t('“{name}” moves to the top.', { name: step.name })
        : t('“{name}” moves under “{to}”.', { name: step.name, to: step.to })
    case 'tighten':
      return TIGHTENED[step.of](step.name)
    case 'describe':
      return step.words
  }
}
