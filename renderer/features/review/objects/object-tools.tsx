import {
  IconAlertTriangle,
  IconCrop,
  IconEyeOff,
  IconLayersIntersect,
  IconLink,
  IconLinkOff,
  IconLock,
  IconPinned,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { groupTogether, ungroup } from '../../../../shared/domain/tools/groups.ts'
import { toggleMark } from '../../../../shared/domain/tools/shape-edits.ts'
import type { Commit } from '../../../../shared/domain/tools/tool.ts'
import type { ObjectMark } from '../../../../shared/model/annotation.ts'
import { OBJECT_MARKS } from '../../../../shared/model/annotation.ts'
import { newCommandId } from '../../../api/new-id.ts'
import { t } from '../../../i18n/t.ts'
import { commitShapes } from '../commands.ts'
import { type SittingSet, setSitting, unlocked } from '../photo/sitting.ts'
import { selectedObjects, useReview } from '../review-state.ts'
import css from './objects.module.css'

const markWord = (mark: ObjectMark): string => {
  switch (mark) {
    case 'occluded':
      return t('Occluded')
    case 'truncated':
      return t('Truncated')
    case 'difficult':
      return t('Difficult')
  }
}

const LOOK = { size: 15, stroke: 1.75, 'aria-hidden': true } as const
/** The same elements for good: a selection changes what the tools do, not their signs. */
const SITTING_ICONS = {
  hidden: <IconEyeOff {...LOOK} />,
  locked: <IconLock {...LOOK} />,
  pinned: <IconPinned {...LOOK} />,
} as const satisfies Record<SittingSet, ReactNode>
const MARK_ICONS = {
  occluded: <IconLayersIntersect {...LOOK} />,
  truncated: <IconCrop {...LOOK} />,
  difficult: <IconAlertTriangle {...LOOK} />,
} as const satisfies Record<ObjectMark, ReactNode>
const GROUP_ICON = <IconLink {...LOOK} />
const UNGROUP_ICON = <IconLinkOff {...LOOK} />

/** True where all have it, `mixed` where some. */
const pressed = (count: number, of: number): boolean | 'mixed' => (count === 0 ? false : count === of ? true : 'mixed')

const carryOut = (commit: Commit | null): void => {
  if (commit) commitShapes(commit)
}

/** What the selected objects are set to, beside their label: for this sitting (hide, lock, pin) and for good. */
export const ObjectTools = (): ReactNode => {
  const objects = useReview(selectedObjects)
  const state = useReview(useShallow(({ hidden, locked, pinned }) => ({ hidden, locked, pinned })))
  const ids = objects.map((object) => object.id)
  const none = objects.length === 0
  const onPicture = useReview(({ picture }) => picture !== null)
  const sitting = [
    { set: 'hidden', word: t('Hide') },
    { set: 'locked', word: t('Lock') },
    { set: 'pinned', word: t('Pin in place') },
  ] as const
  const grouped = objects.filter((object) => object.group !== undefined).length
  return (
    <div className={css.tools} role="toolbar" aria-label={t('Selected objects')}>
      {sitting
        .filter(({ set }) => onPicture || set === 'locked')
        .map(({ set, word }) => {
          const is = pressed(ids.filter((id) => state[set].has(id)).length, ids.length)
          return (
            <button
              key={set}
              type="button"
              className={css.tool}
              aria-label={word}
              title={word}
              aria-pressed={is}
              disabled={none}
              onClick={() => setSitting(set, ids, is !== true)}
            >
              {SITTING_ICONS[set]}
            </button>
          )
        })}
      {OBJECT_MARKS.filter((mark) => onPicture || mark === 'difficult').map((mark) => {
        const is = pressed(objects.filter((object) => object.marks?.includes(mark)).length, objects.length)
        return (
          <button
            key={mark}
            type="button"
            className={css.tool}
            aria-label={markWord(mark)}
            title={markWord(mark)}
            aria-pressed={is}
            disabled={none}
            onClick={() => carryOut(toggleMark(unlocked(objects), mark))}
          >
            {MARK_ICONS[mark]}
          </button>
        )
      })}
      <button
        type="button"
        className={css.tool}
        aria-label={t('Group')}
        title={t('Group')}
        disabled={objects.length < 2}
        onClick={() => carryOut(groupTogether(unlocked(objects), newCommandId()))}
      >
        {GROUP_ICON}
      </button>
      <button
        type="button"
        className={css.tool}
        aria-label={t('Ungroup')}
        title={t('Ungroup')}
        disabled={grouped === 0}
        onClick={() => carryOut(ungroup(unlocked(objects)))}
      >
        {UNGROUP_ICON}
      </button>
    </div>
  )
}
