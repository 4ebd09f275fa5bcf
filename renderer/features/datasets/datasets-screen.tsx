import { type ReactNode, useEffect, useRef } from 'react'
import type { DatasetVersion } from '../../../shared/model/dataset.ts'
import { useJob } from '../../api/jobs.ts'
import { useQuery } from '../../api/use-query.ts'
import { t } from '../../i18n/t.ts'
import { Notice } from '../../ui/notice.tsx'
import { PartsBar } from '../../ui/parts-bar.tsx'
import css from './datasets.module.css'
import { PARTS, type Part, showPart, useDatasets } from './datasets-state.ts'
import { Disagreements } from './disagreements.tsx'
import { Lineage } from './lineage.tsx'
import { Models } from './models.tsx'
import { NewVersion } from './new-version.tsx'
import { Versions } from './versions.tsx'

const PART_WORDS: Readonly<Record<Part, string>> = {
  versions: t('Versions'),
  new: t('New version'),
  disagreements: t('Disagreements'),
  models: t('Models'),
  lineage: t('Lineage'),
}

/** Dataset versions, how they were made and how they differ; what people disagree on; which model learnt from what. */
export const DatasetsScreen = (): ReactNode => {
  const part = useDatasets((state) => state.part)
  const failure = useDatasets((state) => state.failure)
  const listed = useQuery('dataset.list', {}, ['project.changed'])
  const frozen = useJob(useDatasets((state) => state.buildJob))?.state === 'done'
  const { again } = listed
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew when a version was frozen, and only then.
  useEffect(() => {
    if (frozen) again()
  }, [frozen])
  const main = useRef<HTMLElement>(null)
  useEffect(() => {
    main.current?.focus({ preventScroll: true })
  }, [])
  const versions = listed.value?.versions ?? []
  return (
    <main ref={main} tabIndex={-1} className={css.screen} aria-label={t('Datasets')}>
      <h1 className={css.hidden}>{t('Datasets')}</h1>
      <PartsBar label={t('Parts of the datasets')} parts={PARTS} words={PART_WORDS} current={part} onShow={showPart} />
      {failure === null ? null : <Notice tone="error">{failure.message}</Notice>}
      {listed.failure === null ? null : <Notice tone="error">{listed.failure.message}</Notice>}
      <div className={css.part}>{listed.value === null && part === 'versions' ? null : shown(part, versions)}</div>
    </main>
  )
}

const shown = (part: Part, versions: readonly DatasetVersion[]): ReactNode => {
  switch (part) {
    case 'versions':
      return <Versions versions={versions} />
    case 'new':
      return <NewVersion versions={versions} />
    case 'models':
      return <Models versions={versions} />
    case 'lineage':
      return <Lineage versions={versions} />
    case 'disagreements':
      return <Disagreements />
  }
}
