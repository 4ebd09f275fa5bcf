import type { LabelId } from '../../model/ids.ts'
import type { Label } from '../../model/taxonomy.ts'

/** A label where it stands in the tree. */
export type LabelNode = {
  readonly label: Label
  /** 0 at the top. */
  readonly depth: number
  /** Its ancestors, the topmost first. */
  readonly above: readonly Label[]
  readonly hasChildren: boolean
}

/**
 * Labels depth first, children under their parents, siblings in the taxonomy's order. A label whose parent is not among
 * them stands at the top, and so does one of a circle, so that none is ever lost.
 */
export const labelTree = (labels: readonly Label[]): readonly LabelNode[] => {
  const byId = new Map(labels.map((label) => [label.id, label]))
  const children = Map.groupBy(labels, ({ parent }) => (parent !== undefined && byId.has(parent) ? parent : null))
  const nodes: LabelNode[] = []
  const placed = new Set<LabelId>()
  const place = (label: Label, above: readonly Label[]): void => {
    if (placed.has(label.id)) return
    placed.add(label.id)
    const under = children.get(label.id) ?? []
    nodes.push({ label, depth: above.length, above, hasChildren: under.length > 0 })
    for (const child of under) place(child, [...above, label])
  }
  for (const label of children.get(null) ?? []) place(label, [])
  for (const label of labels) place(label, [])
  return nodes
}

/** The nodes that are seen while these parents are closed. */
export const openNodes = (nodes: readonly LabelNode[], closed: ReadonlySet<LabelId>): readonly LabelNode[] =>
  nodes.filter(({ above }) => above.every(({ id }) => !closed.has(id)))

/** The nodes that fit, with every ancestor of theirs, so that each still stands in its place. */
export const nodesThat = (nodes: readonly LabelNode[], fits: (label: Label) => boolean): readonly LabelNode[] => {
  const kept = new Set(nodes.filter(({ label }) => fits(label)).flatMap(({ label, above }) => [label, ...above]))
  return nodes.filter(({ label }) => kept.has(label))
}

/** What stands for a deprecated label now, through chains of replacements; itself where nothing does. */
export const replacementsOf = (label: Label, labels: readonly Label[]): readonly Label[] => {
  const byId = new Map(labels.map((one) => [one.id, one]))
  const found = new Set<Label>()
  const met = new Set<LabelId>([label.id])
  const follow = (id: LabelId): void => {
    const next = byId.get(id)
    if (!next || met.has(id)) return
    met.add(id)
    if (!next.deprecated) found.add(next)
    else for (const other of next.replacedBy) follow(other)
  }
  for (const id of label.replacedBy) follow(id)
  return [...found]
}
