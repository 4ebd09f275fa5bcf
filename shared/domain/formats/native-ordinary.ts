import type { NativeRecord } from '../../model/native.ts'
import { isJsonObject } from './json-line.ts'

/**
 * True only for what the schema of the native file takes as it stands: a text with a class, scores and spans or boxes,
 * as millions of rows are. Checked by hand this costs a tenth of what the schema does; whatever else a row says is left
 * to the schema, which also says what is wrong. A test holds the two against each other.
 */
export const isOrdinary = (value: unknown): value is NativeRecord => {
  if (!isJsonObject(value)) return false
  for (const key in value) {
    const member = value[key]
    switch (key) {
      case 'key':
        if (typeof member !== 'string' || member === '' || member.length > 1000) return false
        break
      case 'text':
      case 'source':
      case 'group':
        if (typeof member !== 'string') return false
        break
      case 'time':
        if (typeof member !== 'string' || !INSTANT.test(member)) return false
        break
      case 'meta':
        if (!isFlat(member)) return false
        break
      case 'prediction':
        if (!isOrdinaryPrediction(member)) return false
        break
      default:
        return false
    }
  }
  return true
}

/** Not every instant: none that would take a calendar to tell. */
const INSTANT = /^[12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/

const isFlat = (value: unknown): boolean => {
  if (!isJsonObject(value)) return false
  for (const key in value) {
    const member = value[key]
    if (typeof member === 'number' ? !Number.isFinite(member) : typeof member === 'object' && member !== null)
      return false
  }
  return true
}

const isOrdinaryPrediction = (value: unknown): boolean => {
  if (!isJsonObject(value)) return false
  for (const key in value) {
    const member = value[key]
    switch (key) {
      case 'id':
        if (typeof member !== 'string' || member === '' || member.length > 200) return false
        break
      case 'class':
        if (typeof member !== 'string' || member === '') return false
        break
      case 'scores':
        if (!isScores(member)) return false
        break
      case 'objects':
        if (!Array.isArray(member) || !member.every(isOrdinaryObject)) return false
        break
      default:
        return false
    }
  }
  return true
}

const isScores = (value: unknown): boolean => {
  if (!isJsonObject(value)) return false
  for (const key in value) if (value[key] !== null && !Number.isFinite(value[key])) return false
  return true
}

const isOrdinaryObject = (value: unknown): boolean => {
  if (!isJsonObject(value)) return false
  let hasLabel = false
  for (const key in value) {
    const member = value[key]
    switch (key) {
      case 'label':
        hasLabel = typeof member === 'string' && member !== '' && member.length <= 500
        break
      case 'id':
        if (typeof member !== 'string' || member === '' || member.length > 200) return false
        break
      case 'score':
        if (member !== null && !Number.isFinite(member)) return false
        break
      case 'span':
        if (!Array.isArray(member) || member.length !== 2 || !member.every(isOffset)) return false
        break
      case 'quote':
        if (typeof member !== 'string') return false
        break
      case 'box':
        if (!isBox(member)) return false
        break
      default:
        return false
    }
  }
  return hasLabel
}

const isOffset = (value: unknown): boolean => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0

const isBox = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 4 && value.every(Number.isFinite) && value[2] >= 0 && value[3] >= 0
