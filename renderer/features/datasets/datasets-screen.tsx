import { Tabs } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import { useJob } from '../../api/jobs.ts'
import { useQuery } from '../../api/use-query.ts'
import { t } from '../../i18n/t.ts'
import { Notice } from '../../ui/notice.tsx'
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

const isPart = (value: string | null): value is Part => PARTS.some((part) => part === value)

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
      <Tabs
        value={part}
        onChange={(value) => {
          if (isPart(value)) showPart(value)
        }}
        className={css.parts}
        keepMounted={false}
      >
        <Tabs.List aria-label={t('Datasets')}>
          {PARTS.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {PART_WORDS[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {failure === null ? null : <Notice tone="error">{failure.message}</Notice>}
        {listed.failure === null ? null : <Notice tone="error">{listed.failure.message}</Notice>}
        <Tabs.Panel value="versions" className={css.panel}>
          {listed.value === null ? null : <Versions versions={versions} />}
        </Tabs.Panel>
        <Tabs.Panel value="new" className={css.panel}>
          <NewVersion versions={versions} />
        </Tabs.Panel>
        <Tabs.Panel value="models" className={css.panel}>
          <Models versions={versions} />
        </Tabs.Panel>
        <Tabs.Panel value="lineage" className={css.panel}>
          <Lineage versions={versions} />
        </Tabs.Panel>
        <Tabs.Panel value="disagreements" className={css.panel}>
          <Disagreements />
        </Tabs.Panel>
      </Tabs>
    </main>
  )
}
