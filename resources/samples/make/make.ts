import { mkdir } from 'node:fs/promises'
import { makeClinicalCoding } from './clinical-coding.ts'
import { makeCreditRisk } from './credit-risk.ts'
import { makeDocumentExtraction } from './document-extraction.ts'
import { makeFraudAlerts } from './fraud-alerts.ts'
import { makeRecommendations } from './recommendations.ts'
import { makeRetailShelf } from './retail-shelf.ts'
import { makeSupportAssistant } from './support-assistant.ts'
import { makeTicketRouting } from './ticket-routing.ts'

/** `npm run samples [-- NAME…]`: makes the shipped samples again, the same every time. */
const makers = {
  'retail-shelf': makeRetailShelf,
  'support-assistant': makeSupportAssistant,
  'clinical-coding': makeClinicalCoding,
  'document-extraction': makeDocumentExtraction,
  'fraud-alerts': makeFraudAlerts,
  'credit-risk': makeCreditRisk,
  recommendations: makeRecommendations,
  'ticket-routing': makeTicketRouting,
} as const

const wanted = process.argv.slice(2)
for (const [name, make] of Object.entries(makers)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const folder = new URL(`../${name}/`, import.meta.url).pathname
  await mkdir(folder, { recursive: true })
  await make(folder)
  process.stderr.write(`${name}: made\n`)
}
