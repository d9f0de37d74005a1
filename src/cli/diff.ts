import type { DatasetDiff } from '../datasets.ts'
import { requireDataset } from './dataset-folder.ts'
import { plainJson, plainText } from './plain-text.ts'
import type { Verb } from './verb.ts'

export const diff: Verb = {
  name: 'diff',
  words: ['<before>', '<after>'],
  summary: 'Compare two datasets; 1 when rows that were held out are now trained',
  flags: [{ name: 'exit-code', help: 'End with 1 also when they differ in anything else' }],
  examples: ['diff ./datasets/march ./datasets/april', 'diff ./a ./b --exit-code --quiet'],
  async run(given, terminal) {
    const [before = '', after = ''] = given.words
    for (const folder of [before, after]) await requireDataset(folder)
    const { diffDatasets, renderDiff } = await import('../datasets.ts')
    const found = await diffDatasets(before, after)
    await terminal.data(given.isOn('json') ? plainJson(found) : plainText(renderDiff(found).trimEnd()))
    return found.problems.length > 0 || (given.isOn('exit-code') && differs(found)) ? 1 : 0
  },
}

/** The version names the content and the settings. */
function differs({ before, after, reasons }: DatasetDiff): boolean {
  return before.version !== after.version || before.name !== after.name || reasons.length > 0
}
