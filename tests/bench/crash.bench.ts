import { crashRounds } from '../crash/rounds.ts'
import type { Bench } from './row.ts'

const ROUNDS = Number(process.env.SECOND_LOOK_BENCH_CRASHES ?? 200)

/** SIGKILL at random moments of review, undo, import and export; the baseline is nothing lost. */
export const bench: Bench = {
  name: 'crash',
  run: async () => {
    const { acknowledged, lost, corrupt, halfWritten } = await crashRounds(ROUNDS, 1)
    const none = (name: string, found: readonly string[]) => ({
      name,
      value: found.length,
      unit: 'found',
      target: '= 0',
      pass: found.length === 0,
    })
    return [
      { name: 'crash.rounds', value: ROUNDS, unit: 'kills', target: '', pass: null },
      { name: 'crash.acknowledged', value: acknowledged, unit: 'acts', target: '> 0', pass: acknowledged > 0 },
      none('crash.lost', lost),
      none('crash.corrupt', corrupt),
      none('crash.half-written', halfWritten),
    ]
  },
}
