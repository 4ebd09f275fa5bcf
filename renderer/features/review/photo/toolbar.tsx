import {
  IconBrush,
  IconBucketDroplet,
  IconChevronLeft,
  IconChevronRight,
  IconCircle,
  IconEraser,
  IconHandStop,
  IconLine,
  IconPoint,
  IconPointer,
  IconPolygon,
  IconRectangle,
  IconRotateRectangle,
  IconSlice,
  IconSquareRoundedPlus,
  IconStretching,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { ToolName } from '../../../../shared/domain/tools/tools.ts'
import { keyCaps } from '../../../app/key-name.ts'
import { useAriaKeys, useKeysOf } from '../../../app/keys.ts'
import { usePreferences } from '../../../app/preferences.ts'
import { t } from '../../../i18n/t.ts'
import { rove } from '../../../ui/roving.ts'
import { useReview } from '../review-state.ts'
import { pickUp } from './hand.ts'
import css from './toolbar.module.css'

type ToolButton = {
  readonly tool: ToolName
  readonly name: string
  /** The action that takes it, for its key. */
  readonly action: string
  readonly Icon: typeof IconPointer
}

/** The strip, from top to bottom. */
const BUTTONS: readonly ToolButton[] = [
  { tool: 'select', name: t('Select'), action: 'review.escape', Icon: IconPointer },
  { tool: 'pan', name: t('Move the picture'), action: 'review.tool.pan', Icon: IconHandStop },
  { tool: 'box', name: t('Box'), action: 'review.tool.box', Icon: IconRectangle },
  {
    tool: 'extreme-box',
    name: t('Box by four points'),
    action: 'review.tool.extreme-box',
    Icon: IconSquareRoundedPlus,
  },
  { tool: 'rotated-box', name: t('Rotated box'), action: 'review.tool.rotated-box', Icon: IconRotateRectangle },
  { tool: 'ellipse', name: t('Ellipse'), action: 'review.tool.ellipse', Icon: IconCircle },
  { tool: 'polygon', name: t('Polygon'), action: 'review.tool.polygon', Icon: IconPolygon },
  { tool: 'polyline', name: t('Line'), action: 'review.tool.polyline', Icon: IconLine },
  { tool: 'point', name: t('Point'), action: 'review.tool.point', Icon: IconPoint },
  { tool: 'skeleton', name: t('Skeleton'), action: 'review.tool.skeleton', Icon: IconStretching },
  { tool: 'brush', name: t('Brush'), action: 'review.tool.brush', Icon: IconBrush },
  { tool: 'eraser', name: t('Eraser'), action: 'review.tool.eraser', Icon: IconEraser },
  { tool: 'fill', name: t('Fill'), action: 'review.tool.fill', Icon: IconBucketDroplet },
  { tool: 'split', name: t('Split'), action: 'review.tool.split', Icon: IconSlice },
]

type ToolProps = { readonly button: ToolButton; readonly inHand: boolean; readonly isStop: boolean }

const Tool = ({ button, inHand, isStop }: ToolProps): ReactNode => {
  const { tool, name, action, Icon } = button
  const [key] = useKeysOf(action)
  const ariaKeys = useAriaKeys()(action)
  return (
    <button
      type="button"
      className={css.tool}
      data-rove
      tabIndex={isStop ? 0 : -1}
      aria-label={name}
      aria-pressed={inHand}
      aria-keyshortcuts={ariaKeys}
      title={key === undefined ? name : `${name} · ${keyCaps(key).join(' ')}`}
      onClick={() => pickUp(tool)}
    >
      <Icon size={17} stroke={1.75} aria-hidden />
    </button>
  )
}

/** The tools beside the picture; Tab reaches the one in the hand, arrows the others. */
export const Toolbar = (): ReactNode => {
  const inHand = useReview((state) => state.hand.tool)
  const open = usePreferences((preferences) => preferences.toolsOpen)
  const toggle = usePreferences((preferences) => preferences.toggleTools)
  const isListed = BUTTONS.some(({ tool }) => tool === inHand)
  const Fold = open ? IconChevronLeft : IconChevronRight
  const word = open ? t('Hide the tools') : t('Show the tools')
  return (
    <div
      className={css.strip}
      data-open={open}
      role="toolbar"
      aria-label={t('Tools')}
      aria-orientation="vertical"
      onKeyDown={rove}
    >
      {open
        ? BUTTONS.map((button, place) => {
            const isStop = isListed ? button.tool === inHand : place === 0
            return <Tool key={button.tool} button={button} inHand={button.tool === inHand} isStop={isStop} />
          })
        : null}
      <button
        type="button"
        className={css.fold}
        data-rove
        tabIndex={open ? -1 : 0}
        aria-expanded={open}
        aria-label={word}
        title={word}
        onClick={toggle}
      >
        <Fold size={14} stroke={2} className={css.arrow} aria-hidden />
      </button>
    </div>
  )
}
