import { moveCaret } from '../../shared/domain/tools/text-caret.ts'
import { directionOf } from '../../shared/domain/tools/text-snap.ts'

export type CaretKey = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'shiftKey'>

/** Where the paragraph around an offset begins and ends: what decides which way an arrow goes. */
const paragraphAround = (text: string, at: number): readonly [number, number] => {
  const end = text.indexOf('\n', at)
  return [text.lastIndexOf('\n', at - 1) + 1, end < 0 ? text.length : end]
}

/**
 * Where an arrow or Home and End take the caret; null for other keys. Ctrl goes by words. Left and right are those of the
 * paragraph's own direction: in a Hebrew line the left arrow goes on.
 */
export const keyTarget = (
  event: CaretKey,
  text: string,
  at: number,
  by: 'grapheme' | 'character',
  lineStep: (by: 1 | -1) => number,
): number | null => {
  const word = event.ctrlKey
  const sideways = (right: boolean): number => {
    const forward = right === (directionOf(text, ...paragraphAround(text, at)) === 'ltr')
    return moveCaret(text, at, word ? 'word' : by, forward ? 'forward' : 'back')
  }
  switch (event.key) {
    case 'ArrowLeft':
      return sideways(false)
    case 'ArrowRight':
      return sideways(true)
    case 'ArrowUp':
      return word ? moveCaret(text, at, 'paragraph', 'back') : lineStep(-1)
    case 'ArrowDown':
      return word ? moveCaret(text, at, 'paragraph', 'forward') : lineStep(1)
    case 'Home':
      return word ? 0 : moveCaret(text, at + 1, 'paragraph', 'back')
    case 'End': {
      if (word) return text.length
      const end = text.slice(at).search(/\r?\n|\r/)
      return end < 0 ? text.length : at + end
    }
    default:
      return null
  }
}
