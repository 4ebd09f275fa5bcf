import { fragmentWord } from './generate-cases.ts'

/** The twenty filters and searches of docs/query.md, over the cases of generate-cases.ts; common, rare and none at all. */
export const FILTERS = [
  'status:waiting',
  'status:reviewed and verdict:incorrect',
  'label:label3',
  'label:label39',
  'score:0.2..0.4',
  'score>0.95',
  'any(label:label7 and score<0.3)',
  'any(label:label2 and score:0.45..0.55) and not status:reviewed',
  'model:shelf@9 and disagreement>0.8',
  'source:cam9 and time:2026-03',
  'group:store77',
  'meta.aisle:7 and score<0.3',
  'meta.aisle>=35 and meta.region:r2*',
  'severity>=medium and lane:ranked',
  'reviewer:grace and cause:ambiguous-input',
  'rule:disagreement and rule:low-confidence and kind:image',
  fragmentWord(0),
  `${fragmentWord(399)} not score>=0.6`,
  'no123456 or key:s11/00*',
  '(label:label1 or label:label4) and not (source:cam1,cam2 or score<0.2) and time>=2026-06',
] as const
