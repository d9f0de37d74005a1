import { join } from 'node:path'
import { readLineageLine, type LineageLine } from '../output/lineage.ts'
import type { Manifest } from '../output/manifest.ts'
import { readLines } from '../output/read-lines.ts'
import type { Problem } from './problem.ts'

/** Enough to see what is wrong. */
const MOST_PROBLEMS = 20

/**
 * Reads the lineage and holds it against the files of rows: each line names rows that exist, and all lines together each
 * row once, in the order of the files.
 */
export async function checkLineage(folder: string, manifest: Manifest): Promise<readonly Problem[]> {
  const { file } = manifest.lineage
  const places = createPlaces(manifest)
  const problems: Problem[] = []
  let lines = 0
  for await (const { number, text } of readLines(join(folder, file))) {
    lines += 1
    const line = readLineageLine(text)
    if (line === undefined)
      problems.push({ file, line: number, code: 'lineage_damaged', message: 'the line is none of a lineage' })
    else
      for (const message of places.take(line)) problems.push({ file, line: number, code: 'lineage_differs', message })
    if (problems.length >= MOST_PROBLEMS) return problems
  }
  if (lines !== manifest.examples) {
    const message = `it has ${lines} lines, the manifest counts ${manifest.examples} examples`
    problems.push({ file, code: 'lineage_differs', message })
  }
  return [...problems, ...places.missing().map((message) => ({ file, code: 'lineage_differs', message }) as const)]
}

function createPlaces({ outputs }: Manifest) {
  const files = new Map(outputs.map(({ format, split, file, rows }) => [`${format}/${split}`, { file, rows, next: 1 }]))
  return {
    *take({ split, rows }: LineageLine): Generator<string> {
      for (const [format, [first, count]] of Object.entries(rows)) {
        const place = files.get(`${format}/${split}`)
        if (place === undefined) {
          yield `it names rows of ${format} in ${split}, and there is no such file`
          continue
        }
        if (first !== place.next) yield `it names row ${first} of ${place.file}, and row ${place.next} is next`
        place.next = first + count
        if (place.next > place.rows + 1)
          yield `it names row ${place.next - 1} of ${place.file}, which has ${place.rows}`
      }
    },
    missing: () =>
      [...files.values()].flatMap(({ file, rows, next }) =>
        next > rows ? [] : [`no line names rows ${next} to ${rows} of ${file}`],
      ),
  }
}
