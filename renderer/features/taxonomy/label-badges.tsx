import type { ReactNode } from 'react'
import type { LabelBadge } from '../../../shared/domain/taxonomy/draft-badges.ts'
import { t } from '../../i18n/t.ts'
import css from './taxonomy.module.css'

export const BADGE_WORDS: Readonly<Record<LabelBadge, string>> = {
  new: t('new'),
  renamed: t('renamed'),
  moved: t('moved'),
  merged: t('merged'),
  split: t('split'),
  deprecated: t('deprecated'),
  restored: t('in use again'),
  changed: t('changed'),
  risk: t('high risk'),
}

export const Badges = ({ badges }: { readonly badges: readonly LabelBadge[] }): ReactNode =>
  badges.map((badge) => (
    <span key={badge} className={css.badge} data-badge={badge}>
      {BADGE_WORDS[badge]}
    </span>
  ))
