import { join } from 'node:path'
import { readLineageLine } from '../output/lineage.ts'
import type { Manifest } from '../output/manifest.ts'
import { readLines } from '../output/read-lines.ts'
import { checkExamples } from './check-examples.ts'
import { checkKeys } from './check-keys.ts'
import { checkPlaces } from './check-places.ts'
import { checkRows } from './check-rows.ts'
import type { LineageCheck } from './lineage-check.ts'
import type { Problem } from './problem.ts'

/** Enough to see what is wrong. */
const MOST_PROBLEMS = 20

/**
 * Reads the lineage and holds it against the files of rows and the ledger: all lines together name each row once, in the
 * order of the files, and each example once; from version 2 on the rows are those that were built, and each lies in the
 * split that the ledger has for its keys.
 *
 * @param canRead false for files that need not be looked into
 */
export async function checkLineage(
  folder: string,
  manifest: Manifest,
  canRead: (file: string) => boolean,
): Promise<readonly Problem[]> {
  const { file, version = 1 } = manifest.lineage
  const checks = [checkPlaces(manifest), checkExamples(manifest)]
  const problems: Problem[] = []
  if (version >= 2) {
    const keys = await checkKeys(folder, manifest, canRead)
    if ('problem' in keys) problems.push(keys.problem)
    else checks.push(keys)
    checks.push(checkRows(folder, manifest, canRead))
  }
  try {
    for await (const { number, text } of readLines(join(folder, file))) {
      for (const finding of await look(text, checks)) problems.push({ file, line: number, ...finding })
      if (problems.length >= MOST_PROBLEMS) return problems
    }
  } finally {
    for (const check of checks) await check.close?.()
  }
  return [...problems, ...checks.flatMap((check) => check.end?.() ?? [])]
}

async function look(text: string, checks: readonly LineageCheck[]): Promise<readonly Omit<Problem, 'file'>[]> {
  const line = readLineageLine(text)
  if (line === undefined) return [{ code: 'lineage_damaged', message: 'the line is none of a lineage' }]
  const findings: Omit<Problem, 'file'>[] = []
  for (const check of checks) findings.push(...(await check.take(line)))
  return findings
}
