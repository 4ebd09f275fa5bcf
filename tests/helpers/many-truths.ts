import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Desk } from './desk.ts'

/** Fills a desk with `count` texts, each with its truth by "ada", so that there is much to export. */
export const importTruths = async (desk: Desk, count: number, padding = ''): Promise<void> => {
  const file = join(desk.folder, 'truths.jsonl')
  const lines = [JSON.stringify({ secondLook: 1 })]
  for (let nr = 1; nr <= count; nr++)
    lines.push(
      JSON.stringify({
        key: `k${nr}`,
        kind: 'text',
        text: `Order ${nr} never came. ${padding}`,
        truth: { class: nr % 3 ? 'delivery' : 'refund', objects: [{ label: 'order', span: [0, 5], quote: 'Order' }] },
      }),
    )
  writeFileSync(file, `${lines.join('\n')}\n`)
  const job = await desk.work('import.start', { files: [{ from: 'path', path: file }], role: 'truth', as: 'ada' })
  if (job.state !== 'done') throw new Error(job.error?.message ?? job.state)
}
