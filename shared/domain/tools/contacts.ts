import type { Point } from '../../model/shape.ts'
import type { Press } from './tool.ts'

/** One pointer on or over the stage. `at` and `size` (the larger side of what touches) are CSS pixels. */
export type Contact = {
  readonly id: number
  readonly pointer: Press['pointer']
  readonly at: Point
  readonly size: number
}

/** Which pointers are down and what each is for: one feeds the tool, fingers beside it move the picture. */
export type Contacts = {
  readonly tool: { readonly id: number; readonly pointer: Press['pointer'] } | null
  readonly fingers: ReadonlyMap<number, Point>
  /** A pen is over the stage: fingers move the picture, they do not draw. */
  readonly penNear: boolean
}

export const NO_CONTACTS: Contacts = { tool: null, fingers: new Map(), penNear: false }

/** What a pointer's event means: an input for the tool, or a movement of the picture, or nothing. */
export type ContactStep = {
  readonly contacts: Contacts
  readonly input: 'down' | 'move' | 'up' | 'hover' | 'abort' | null
  readonly pan: Point
  /** The view grows by `factor` about `at`. */
  readonly zoom: { readonly factor: number; readonly at: Point } | null
}

/** A hand's heel touches more of the glass (CSS pixels) than a fingertip. */
const PALM = 40

const NOTHING = { input: null, pan: [0, 0], zoom: null } as const

const middle = (a: Point, b: Point): Point => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]
const apart = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1])

const withFinger = (contacts: Contacts, { id, at }: Contact): Contacts => ({
  ...contacts,
  fingers: new Map([...contacts.fingers, [id, at]]),
})

const touchDown = (contacts: Contacts, contact: Contact): ContactStep => {
  const { tool, fingers, penNear } = contacts
  // While the pen draws the hand rests on the glass; beside a pen that is only near a large contact is a palm too.
  const isPalm = tool?.pointer === 'pen' || (penNear && contact.size > PALM)
  if (isPalm || tool?.pointer === 'mouse' || fingers.size >= 2) return { contacts, ...NOTHING }
  const added = withFinger(contacts, contact)
  if (tool) return { contacts: { ...added, tool: null }, ...NOTHING, input: 'abort' }
  if (penNear || fingers.size > 0) return { contacts: added, ...NOTHING }
  return { contacts: { ...added, tool: { id: contact.id, pointer: 'touch' } }, ...NOTHING, input: 'down' }
}

const touchMove = (contacts: Contacts, contact: Contact): ContactStep => {
  const before = contacts.fingers.get(contact.id)
  if (!before) return { contacts, ...NOTHING }
  const moved = withFinger(contacts, contact)
  if (contacts.tool?.id === contact.id) return { contacts: moved, ...NOTHING, input: 'move' }
  const [other] = [...contacts.fingers].filter(([id]) => id !== contact.id)
  if (!other) return { contacts: moved, ...NOTHING, pan: [contact.at[0] - before[0], contact.at[1] - before[1]] }
  const [from, to] = [middle(before, other[1]), middle(contact.at, other[1])]
  const [was, is] = [apart(before, other[1]), apart(contact.at, other[1])]
  const zoom = was > 0 && is > 0 ? { factor: is / was, at: to } : null
  return { contacts: moved, input: null, pan: [to[0] - from[0], to[1] - from[1]], zoom }
}

const touchEnd = (contacts: Contacts, { id }: Contact, input: 'up' | 'abort'): ContactStep => {
  const fingers = new Map([...contacts.fingers].filter(([finger]) => finger !== id))
  const isTool = contacts.tool?.id === id
  const after = { ...contacts, fingers, tool: isTool ? null : contacts.tool }
  return { contacts: after, ...NOTHING, input: isTool ? input : null }
}

/** Mouse and pen always feed the tool. A pen takes the tool from a finger that had it: that was the hand coming down. */
const direct = (contacts: Contacts, phase: Phase, contact: Contact): ContactStep => {
  const { pointer, id } = contact
  const penNear = pointer === 'pen' ? phase !== 'leave' && phase !== 'cancel' : contacts.penNear
  const now = { ...contacts, penNear }
  const isTool = contacts.tool?.id === id
  switch (phase) {
    case 'down':
      return { contacts: { ...now, tool: { id, pointer }, fingers: new Map() }, ...NOTHING, input: 'down' }
    case 'move':
      if (isTool) return { contacts: now, ...NOTHING, input: 'move' }
      return { contacts: now, ...NOTHING, input: contacts.tool ? null : 'hover' }
    case 'up':
      return { contacts: { ...now, tool: isTool ? null : now.tool }, ...NOTHING, input: isTool ? 'up' : null }
    case 'cancel':
      return { contacts: { ...now, tool: isTool ? null : now.tool }, ...NOTHING, input: isTool ? 'abort' : null }
    case 'leave':
      return { contacts: now, ...NOTHING }
  }
}

export type Phase = 'down' | 'move' | 'up' | 'cancel' | 'leave'

/**
 * One event of one pointer. One finger draws, two move and zoom the picture (what the first had begun is dropped); while a
 * pen is near, a finger moves the picture and a palm does nothing.
 */
export const onContact = (contacts: Contacts, phase: Phase, contact: Contact): ContactStep => {
  if (contact.pointer !== 'touch') return direct(contacts, phase, contact)
  switch (phase) {
    case 'down':
      return touchDown(contacts, contact)
    case 'move':
      return touchMove(contacts, contact)
    case 'up':
      return touchEnd(contacts, contact, 'up')
    case 'cancel':
    case 'leave':
      return touchEnd(contacts, contact, 'abort')
  }
}
