import type { Action } from '../../../app/action.ts'
import { t } from '../../../i18n/t.ts'
import { review, setReview, tell } from '../review-state.ts'
import { actionsIn, onFreeImage } from './on-image.ts'
import {
  alignChosen,
  boxFromChosen,
  copyChosen,
  cutChosen,
  cycleHeldJoint,
  distributeChosen,
  duplicateChosen,
  groupChosen,
  holdNextPoint,
  insertAfterHeld,
  pasteCopied,
  polygonFromChosen,
  releaseAll,
  restackChosen,
  toggleMarkOfChosen,
  toggleSitting,
  turnChosen,
  ungroupChosen,
} from './shape-commands.ts'

const chosen = (): boolean => onFreeImage() && review().selection.length > 0

const copies = actionsIn(t('Copies'), [
  { id: 'shape.duplicate', label: t('Duplicate'), keys: ['mod+d'], run: duplicateChosen },
  { id: 'shape.copy', label: t('Copy'), keys: ['mod+c'], when: chosen, run: () => void copyChosen() },
  { id: 'shape.cut', label: t('Cut'), keys: ['mod+x'], when: chosen, run: cutChosen },
  { id: 'shape.paste', label: t('Paste'), keys: ['mod+v'], run: () => void pasteCopied() },
])

const order = actionsIn(t('Align and order'), [
  { id: 'shape.align.left', label: t('Align left edges'), keys: ['alt+arrowleft'], run: () => alignChosen('left') },
  { id: 'shape.align.right', label: t('Align right edges'), keys: ['alt+arrowright'], run: () => alignChosen('right') },
  { id: 'shape.align.top', label: t('Align top edges'), keys: ['alt+arrowup'], run: () => alignChosen('top') },
  {
    id: 'shape.align.bottom',
    label: t('Align bottom edges'),
    keys: ['alt+arrowdown'],
    run: () => alignChosen('bottom'),
  },
  {
    id: 'shape.align.centre',
    label: t('Align centres in a column'),
    keys: ['alt+shift+arrowup'],
    run: () => alignChosen('centre'),
  },
  {
    id: 'shape.align.middle',
    label: t('Align middles in a row'),
    keys: ['alt+shift+arrowleft'],
    run: () => alignChosen('middle'),
  },
  {
    id: 'shape.distribute.across',
    label: t('Spread evenly across'),
    keys: ['alt+shift+arrowright'],
    run: () => distributeChosen('across'),
  },
  {
    id: 'shape.distribute.down',
    label: t('Spread evenly down'),
    keys: ['alt+shift+arrowdown'],
    run: () => distributeChosen('down'),
  },
  { id: 'shape.forward', label: t('Bring forward'), keys: ['mod+bracketright'], run: () => restackChosen('forward') },
  { id: 'shape.backward', label: t('Send backward'), keys: ['mod+bracketleft'], run: () => restackChosen('backward') },
  {
    id: 'shape.front',
    label: t('Bring to the front'),
    keys: ['mod+shift+bracketright'],
    run: () => restackChosen('front'),
  },
  { id: 'shape.back', label: t('Send to the back'), keys: ['mod+shift+bracketleft'], run: () => restackChosen('back') },
  { id: 'shape.group', label: t('Group'), keys: ['mod+g'], run: groupChosen },
  { id: 'shape.ungroup', label: t('Ungroup'), keys: ['shift+g'], run: ungroupChosen },
])

const follow = (): void => {
  const following = !review().following
  setReview({ following })
  tell(following ? t('Outlines follow the edges of the picture.') : t('Outlines run straight again.'))
}

const edits = actionsIn(t('Shapes'), [
  { id: 'shape.turn.back', label: t('Turn left by 15°'), keys: ['shift+bracketleft'], run: () => turnChosen(-15) },
  { id: 'shape.turn.on', label: t('Turn right by 15°'), keys: ['shift+bracketright'], run: () => turnChosen(15) },
  {
    id: 'shape.turn.back-fine',
    label: t('Turn left by 1°'),
    keys: ['alt+bracketleft'],
    run: () => turnChosen(-1),
    repeats: true,
  },
  {
    id: 'shape.turn.on-fine',
    label: t('Turn right by 1°'),
    keys: ['alt+bracketright'],
    run: () => turnChosen(1),
    repeats: true,
  },
  { id: 'shape.box', label: t('Make a box of the shape'), keys: [], run: boxFromChosen },
  { id: 'shape.polygon', label: t('Make a polygon of the box or ellipse'), keys: [], run: polygonFromChosen },
  {
    id: 'shape.point.next',
    label: t('Next point or joint'),
    keys: ['quote'],
    run: () => holdNextPoint(1),
    repeats: true,
  },
  {
    id: 'shape.point.previous',
    label: t('Previous point or joint'),
    keys: ['shift+quote'],
    run: () => holdNextPoint(-1),
    repeats: true,
  },
  { id: 'shape.point.insert', label: t('Insert a point after this one'), keys: ['shift+enter'], run: insertAfterHeld },
  { id: 'shape.joint', label: t('Visibility of the joint'), keys: ['shift+d'], run: cycleHeldJoint },
  {
    id: 'shape.follow',
    label: t('Outlines follow the picture, or run straight'),
    keys: ['shift+semicolon'],
    run: follow,
  },
  {
    id: 'shape.occluded',
    label: t('Occluded, or not'),
    keys: ['shift+q'],
    run: () => toggleMarkOfChosen('occluded'),
  },
  {
    id: 'shape.truncated',
    label: t('Truncated, or not'),
    keys: ['shift+w'],
    run: () => toggleMarkOfChosen('truncated'),
  },
  {
    id: 'shape.difficult',
    label: t('Difficult, or not'),
    keys: ['shift+e'],
    run: () => toggleMarkOfChosen('difficult'),
  },
])

const sitting = actionsIn(t('Shapes'), [
  { id: 'shape.lock', label: t('Lock or unlock'), keys: [], run: () => toggleSitting('locked') },
  { id: 'shape.hide', label: t('Hide or show'), keys: ['shift+h'], run: () => toggleSitting('hidden') },
  { id: 'shape.pin', label: t('Pin in place or release'), keys: [], run: () => toggleSitting('pinned') },
  { id: 'shape.release', label: t('Release all that is locked, hidden or pinned'), keys: [], run: releaseAll },
])

/** What can be done with the shapes that are selected. */
export const shapeActions: readonly Action[] = [...copies, ...order, ...edits, ...sitting]
