import { expect, test } from 'vitest'
import { temporaryDesk } from '../helpers/desk.ts'
import { importing, nativeFile } from '../helpers/importing.ts'
import { judge } from '../helpers/review-desk.ts'

test('a case opens on the prediction that put it into the queue; once that is judged, on the newest one left', async () => {
  await using desk = await temporaryDesk()
  const row = (score: number) => ({ key: 'a', text: 'a cat', prediction: { objects: [{ label: 'cat', score }] } })
  const files = (score: number) => ({ files: [nativeFile(desk, [row(score)])] })
  await importing(desk, { ...files(0.25), model: 'edge@1' })
  await importing(desk, { ...files(0.9), model: 'edge@2' })
  await importing(desk, { ...files(0.95), model: 'edge@3' })
  const [next] = (await desk.call('queue.next', {})).rows
  if (!next) throw new Error('nothing is queued')
  const shown = async () => {
    const { predictions, predictionId } = await desk.call('review.open', { caseId: next.caseId })
    return { predictionId, model: predictions.find(({ id }) => id === predictionId)?.model.version }
  }
  const first = await shown()
  await judge(desk, { caseId: next.caseId, predictionId: first.predictionId }, 'incorrect')
  expect([next.reasons[0]?.rule, first.model, (await shown()).model]).toEqual(['low-confidence', '1', '3'])
})
