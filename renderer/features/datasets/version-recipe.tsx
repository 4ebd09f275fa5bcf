import type { ReactNode } from 'react'
import type { DatasetOptions, DatasetVersion } from '../../../shared/model/dataset.ts'
import type { TruthRule } from '../../../shared/model/truth.ts'
import { t } from '../../i18n/t.ts'
import { percent } from '../../ui/numbers.ts'
import css from './datasets.module.css'

export const TRUTH_WORDS: Readonly<Record<TruthRule['by'], string>> = {
  equal: t('All say the same'),
  majority: t('A majority says the same'),
  reviewer: t('One reviewer’s answer counts'),
}

const truthWords = (rule: TruthRule): string => {
  switch (rule.by) {
    case 'equal':
      return TRUTH_WORDS.equal
    case 'majority':
      return t('{rule}: {share} of at least {people}', {
        rule: TRUTH_WORDS.majority,
        share: percent(rule.share),
        people: rule.atLeast,
      })
    case 'reviewer':
      return t('{rule}: {reviewer}', { rule: TRUTH_WORDS.reviewer, reviewer: rule.reviewer })
  }
}

const yesNo = (value: boolean): string => (value ? t('yes') : t('no'))
const alike = (from: number | null | undefined): string =>
  from === null || from === undefined ? t('not looked for') : t('from {share} alike', { share: percent(from) })

/** What decided about the version's cases, each with the words of the form that it was chosen in. */
const recipe = (options: DatasetOptions): readonly (readonly [what: string, said: string])[] => [
  [t('Only cases that fit'), options.where || t('all with an agreed answer')],
  [t('Agreed answer'), truthWords(options.truth)],
  [t('Imported truth'), yesNo(options.importedTruth)],
  [t('Splits'), options.splits.map(({ name, share }) => `${name} ${percent(share)}`).join(' · ')],
  [t('Seed'), String(options.seed)],
  [t('Cases that share'), options.groupBy || '–'],
  [t('Near-duplicate texts'), alike(options.nearDuplicates?.text)],
  [t('Near-duplicate pictures'), alike(options.nearDuplicates?.image)],
  [t('Cases keep the split they had in the version before'), yesNo(options.keepSplits)],
  [t('Golden are the cases that fit'), options.golden || '–'],
]

/** What a version was made from, and the hash of all that is in it. */
export const VersionRecipe = ({ version }: { readonly version: DatasetVersion }): ReactNode => (
  <section aria-labelledby="dataset-made">
    <h3 id="dataset-made" className={css.heading}>
      {t('What it was made from')}
    </h3>
    <dl className={css.options}>
      {recipe(version.options).map(([what, said]) => (
        <div key={what}>
          <dt>{what}</dt>
          <dd>{said}</dd>
        </div>
      ))}
      <div>
        <dt>{t('Merkle root')}</dt>
        <dd>
          <code>{version.root}</code>
        </dd>
      </div>
    </dl>
  </section>
)
