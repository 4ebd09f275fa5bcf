import { writeFileSync } from 'node:fs'
import { relative, sep } from 'node:path'
import type { Reporter } from 'vitest/node'
import { reportOf } from './run-report.ts'

/** Writes what a run found to `path`, as JSON, once the run is over. */
export const runReporter = (path: string, root: string): Reporter => {
  const nameOf = (moduleId: string): string => relative(root, moduleId).replaceAll(sep, '/')
  let planned: readonly string[] = []
  return {
    onTestRunStart: (specifications) => {
      planned = specifications.map(({ moduleId }) => nameOf(moduleId))
    },
    onTestRunEnd: (modules, errors) => {
      const ran = modules.map((module) => ({
        file: nameOf(module.moduleId),
        state: module.state(),
        tests: [...module.children.allTests()].map((test) => test.result().state),
      }))
      writeFileSync(path, JSON.stringify(reportOf(planned, ran, errors)))
    },
  }
}
