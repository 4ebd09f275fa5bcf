import { Turn } from '../../model/case.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import type { Model } from '../../model/prediction.ts'
import type { Size } from '../geometry/box.ts'
import { isImageName } from './detect.ts'
import { checkEntry, isJsonObject } from './json-line.ts'
import { readResult, type TaskContent } from './label-studio-result.ts'
import { ORIGIN, readOrigin } from './origin.ts'
import {
  failureOf,
  type Read,
  type ReadCase,
  type ReadPrediction,
  type ReadRow,
  type Role,
  RowProblem,
} from './read-row.ts'

/** Where the size of an image is found that results give in percent; null where it is not known. */
export type SizeOfImage = (name: string) => Promise<Size | null>

/** True for what Label Studio exports: a list of tasks, or one. */
export const isLabelStudio = (document: unknown): boolean => {
  const [first] = Array.isArray(document) ? document : [document]
  return isJsonObject(first) && isJsonObject(first.data)
}

/**
 * One task. With role prediction each of its predictions is a row of its own; with role truth its annotation counts, of
 * several the one marked as ground truth, else the newest.
 */
export const readLabelStudioTask = async (task: unknown, role: Role, sizeOf: SizeOfImage): Promise<readonly Read[]> => {
  const excerpt = JSON.stringify(task) ?? ''
  const warnings: Read[] = []
  try {
    if (!isJsonObject(task)) throw new RowProblem('not-an-object', 'A task is no object.', 'Write a list of tasks.')
    checkEntry(task)
    const rows = await readTask(task, { role, sizeOf, warn: (text) => void warnings.push({ is: 'warning', text }) })
    return [...warnings, ...rows.map((row): Read => ({ is: 'row', row: { line: null, excerpt, ...row } }))]
  } catch (error) {
    if (!(error instanceof RowProblem)) throw error
    return [{ is: 'failure', failure: failureOf(error, null, excerpt) }]
  }
}

type Reading = { readonly role: Role; readonly sizeOf: SizeOfImage; readonly warn: (text: string) => void }

const readTask = async (task: JsonObject, reading: Reading): Promise<readonly Omit<ReadRow, 'line' | 'excerpt'>[]> => {
  const data = isJsonObject(task.data) ? task.data : null
  if (data === null) throw new RowProblem('no-content', 'The task has no data.', 'Give each task its "data".')
  const origin = readOrigin(data[ORIGIN])
  const { id } = task
  const content = readContent(data)
  const one: ReadCase = {
    key: origin?.key ?? (typeof id === 'number' || typeof id === 'string' ? String(id) : null),
    ...content.read,
    meta: { ...content.rest, ...(isJsonObject(task.meta) ? task.meta : {}) },
  }
  const size = one.image === undefined || !wantsSize(task) ? null : await reading.sizeOf(one.image.name)
  const within: TaskContent = { text: one.text, turns: one.turns ?? [], size }
  if (reading.role === 'prediction') return readPredictions(task, one, within, reading)
  const truth = reading.role === 'truth' ? chooseAnnotation(task, reading) : null
  return [
    {
      case: one,
      ...(truth === null
        ? {}
        : { truth: readResult(truth.result, { content: within, score: undefined, warn: reading.warn }) }),
    },
  ]
}

/** Whether a result leaves it open how large its image is. */
const wantsSize = ({ annotations, completions, predictions }: JsonObject): boolean =>
  [...objects(annotations ?? completions), ...objects(predictions)]
    .flatMap(({ result }) => objects(result))
    .some((each) => each.original_width === undefined && each.type !== 'relation')

const objects = (list: Json | undefined): readonly JsonObject[] =>
  (Array.isArray(list) ? list : []).filter((each) => isJsonObject(each))

const chooseAnnotation = (task: JsonObject, { warn }: Reading): JsonObject | null => {
  const all = objects(task.annotations ?? task.completions)
  const given = all.filter(({ was_cancelled: skipped }) => skipped !== true)
  if (all.length > given.length) warn('Annotations that were skipped or cancelled say nothing.')
  const marked = given.filter(({ ground_truth: truth }) => truth === true)
  const chosen = marked.length > 0 ? marked : given
  if (chosen.length > 1) warn('Tasks with several annotations: the one marked as ground truth counts, else the newest.')
  return chosen.at(-1) ?? null
}

const readPredictions = (
  task: JsonObject,
  one: ReadCase,
  content: TaskContent,
  { warn }: Reading,
): readonly Omit<ReadRow, 'line' | 'excerpt'>[] => {
  const predictions = objects(task.predictions)
  if (predictions.length === 0) {
    if (objects(task.annotations ?? task.completions).length > 0)
      warn('Tasks have annotations by people and no prediction; import them as human truth.')
    return [{ case: one }]
  }
  return predictions.map((prediction) => {
    const { score, result, id, model_version: version } = prediction
    const plain = typeof score === 'number' && score >= 0 && score <= 1 ? score : undefined
    const said = readResult(result, { content, score: plain, warn })
    const model = typeof version === 'string' ? modelOf(version) : null
    const read: ReadPrediction = {
      ...said,
      ...(model === null ? {} : { model }),
      ...(typeof id === 'number' || typeof id === 'string' ? { sourceId: String(id) } : {}),
    }
    return { case: one, prediction: read }
  })
}

/** "shelf@8": what stands behind the last @ is the version. */
const modelOf = (text: string): Model | null => {
  const at = text.lastIndexOf('@')
  if (text.trim() === '') return null
  return at > 0 ? { name: text.slice(0, at), version: text.slice(at + 1) } : { name: text, version: '' }
}

type Content = {
  readonly read: Pick<ReadCase, 'kind' | 'text' | 'image' | 'turns' | 'fields'>
  readonly rest: JsonObject
}

const IMAGE_NAMES = ['image', 'img', 'photo', 'picture', 'ocr']
const DIALOGUE_NAMES = ['dialogue', 'dialog', 'conversation', 'messages', 'turns', 'paragraphs']

/** What the task shows. Its data may be named at will, so the usual names come first, then what looks like it. */
const readContent = (data: JsonObject): Content => {
  const names = Object.keys(data).filter((name) => name !== ORIGIN)
  const imageAt =
    IMAGE_NAMES.find((name) => typeof data[name] === 'string') ??
    names.find((name) => name !== 'text' && isImageAddress(data[name]))
  const turnsAt = [...DIALOGUE_NAMES, ...names].find((name) => turnsOf(data[name]) !== null)
  const strings = names.filter((name) => name !== imageAt && typeof data[name] === 'string')
  const textAt =
    typeof data.text === 'string' ? 'text' : strings.length === 1 && turnsAt === undefined ? strings[0] : undefined
  const [image, text] = [
    imageAt === undefined ? undefined : data[imageAt],
    textAt === undefined ? undefined : data[textAt],
  ]
  const turns = turnsAt === undefined ? null : turnsOf(data[turnsAt])
  const used = new Set([imageAt, textAt, turnsAt])
  const rest = Object.fromEntries(names.filter((name) => !used.has(name)).map((name) => [name, data[name] ?? null]))
  const shown = {
    ...(typeof text === 'string' ? { text } : {}),
    ...(turns === null ? {} : { turns }),
  }
  if (typeof image === 'string') return { read: { kind: 'image', image: { name: imageName(image) }, ...shown }, rest }
  if (turns !== null) return { read: { kind: 'conversation', ...shown }, rest }
  if (typeof text === 'string') return { read: { kind: 'text', text }, rest }
  if (names.length === 0)
    throw new RowProblem('no-content', 'The task’s data is empty.', 'Give each task an image, a text or a dialogue.')
  return { read: { kind: 'record', fields: rest }, rest: {} }
}

/** What has no white space and ends as images do; a text may hold such an address too. */
const isImageAddress = (value: Json | undefined): boolean =>
  typeof value === 'string' && value.length < 4096 && !/\s/.test(value) && isImageName(imageName(value))

/** A file's name from its address: below the local files' root, or as the path of a URL. */
const imageName = (address: string): string => {
  if (address.startsWith('data:'))
    throw new RowProblem(
      'embedded-image',
      'The image is embedded in the task.',
      'Export the images as files, name them in "image", and give their folder.',
    )
  const local = /^\/?data\/local-files\/?\?(?:.*&)?d=([^&]*)/.exec(address)?.[1]
  const path = local ?? address.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*\//i, '').replace(/[?#].*$/, '')
  return decoded(path)
    .replace(/^\/?data\/upload\//, '')
    .replace(/^\/+/, '')
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const ASSISTANT = /assistant|agent|bot|model|support|^ai$/i

/** A list of what was said, by whom; null for anything else. */
const turnsOf = (value: Json | undefined): Turn[] | null => {
  if (!Array.isArray(value) || value.length === 0) return null
  const turns: Turn[] = []
  for (const entry of value) {
    const said = isJsonObject(entry) ? turnOf(entry) : null
    if (said === null) return null
    turns.push(said)
  }
  return turns
}

const turnOf = (entry: JsonObject): Turn | null => {
  const text = entry.text ?? entry.content
  if (typeof text !== 'string') return null
  const given = [entry.role, entry.author, entry.speaker].find((each) => typeof each === 'string')
  const name = typeof given === 'string' ? given : ''
  const known = Turn.shape.role.safeParse(name.toLowerCase())
  const role = known.success ? known.data : ASSISTANT.test(name) ? 'assistant' : 'user'
  const whole = Turn.safeParse({ ...keptOfTurn(entry), role, text, ...(known.success || name === '' ? {} : { name }) })
  return whole.success ? whole.data : { role, text }
}

/** What an export of the desk wrote beside text and speaker. */
const keptOfTurn = ({ name, time, toolCalls, sources }: JsonObject): JsonObject =>
  JSON.parse(JSON.stringify({ name, time, toolCalls, sources }))
