/** A possible pair of a row and a column (0-based), and how much it is worth (above 0). */
export type Edge = { readonly row: number; readonly column: number; readonly weight: number }

/** Above this many rows or columns in one tangle, pairs are taken best first instead of optimally (n³ would stall). */
const OPTIMAL_UP_TO = 200

/**
 * Pairs each row with at most one column so that the pairs' weights sum to the most possible: the Hungarian method
 * (Kuhn 1955, Munkres 1957) on each connected part of the graph. Ties fall the same way on every run.
 */
export function bestPairs(edges: readonly Edge[]): Edge[] {
  return components(edges).flatMap((part) => {
    const rows = [...new Set(part.map((edge) => edge.row))].sort((a, b) => a - b)
    const columns = [...new Set(part.map((edge) => edge.column))].sort((a, b) => a - b)
    if (part.length === 1) return part
    if (rows.length > OPTIMAL_UP_TO || columns.length > OPTIMAL_UP_TO) return greedyPairs(part)
    return optimalPairs(part, rows, columns)
  })
}

/** Edges grouped by what hangs together, found with disjoint sets. */
function components(edges: readonly Edge[]): Edge[][] {
  const parents = new Map<string, string>()
  const root = (node: string): string => {
    let at = node
    for (let up = parents.get(at); up !== undefined && up !== at; up = parents.get(at)) {
      const above = parents.get(up) ?? up
      parents.set(at, above)
      at = above
    }
    return at
  }
  for (const { row, column } of edges) {
    for (const node of [`r${row}`, `c${column}`]) if (!parents.has(node)) parents.set(node, node)
    parents.set(root(`r${row}`), root(`c${column}`))
  }
  return [...Map.groupBy(edges, (edge) => root(`r${edge.row}`)).values()]
}

function greedyPairs(edges: readonly Edge[]): Edge[] {
  const [rows, columns] = [new Set<number>(), new Set<number>()]
  return edges
    .toSorted((a, b) => b.weight - a.weight || a.row - b.row || a.column - b.column)
    .filter(({ row, column }) => {
      if (rows.has(row) || columns.has(column)) return false
      rows.add(row)
      columns.add(column)
      return true
    })
}

function optimalPairs(edges: readonly Edge[], rows: readonly number[], columns: readonly number[]): Edge[] {
  const flip = rows.length > columns.length
  const [short, long] = flip ? [columns, rows] : [rows, columns]
  const shortAt = new Map(short.map((value, index) => [value, index]))
  const longAt = new Map(long.map((value, index) => [value, index]))
  const cost = short.map(() => new Float64Array(long.length))
  const found = new Map<string, Edge>()
  for (const edge of edges) {
    const i = shortAt.get(flip ? edge.column : edge.row) ?? 0
    const j = longAt.get(flip ? edge.row : edge.column) ?? 0
    const line = cost[i]
    if (line) line[j] = -edge.weight
    found.set(`${i} ${j}`, edge)
  }
  return hungarian(cost, long.length).flatMap((j, i) => found.get(`${i} ${j}`) ?? [])
}

/**
 * The column for each row so that the costs sum to the least, with potentials and shortest augmenting paths. There must
 * be at least as many columns as rows. 1-based inside, as column 0 stands for "none yet".
 */
function hungarian(cost: readonly Float64Array[], columnCount: number): number[] {
  const rowCount = cost.length
  const rowPotential = new Float64Array(rowCount + 1)
  const columnPotential = new Float64Array(columnCount + 1)
  const rowOf = new Int32Array(columnCount + 1)
  const cameFrom = new Int32Array(columnCount + 1)
  for (let start = 1; start <= rowCount; start++) {
    const slack = new Float64Array(columnCount + 1).fill(Number.POSITIVE_INFINITY)
    const seen = new Uint8Array(columnCount + 1)
    rowOf[0] = start
    let column = 0
    do {
      seen[column] = 1
      const row = at(rowOf, column)
      let [delta, next] = [Number.POSITIVE_INFINITY, 0]
      for (let j = 1; j <= columnCount; j++) {
        if (seen[j]) continue
        const reduced = (cost[row - 1]?.[j - 1] ?? 0) - at(rowPotential, row) - at(columnPotential, j)
        if (reduced < at(slack, j)) {
          slack[j] = reduced
          cameFrom[j] = column
        }
        if (at(slack, j) < delta) [delta, next] = [at(slack, j), j]
      }
      for (let j = 0; j <= columnCount; j++) {
        if (seen[j]) {
          rowPotential[at(rowOf, j)] = at(rowPotential, at(rowOf, j)) + delta
          columnPotential[j] = at(columnPotential, j) - delta
        } else slack[j] = at(slack, j) - delta
      }
      column = next
    } while (at(rowOf, column) !== 0)
    while (column !== 0) {
      const previous = at(cameFrom, column)
      rowOf[column] = at(rowOf, previous)
      column = previous
    }
  }
  const columnOf: number[] = Array.from({ length: rowCount }, () => -1)
  for (let j = 1; j <= columnCount; j++) if (at(rowOf, j) > 0) columnOf[at(rowOf, j) - 1] = j - 1
  return columnOf
}

const at = (array: Float64Array | Int32Array, index: number): number => array[index] ?? 0
