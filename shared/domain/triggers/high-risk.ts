/** Names that mean a label of high risk. A model may use a name for a label of its own, which counts before the rest. */
export type HighRiskNames = {
  /** Whatever the model. */
  readonly names: readonly string[]
  /** Names that mean something else where this model uses them, and whether that is of high risk. */
  readonly ofModels: readonly { readonly model: string; readonly name: string; readonly high: boolean }[]
}

/** The names of high risk where this model uses them; where none is known, those of every model. */
export type HighRiskOf = (model: string | undefined) => ReadonlySet<string>

export const createHighRisk = ({ names, ofModels }: HighRiskNames): HighRiskOf => {
  const every: ReadonlySet<string> = new Set(names)
  const byModel = new Map<string, Set<string>>()
  for (const { model, name, high } of ofModels) {
    const own = byModel.get(model) ?? new Set(names)
    if (high) own.add(name)
    else own.delete(name)
    byModel.set(model, own)
  }
  return (model) => (model === undefined ? every : (byModel.get(model) ?? every))
}

const NO_NAMES: ReadonlySet<string> = new Set()
/** Where nothing is asked about risk. */
export const NO_RISK: HighRiskOf = () => NO_NAMES
