import { DuckDBInstance } from '@duckdb/node-api'

/** Rows that DuckDB answers a query with: a reader and writer of Parquet that knows nothing of the desk. */
export const queried = async (sql: string): Promise<readonly unknown[]> => {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson()
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
