import { expect, test } from 'vitest'
import { type Contact, type Contacts, NO_CONTACTS, onContact, type Phase } from '../../shared/domain/tools/contacts.ts'

type Event = readonly [Phase, Contact['pointer'], number, number, number, number?]
/** Plays pointer events (phase, kind, id, x, y, size) and answers what each came to, in few words. */
const play = (...events: readonly Event[]): readonly string[] => {
  let contacts: Contacts = NO_CONTACTS
  return events.map(([phase, pointer, id, x, y, size = 10]) => {
    const step = onContact(contacts, phase, { id, pointer, at: [x, y], size })
    contacts = step.contacts
    const pan = step.pan[0] === 0 && step.pan[1] === 0 ? [] : [`pan ${step.pan.join(',')}`]
    const zoom = step.zoom ? [`zoom ${step.zoom.factor} at ${step.zoom.at.join(',')}`] : []
    return [...(step.input ? [step.input] : []), ...pan, ...zoom].join(' ')
  })
}

test('one finger draws; a second drops what it began, and both move and zoom the picture', () => {
  expect(
    play(
      ['down', 'touch', 1, 0, 0],
      ['move', 'touch', 1, 10, 0],
      ['down', 'touch', 2, 110, 0],
      ['move', 'touch', 2, 210, 0],
      ['up', 'touch', 2, 210, 0],
      ['move', 'touch', 1, 10, 5],
      ['up', 'touch', 1, 10, 5],
      ['down', 'touch', 3, 0, 0],
    ),
  ).toEqual(['down', 'move', 'abort', 'pan 50,0 zoom 2 at 110,0', '', 'pan 0,5', '', 'down'])
})

test('while a pen is near a finger moves the picture and a palm does nothing; while the pen draws, neither', () => {
  expect(
    play(
      ['move', 'pen', 1, 50, 50],
      ['down', 'touch', 2, 0, 0],
      ['move', 'touch', 2, 7, 0],
      ['up', 'touch', 2, 7, 0],
      ['down', 'touch', 3, 0, 0, 80],
      ['move', 'touch', 3, 9, 0, 80],
      ['up', 'touch', 3, 9, 0, 80],
      ['down', 'pen', 1, 50, 50],
      ['down', 'touch', 4, 0, 0],
      ['move', 'touch', 4, 9, 0],
      ['move', 'pen', 1, 60, 50],
      ['up', 'pen', 1, 60, 50],
      ['leave', 'pen', 1, 60, 50],
      ['down', 'touch', 5, 0, 0],
    ),
  ).toEqual(['hover', '', 'pan 7,0', '', '', '', '', 'down', '', '', 'move', 'up', '', 'down'])
})

test('a mouse hovers, draws and is let go; a pointer taken away drops what it had begun', () => {
  expect(
    play(
      ['move', 'mouse', 1, 0, 0],
      ['down', 'mouse', 1, 0, 0],
      ['move', 'mouse', 1, 5, 5],
      ['down', 'touch', 2, 9, 9],
      ['up', 'mouse', 1, 5, 5],
      ['down', 'touch', 3, 0, 0],
      ['cancel', 'touch', 3, 0, 0],
      ['down', 'pen', 4, 0, 0],
      ['cancel', 'pen', 4, 0, 0],
    ),
  ).toEqual(['hover', 'down', 'move', '', 'up', 'down', 'abort', 'down', 'abort'])
})
