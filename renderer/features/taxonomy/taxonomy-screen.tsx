import { ActionIcon, Button, Skeleton, Tooltip } from '@mantine/core'
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef } from 'react'
import type { ProjectId } from '../../../shared/model/ids.ts'
import { type KeyHint, setHints } from '../../app/status.ts'
import { t } from '../../i18n/t.ts'
import { Notice } from '../../ui/notice.tsx'
import { PartsBar } from '../../ui/parts-bar.tsx'
import { Aside } from './aside.tsx'
import { AttributesPart } from './attributes-part.tsx'
import { CausesPart } from './causes-part.tsx'
import { ConstraintsPart } from './constraints-part.tsx'
import { DocumentMenu } from './document.tsx'
import { FieldsPart } from './fields-part.tsx'
import { GuidelinePart } from './guideline-part.tsx'
import { LabelEditor } from './label-editor.tsx'
import { EditableTree } from './label-tree.tsx'
import { MappingPart } from './mapping-part.tsx'
import { RelationsPart } from './relations-part.tsx'
import css from './taxonomy.module.css'
import {
  baseDraft,
  edit,
  isChanged,
  openDraft,
  redo,
  rest,
  runTaxonomy,
  SECTIONS,
  type Section,
  showSection,
  undo,
  useTaxonomy,
} from './taxonomy-state.ts'
import { VersionsPart } from './versions-part.tsx'

export const SECTION_WORDS: Readonly<Record<Section, string>> = {
  labels: t('Labels'),
  attributes: t('Attributes'),
  relationTypes: t('Relations'),
  fields: t('Fields'),
  causes: t('Causes'),
  constraints: t('Constraints'),
  guideline: t('Guideline'),
  mapping: t('Names that models use'),
  versions: t('Versions'),
}

/** The taxonomy's working draft, part by part; what publishing it would do; its versions; and what models' names mean. */
export const TaxonomyScreen = ({ projectId }: { readonly projectId: ProjectId }): ReactNode => {
  useEffect(() => runTaxonomy(projectId), [projectId])
  const main = useRef<HTMLElement>(null)
  useEffect(() => main.current?.focus({ preventScroll: true }), [])
  const phase = useTaxonomy((state) => state.phase)
  useHints()
  return (
    <main ref={main} tabIndex={-1} className={css.screen} aria-label={t('Taxonomy')} onBlur={rest}>
      <h1 className={css.hidden}>{t('Taxonomy')}</h1>
      {phase.name === 'failed' ? (
        <div className={css.failed}>
          <Notice
            tone="error"
            title={t('The taxonomy cannot be read')}
            actions={<Button onClick={() => void openDraft()}>{t('Try again')}</Button>}
          >
            {phase.failure.message}
          </Notice>
        </div>
      ) : (
        <>
          <Bar />
          {phase.name === 'loading' ? <Skeleton className={css.loading} height="60%" /> : <Body />}
        </>
      )}
    </main>
  )
}

const EVERYWHERE: readonly KeyHint[] = [
  { action: 'taxonomy.undo', does: t('undo') },
  { action: 'taxonomy.problem', does: t('next problem') },
  { action: 'taxonomy.publish', does: t('publish') },
  { action: 'shell.help', does: t('all shortcuts') },
]
const ON_LABELS: readonly KeyHint[] = [
  { action: 'taxonomy.find', does: t('find a label') },
  { action: 'taxonomy.add', does: t('add a label') },
  { action: 'taxonomy.rename', does: t('rename') },
  { action: 'taxonomy.deprecate', does: t('merge, split or deprecate') },
  { action: 'taxonomy.move.up', does: t('move up') },
  { action: 'taxonomy.move.in', does: t('move under the one above') },
]

/** What the keys do right now, in the bottom bar. */
const useHints = (): void => {
  const onLabels = useTaxonomy((state) => state.section === 'labels')
  useEffect(() => {
    setHints(onLabels ? [...ON_LABELS, ...EVERYWHERE] : EVERYWHERE)
    return () => setHints([])
  }, [onLabels])
}

const Bar = (): ReactNode => {
  const section = useTaxonomy((state) => state.section)
  return (
    <PartsBar
      label={t('Parts of the taxonomy')}
      parts={SECTIONS}
      words={SECTION_WORDS}
      current={section}
      onShow={showSection}
    >
      <DraftTools />
    </PartsBar>
  )
}

/** Undo, redo, where the draft stands, and the draft as a whole. */
const DraftTools = (): ReactNode => {
  const history = useTaxonomy((state) => state.history)
  const changed = useTaxonomy(isChanged)
  const base = useTaxonomy((state) => state.base)
  const told = useTaxonomy((state) => state.told)
  const failure = useTaxonomy((state) => state.saveFailure)
  const kept = useTaxonomy((state) => state.saved === state.history.now)
  const state = !changed
    ? base === null
      ? t('Nothing is published yet')
      : t('As version {version}', { version: base.version })
    : failure !== null
      ? t('Draft not kept: {why}', { why: failure.message })
      : kept
        ? t('Draft kept')
        : t('Keeping the draft…')
  return (
    <div className={css.draft}>
      <span className={css.told} role="status" title={told === '' ? state : told} data-failed={failure !== null}>
        {told === '' ? state : told}
      </span>
      <Tooltip label={t('Undo')}>
        <ActionIcon aria-label={t('Undo')} disabled={history.past.length === 0} onClick={undo}>
          <IconArrowBackUp size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('Redo')}>
        <ActionIcon aria-label={t('Redo')} disabled={history.future.length === 0} onClick={redo}>
          <IconArrowForwardUp size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <DocumentMenu />
      <Button disabled={!changed} onClick={() => edit(() => baseDraft({ base }))}>
        {t('Discard the draft')}
      </Button>
    </div>
  )
}

const Body = (): ReactNode => {
  const section = useTaxonomy((state) => state.section)
  switch (section) {
    case 'mapping':
      return <MappingPart />
    case 'versions':
      return <VersionsPart />
    case 'labels':
    case 'attributes':
    case 'relationTypes':
    case 'fields':
    case 'causes':
    case 'constraints':
    case 'guideline':
      return (
        <div className={css.body}>
          <ListPart section={section} />
          <Aside />
        </div>
      )
  }
}

const ListPart = ({ section }: { readonly section: Exclude<Section, 'mapping' | 'versions'> }): ReactNode => {
  switch (section) {
    case 'labels':
      return (
        <>
          <EditableTree />
          <LabelEditor />
        </>
      )
    case 'attributes':
      return <AttributesPart />
    case 'relationTypes':
      return <RelationsPart />
    case 'fields':
      return <FieldsPart />
    case 'causes':
      return <CausesPart />
    case 'constraints':
      return <ConstraintsPart />
    case 'guideline':
      return <GuidelinePart />
  }
}
