import type { BuildReport } from '../../datasets.ts'
import type { Terminal } from '../terminal.ts'
import type { Given } from '../verb.ts'

/** Prints a report for people. */
export async function showReport(report: BuildReport, terminal: Terminal): Promise<void> {
  const { renderReport } = await import('../../datasets.ts')
  for (const line of renderReport(report).split('\n')) terminal.say(line)
}

/** Where samples were asked for, and the report has none to show. */
export function tellOfSamples({ examples }: BuildReport, given: Given, terminal: Terminal): void {
  if (!given.isOn('samples') || examples.dropped.some(({ quotes }) => quotes !== undefined)) return
  terminal.say('finetap: no samples: no step dropped a whole conversation in which a user says something')
}

/** Where nothing is left, shows what became of everything before the error says so. */
export async function showingWhyEmpty<Result>(terminal: Terminal, body: () => Promise<Result>): Promise<Result> {
  try {
    return await body()
  } catch (error) {
    const { reportOfEmpty } = await import('../../datasets.ts')
    const report = reportOfEmpty(error)
    if (report !== undefined) await showReport(report, terminal)
    throw error
  }
}
